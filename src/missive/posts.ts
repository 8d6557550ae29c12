// Posts into Missive conversations through its REST API. https://missiveapp.com/docs/developers/rest-api/endpoints#create-post

import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'
import { createLimits } from './limits.ts'

type Post = { conversation: string; markdown: string; title: string; body: string }

export type Posted =
  | { ok: true }
  /** `limited`, `unreachable`: try again later. `refused`: Missive does not accept the token or the conversation. */
  | { ok: false; reason: 'limited' | 'unreachable' | 'refused'; retryAfterMs: number }

export interface MissivePosts {
  post(post: Post, given: { token: Secret; signal: AbortSignal }): Promise<Posted>
}

const timeoutMs = 10_000
/** How long to wait if Missive does not say. */
const waitDefaultMs = 60_000
const waitMaxMs = 900_000
const markdownCharactersMax = 5000

export function createMissivePosts(options: {
  /** `https://public.missiveapp.com/v1`. */
  api: string
  ports: Pick<Ports, 'fetch' | 'now'>
}): MissivePosts {
  const { api, ports } = options
  const limits = createLimits(ports.now)
  return {
    async post(post, { token, signal }) {
      const place = limits.take()
      if (!place.ok) return { ok: false, reason: 'limited', retryAfterMs: place.retryAfterMs }
      try {
        return readResponse(await send(`${api}/posts`, bodyOf(post), { token, signal, fetch: ports.fetch }))
      } catch (error) {
        if (signal.aborted) throw error
        return { ok: false, reason: 'unreachable', retryAfterMs: 0 }
      } finally {
        place.done()
      }
    },
  }
}

const bodyOf = ({ conversation, markdown, title, body }: Post): string =>
  JSON.stringify({
    posts: {
      conversation,
      markdown: markdown.slice(0, markdownCharactersMax),
      notification: { title: title.slice(0, 100), body: body.slice(0, 200) },
      username: 'Tillside',
    },
  })

async function send(
  url: string,
  body: string,
  { token, signal, fetch }: { token: Secret; signal: AbortSignal; fetch: Ports['fetch'] },
): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token.reveal()}`, 'Content-Type': 'application/json' },
    body,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  })
  // The body is not needed, and an unread body would keep the connection busy.
  await response.body?.cancel()
  return response
}

function readResponse({ status, headers }: Response): Posted {
  if (status === 200 || status === 201) return { ok: true }
  if (status === 429) {
    const seconds = Number(headers.get('Retry-After') ?? Number.NaN)
    const waitMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : waitDefaultMs
    return { ok: false, reason: 'limited', retryAfterMs: Math.min(waitMs, waitMaxMs) }
  }
  return { ok: false, reason: status >= 500 ? 'unreachable' : 'refused', retryAfterMs: 0 }
}
