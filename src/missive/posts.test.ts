// Posts into Missive: the request, Missive's limits, and which responses are worth a retry.

import { expect, test } from 'vitest'
import { Secret } from '#secret.ts'
import { createMissivePosts } from './posts.ts'

const post = {
  conversation: 'conv_1',
  markdown: 'Payment of **€49.00** failed',
  title: 'Payment failed',
  body: 'Payment of €49.00 failed',
}
const given = { token: new Secret('missive_pat-canary'), signal: new AbortController().signal }

function open(
  answer: (call: number) => Response | Promise<Response> = () => new Response('{}', { status: 201 }),
) {
  const clock = { ms: 0 }
  const sent: { url: string; init: RequestInit }[] = []
  const fetch = async (input: string | URL | Request, init: RequestInit = {}) => {
    sent.push({ url: String(input instanceof Request ? input.url : input), init })
    return answer(sent.length)
  }
  const posts = createMissivePosts({ api: 'https://missive.test/v1', ports: { fetch, now: () => clock.ms } })
  return { clock, sent, send: () => posts.post(post, given) }
}

test('posts to the conversation, with a notification, and sends the token only in its header', async () => {
  const { sent, send } = open()
  expect(await send()).toEqual({ ok: true })
  const [{ url, init } = { url: '', init: {} }] = sent
  expect(url).toBe('https://missive.test/v1/posts')
  expect(init).toMatchObject({ method: 'POST', redirect: 'manual' })
  expect(new Headers(init.headers).get('authorization')).toBe('Bearer missive_pat-canary')
  expect(init.body).toBeTypeOf('string')
  expect(JSON.parse(typeof init.body === 'string' ? init.body : '')).toEqual({
    posts: {
      conversation: 'conv_1',
      markdown: post.markdown,
      notification: { title: post.title, body: post.body },
      username: 'Tillside',
    },
  })
})

test.each([
  [429, { 'Retry-After': '7' }, { reason: 'limited', retryAfterMs: 7000 }],
  [429, {}, { reason: 'limited', retryAfterMs: 60_000 }],
  [429, { 'Retry-After': '999999' }, { reason: 'limited', retryAfterMs: 900_000 }],
  [500, {}, { reason: 'unreachable' }],
  [401, {}, { reason: 'refused' }],
  [404, {}, { reason: 'refused' }],
  [302, { Location: 'https://elsewhere.test' }, { reason: 'refused' }],
])('maps a response of %i %o to a reason, without following redirects', async (status, headers, expected) => {
  const { sent, send } = open(() => new Response(null, { status, headers }))
  expect(await send()).toMatchObject({ ok: false, ...expected })
  expect(sent).toHaveLength(1)
})

test('reports a network failure as unreachable', async () => {
  const { send } = open(() => Promise.reject(new TypeError('connection refused')))
  expect(await send()).toMatchObject({ ok: false, reason: 'unreachable' })
})

test('sends at most 300 posts per minute and 900 per 15 minutes', async () => {
  const { clock, sent, send } = open()
  const sendMany = async (count: number) => {
    let refused = 0
    for (let i = 0; i < count; i++) if (!(await send()).ok) refused += 1
    return refused
  }
  expect(await sendMany(301)).toBe(1)
  clock.ms = 60_000
  expect(await sendMany(300)).toBe(0)
  clock.ms = 120_000
  expect(await sendMany(300)).toBe(0)
  clock.ms = 180_000
  expect(await sendMany(1)).toBe(1)
  clock.ms = 900_000
  expect(await sendMany(1)).toBe(0)
  expect(sent).toHaveLength(901)
})

test('sends at most five posts at a time, and frees a place whatever the outcome', async () => {
  const waiting: ((response: Response) => void)[] = []
  const { send } = open(() => new Promise((resolve) => void waiting.push(resolve)))
  const five = Array.from({ length: 5 }, send)
  expect(await send()).toEqual({ ok: false, reason: 'limited', retryAfterMs: 1000 })
  waiting.shift()?.(new Response(null, { status: 500 }))
  expect(await five[0]).toMatchObject({ reason: 'unreachable' })
  const sixth = send()
  for (const answer of waiting) answer(new Response(null, { status: 201 }))
  expect(await sixth).toEqual({ ok: true })
})
