import { expect, test } from 'vitest'
import type { ReadRequest } from '../../api/read-request.ts'
import { createCache } from './cache.ts'

const ages = () => ({ freshMs: 100, usableMs: 1000 })
const ask = (extra: Partial<ReadRequest> = {}): ReadRequest => ({
  mode: 'test',
  tally: { stripeRequests: 0 },
  ...extra,
})
const settle = () => new Promise((resolve) => setImmediate(resolve))

function open(bytesMax = 100_000) {
  const clock = { nowMs: 0 }
  const cache = createCache<{ n: number; text?: string }>({ bytesMax, now: () => clock.nowMs })
  let loads = 0
  const load = () => Promise.resolve({ ok: true as const, value: { n: ++loads } })
  const fail = () => Promise.resolve({ ok: false as const, why: { reason: 'timeout' as const } })
  return { cache, clock, load, fail, loads: () => loads }
}

test('keys whose parts run into each other are different keys', async () => {
  const { cache, load } = open()
  await cache.get(['a', 'b,c'], ages, ask(), load)
  const other = await cache.get(['a,b', 'c'], ages, ask(), load)
  expect(other).toMatchObject({ value: { n: 2 } })
  expect(cache.peek(['a","b', 'c'])).toBeUndefined()
})

test('memory is bounded in bytes, not in entries: big values push out others', () => {
  const { cache } = open(10_000)
  for (let n = 0; n < 100; n++) cache.put([String(n)], { n })
  const small = Array.from({ length: 100 }, (_, n) => cache.peek([String(n)])).filter(Boolean).length
  expect(small).toBeGreaterThan(20)
  cache.put(['big'], { n: 1, text: 'x'.repeat(4800) })
  const left = Array.from({ length: 100 }, (_, n) => cache.peek([String(n)])).filter(Boolean).length
  expect(left).toBeLessThan(5)
  cache.put(['too big'], { n: 1, text: 'x'.repeat(20_000) })
  expect(cache.peek(['too big'])).toBeUndefined()
})

test('fresh values are served, older ones served and renewed once, too old ones loaded', async () => {
  const { cache, clock, load, loads } = open()
  await cache.get(['k'], ages, ask(), load)
  clock.nowMs = 100
  expect(await cache.get(['k'], ages, ask(), load)).toMatchObject({ value: { n: 1 } })
  await settle()
  expect(loads()).toBe(1)
  clock.nowMs = 500
  const both = await Promise.all([cache.get(['k'], ages, ask(), load), cache.get(['k'], ages, ask(), load)])
  expect(both.map((cached) => cached.state === 'read' && cached.value.n)).toEqual([1, 1])
  await settle()
  expect(loads()).toBe(2)
  clock.nowMs = 5000
  expect(await cache.get(['k'], ages, ask(), load)).toMatchObject({ value: { n: 3 }, asOfMs: 5000 })
})

test('a failed renewal marks what is shown, waits before the next try, and heals', async () => {
  const { cache, clock, load, fail, loads } = open()
  await cache.get(['k'], () => ({ freshMs: 100, usableMs: 1e6 }), ask(), load)
  const get = (loader: typeof load | typeof fail) =>
    cache.get(['k'], () => ({ freshMs: 100, usableMs: 1e6 }), ask(), loader)
  clock.nowMs = 1000
  await get(fail)
  await settle()
  expect(await get(load)).toMatchObject({ value: { n: 1 }, asOfMs: 0, stale: { reason: 'timeout' } })
  await settle()
  expect(loads()).toBe(1)
  clock.nowMs = 7000
  await get(load)
  await settle()
  expect(await get(load)).toEqual({ state: 'read', value: { n: 2 }, asOfMs: 7000 })
})

test('after a day nothing is shown any more, whatever Stripe answers', async () => {
  const { cache, clock, load, fail } = open()
  await cache.get(['k'], ages, ask(), load)
  clock.nowMs = 86_400_000
  expect(await cache.get(['k'], ages, ask(), fail)).toMatchObject({
    state: 'read',
    stale: { reason: 'timeout' },
  })
  clock.nowMs += 1
  expect(await cache.get(['k'], ages, ask(), fail)).toEqual({
    state: 'unavailable',
    why: { reason: 'timeout' },
  })
})

test('a lost permission takes the kept value away', async () => {
  const { cache, load } = open()
  await cache.get(['k'], ages, ask(), load)
  const why = { reason: 'permission' as const, permissions: ['rak_invoice_read'] }
  expect(
    await cache.get(['k'], ages, ask({ fresh: true }), () => Promise.resolve({ ok: false, why })),
  ).toEqual({ state: 'unavailable', why })
  expect(cache.peek(['k'])).toBeUndefined()
})

test('asking afresh joins a load that is under way instead of starting another', async () => {
  const { cache, load, loads } = open()
  await Promise.all([cache.get(['k'], ages, ask(), load), cache.get(['k'], ages, ask({ fresh: true }), load)])
  expect(loads()).toBe(1)
})

test('the last asker to leave ends the load', async () => {
  const { cache } = open()
  const leaving = new AbortController()
  let inner: AbortSignal | undefined
  const got = cache.get(['k'], ages, ask({ signal: leaving.signal }), (asked) => {
    inner = asked.signal
    return new Promise(() => undefined)
  })
  leaving.abort(new Error('left'))
  await expect(got).rejects.toThrow('left')
  expect(inner?.aborted).toBe(true)
})
