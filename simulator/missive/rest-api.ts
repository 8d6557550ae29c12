// The simulated REST API of Missive, as far as it is needed to post into conversations. Portable; `listen.ts` serves it.
// https://missiveapp.com/docs/developers/rest-api/endpoints#create-post

import { z } from 'zod'
import type { Post } from './post.ts'
import { createRestLimits } from './rest-limits.ts'

const bodySchema = z.object({
  posts: z
    .object({
      conversation: z.string(),
      text: z.string().optional(),
      markdown: z.string().optional(),
      notification: z.object({ title: z.string().min(1), body: z.string().min(1) }),
      username: z.string().default('API'),
    })
    .refine(({ text = '', markdown = '' }) => `${text}${markdown}` !== '', {
      message: 'one of text, markdown or attachments is required',
    }),
})

export type RestApiOptions = {
  /** The only token that is accepted. */
  token: string
  hasConversation: (id: string) => boolean
  onPost: (post: Post) => void
  now?: () => number
}

export type RestApi = {
  handle: (request: Request) => Promise<Response>
  /** While on, every request is answered with 429. */
  setLimited: (isLimited: boolean) => void
}

/** The `Retry-After` while the switch is on. */
const switchedSeconds = 5

const json = (status: number, value: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(value, { status, headers })
const refusal = (status: number, message: string, headers?: Record<string, string>): Response =>
  json(status, { error: { message } }, headers)
const tooMany = (seconds: number): Response =>
  refusal(429, 'Too many requests', { 'Retry-After': String(seconds) })

export function createRestApi(options: RestApiOptions): RestApi {
  const { token, now = () => Date.now() } = options
  const limits = createRestLimits(now)
  let isLimited = false
  let count = 0

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (request.method !== 'POST' || pathname !== '/v1/posts') return refusal(404, 'Not found')
    const parsed = bodySchema.safeParse(await request.json().catch(() => undefined))
    if (!parsed.success) return refusal(400, parsed.error.issues.map(({ message }) => message).join('; '))
    const { conversation, text, markdown, username, notification } = parsed.data.posts
    if (!options.hasConversation(conversation)) return refusal(404, 'There is no such conversation')
    const id = `post-${(count += 1)}`
    options.onPost({
      id,
      conversation,
      username,
      title: notification.title,
      markdown: markdown ?? text ?? '',
      atMs: now(),
    })
    return json(201, { posts: { id, conversation } })
  }

  return {
    setLimited: (next) => void (isLimited = next),
    async handle(request) {
      if (request.headers.get('authorization') !== `Bearer ${token}`) return refusal(401, 'Unauthorized')
      if (isLimited) return tooMany(switchedSeconds)
      const slot = limits.enter()
      if (!slot.ok) return tooMany(slot.retryAfterSeconds)
      try {
        return await answer(request)
      } finally {
        slot.leave()
      }
    },
  }
}
