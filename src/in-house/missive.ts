// `missive` as handlers have it: posts into the conversations that a customer is pinned to, each one once. Off until a token
// is stored.

import type { Missive, MissivePost, MissivePosted } from '#definitions/durable.ts'
import { AttemptFailed, type JobContext } from '#jobs/task.ts'
import type { MissivePosts } from '#missive/posts.ts'
import type { Secret } from '#secret.ts'

export type MissiveMeans = {
  posts: MissivePosts
  /** `undefined`: none is stored. */
  token: () => Promise<Secret | undefined>
  conversationsOf: (customer: string) => Promise<readonly string[]>
}

/** For one run of a handler. */
export function createMissive(
  { posts, token, conversationsOf }: MissiveMeans,
  { step, signal }: { step: JobContext['step']; signal: AbortSignal },
): Missive {
  const postInto = async (conversation: string, post: MissivePost, known: Secret): Promise<void> => {
    const body = plainStart(post.markdown)
    const posted = await posts.post({ ...post, conversation, body }, { token: known, signal })
    if (posted.ok) return
    const { reason, retryAfterMs } = posted
    throw new AttemptFailed(`missive_${reason}`, { retryAfterMs, isFinal: reason === 'refused' })
  }
  return {
    async post(post): Promise<MissivePosted> {
      const known = await token()
      if (!known) return { ok: false, reason: 'off' }
      // As they were at the first attempt: a pin that is set later is not for what happened before.
      const conversations = await step(`missive ${post.customer}`, () => conversationsOf(post.customer))
      if (conversations.length === 0) return { ok: false, reason: 'not_pinned' }
      for (const conversation of conversations)
        await step(`missive ${post.customer} ${conversation}`, () => postInto(conversation, post, known))
      return { ok: true, conversations }
    },
  }
}

/** The first words, without the signs of Markdown, for the notification. */
const plainStart = (markdown: string): string => markdown.replace(/[*_`#>[\]]/g, '').slice(0, 200)
