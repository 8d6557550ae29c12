// `missive` of handlers: into the conversations a customer is pinned to, once each, however often the handler runs.

import { expect, test } from 'vitest'
import { AttemptFailed } from '#jobs/task.ts'
import type { Posted } from '#missive/posts.ts'
import { Secret } from '#secret.ts'
import { createMissive } from './missive.ts'

const post = { customer: 'cus_1', markdown: '**Payment** of €49.00 failed', title: 'Payment failed' }

/** Steps as a durable run has them: recorded, and not done again. */
function open(options: { token?: boolean; pinned?: string[]; answers?: Posted[] } = {}) {
  const { token = true, answers = [] } = options
  const pins = { now: options.pinned ?? ['conv_1', 'conv_2'] }
  const recorded = new Map<string, unknown>()
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    if (!recorded.has(name)) recorded.set(name, await work())
    return recorded.get(name) as T
  }
  const sent: string[] = []
  const missive = createMissive(
    {
      posts: {
        async post({ conversation, body }) {
          sent.push(`${conversation} ${body}`)
          return answers.shift() ?? { ok: true }
        },
      },
      token: async () => (token ? new Secret('missive_pat-1') : undefined),
      conversationsOf: async () => pins.now,
    },
    { step, signal: new AbortController().signal },
  )
  return { missive, sent, pins }
}

test('a post goes into every conversation the customer is pinned to', async () => {
  const { missive, sent } = open()
  expect(await missive.post(post)).toEqual({ ok: true, conversations: ['conv_1', 'conv_2'] })
  expect(sent).toEqual(['conv_1 Payment of €49.00 failed', 'conv_2 Payment of €49.00 failed'])
})

test('without a token, and without a pin, nothing is sent and the handler learns why', async () => {
  const off = open({ token: false })
  expect(await off.missive.post(post)).toEqual({ ok: false, reason: 'off' })
  const lonely = open({ pinned: [] })
  expect(await lonely.missive.post(post)).toEqual({ ok: false, reason: 'not_pinned' })
  expect([...off.sent, ...lonely.sent]).toEqual([])
})

test('a run that is repeated posts only where it has not yet, and nowhere new', async () => {
  const { missive, sent, pins } = open({
    answers: [{ ok: true }, { ok: false, reason: 'limited', retryAfterMs: 5000 }],
  })
  const failure: unknown = await missive.post(post).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(AttemptFailed)
  expect(failure).toMatchObject({ code: 'missive_limited', retryAfterMs: 5000, isFinal: false })
  pins.now = ['conv_1', 'conv_2', 'conv_3']
  expect(await missive.post(post)).toMatchObject({ ok: true })
  expect(sent.map((line) => line.split(' ')[0])).toEqual(['conv_1', 'conv_2', 'conv_2'])
})

test('what Missive refuses is not tried again', async () => {
  const { missive } = open({ answers: [{ ok: false, reason: 'refused', retryAfterMs: 0 }] })
  await expect(missive.post(post)).rejects.toMatchObject({ code: 'missive_refused', isFinal: true })
})
