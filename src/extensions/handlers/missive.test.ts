// `missive` of handlers: posts go into the conversations a customer is pinned to, each once, however often the handler runs.

import { expect, onTestFinished, test } from 'vitest'
import { AttemptFailed } from '#jobs/task.ts'
import type { Posted } from '#missive/posts.ts'
import { Secret } from '#secret.ts'
import { setPin } from '#store/pins.ts'
import { openMemoryStore } from '../../../test/worlds/database.ts'
import { createMissive } from './missive.ts'

const post = { customer: 'cus_1', markdown: '**Payment** of €49.00 failed', title: 'Payment failed' }
const place = { tenantId: 'self', mode: 'test' } as const

/** Steps as a durable run has them: recorded, and not done again. */
async function open(options: { token?: boolean; pinned?: string[]; answers?: Posted[] } = {}) {
  const { token = true, pinned = ['conv_1', 'conv_2'], answers = [] } = options
  const { db, close } = await openMemoryStore()
  onTestFinished(close)
  const pin = (conversationId: string, atMs: number) =>
    setPin(
      db,
      { ...place, conversationId, customerId: post.customer, accountKey: 'test-1' },
      { actor: 'cli', atMs, auditId: `aud_${conversationId}` },
    )
  for (const conversation of pinned) await pin(conversation, 0)
  const recorded = new Map<string, unknown>()
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    if (!recorded.has(name)) recorded.set(name, await work())
    return recorded.get(name) as T
  }
  const sent: string[] = []
  const missive = createMissive(
    {
      db,
      posts: {
        async post({ conversation, body }) {
          sent.push(`${conversation} ${body}`)
          return answers.shift() ?? { ok: true }
        },
      },
      token: { find: async () => (token ? new Secret('missive_pat-1') : undefined) },
    },
    { ...place, step, signal: new AbortController().signal },
  )
  return { missive, sent, pin }
}

test('a post goes into every conversation the customer is pinned to', async () => {
  const { missive, sent } = await open()
  expect(await missive.post(post)).toEqual({ ok: true, conversations: ['conv_1', 'conv_2'] })
  expect(sent).toEqual(['conv_1 Payment of €49.00 failed', 'conv_2 Payment of €49.00 failed'])
})

test('without a token, and without a pin, nothing is sent and the handler learns why', async () => {
  const off = await open({ token: false })
  expect(await off.missive.post(post)).toEqual({ ok: false, reason: 'off' })
  const lonely = await open({ pinned: [] })
  expect(await lonely.missive.post(post)).toEqual({ ok: false, reason: 'not_pinned' })
  expect([...off.sent, ...lonely.sent]).toEqual([])
})

test('a run that is repeated posts only where it has not yet, and nowhere new', async () => {
  const { missive, sent, pin } = await open({
    answers: [{ ok: true }, { ok: false, reason: 'limited', retryAfterMs: 5000 }],
  })
  const failure: unknown = await missive.post(post).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(AttemptFailed)
  expect(failure).toMatchObject({ code: 'missive_limited', retryAfterMs: 5000, isFinal: false })
  await pin('conv_3', 1)
  expect(await missive.post(post)).toMatchObject({ ok: true })
  expect(sent.map((line) => line.split(' ')[0])).toEqual(['conv_1', 'conv_2', 'conv_2'])
})

test('what Missive refuses is not tried again', async () => {
  const { missive } = await open({ answers: [{ ok: false, reason: 'refused', retryAfterMs: 0 }] })
  await expect(missive.post(post)).rejects.toMatchObject({ code: 'missive_refused', isFinal: true })
})
