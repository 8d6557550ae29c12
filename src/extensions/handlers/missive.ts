// `missive` as handlers have it: posts into the conversations that a customer is pinned to, each post once. It is off until a
// token is stored.

import type { Mode } from '#contract/billing.ts'
import { observed } from '#definitions/observed.ts'
import type { Missive, MissivePost, MissivePosted } from '#definitions/durable.ts'
import { AttemptFailed, type JobContext } from '#jobs/task.ts'
import type { MissivePosts } from '#missive/posts.ts'
import type { Secret } from '#secret.ts'
import { listPinnedConversations } from '#store/pins.ts'
import type { Database } from '#store/schema.ts'
import type { MissiveToken } from './missive-token.ts'

export type MissiveDeps = {
  db: Database
  posts: MissivePosts
  token: Pick<MissiveToken, 'find'>
}

/** One run of a handler, and the mode of its event. */
export type MissiveRun = Pick<JobContext, 'tenantId' | 'step' | 'signal'> & { mode: Mode }

export function createMissive({ db, posts, token }: MissiveDeps, run: MissiveRun): Missive {
  const { tenantId, mode, step, signal } = run
  const postInto = async (conversation: string, post: MissivePost, secret: Secret): Promise<void> => {
    const body = plainStart(post.markdown)
    const posted = await posts.post({ ...post, conversation, body }, { token: secret, signal })
    if (posted.ok) return
    const { reason, retryAfterMs } = posted
    throw new AttemptFailed(`missive_${reason}`, { retryAfterMs, isFinal: reason === 'refused' })
  }
  async function postAll(post: MissivePost): Promise<MissivePosted> {
    const { customer: customerId } = post
    const secret = await token.find()
    if (!secret) return { ok: false, reason: 'off' }
    // The conversations of the first attempt: a pin that is set later is not for what happened before.
    const conversations = await step(`missive ${customerId}`, () =>
      listPinnedConversations(db, { tenantId, mode, customerId }),
    )
    if (conversations.length === 0) return { ok: false, reason: 'not_pinned' }
    for (const conversation of conversations)
      await step(`missive ${customerId} ${conversation}`, () => postInto(conversation, post, secret))
    return { ok: true, conversations }
  }
  return { post: (post) => observed(postAll(post)) }
}

/** The first words, without the signs of Markdown, for the notification. */
const plainStart = (markdown: string): string => markdown.replace(/[*_`#>[\]]/g, '').slice(0, 200)
