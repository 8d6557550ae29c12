import { expect, test } from 'vitest'
import { createLog } from '#log.ts'
import { createRation } from './ration.ts'
import { createThrottle } from './throttle.ts'

function open() {
  const clock = { nowMs: 0 }
  const ports = {
    fetch: () => Promise.reject(new Error('not here')),
    now: () => clock.nowMs,
    sleep: (ms: number) => ((clock.nowMs += ms), Promise.resolve()),
    randomBytes: (length: number) => new Uint8Array(length),
    log: createLog({ level: 'error', now: () => 0, write: () => undefined }),
  }
  return { clock, throttle: createThrottle(ports) }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('one cold lookup goes out at once, a stream of requests at ten a second', async () => {
  const { clock, throttle } = open()
  for (let sent = 0; sent < 13; sent++) (await throttle.enter('other', undefined))()
  expect(clock.nowMs).toBe(0)
  for (let sent = 0; sent < 117; sent++) (await throttle.enter('other', undefined))()
  expect(clock.nowMs).toBeGreaterThanOrEqual(9_900)
  expect(clock.nowMs).toBeLessThan(10_200)
})

test('searches pass at five a second', async () => {
  const { clock, throttle } = open()
  for (let sent = 0; sent < 35; sent++) (await throttle.enter('search', undefined))()
  expect(clock.nowMs).toBeGreaterThanOrEqual(4_900)
})

test('at most eight are in flight on a quiet account, and one after a 429', async () => {
  const { clock, throttle } = open()
  const ends: (() => void)[] = []
  const enter = () => void throttle.enter('other', undefined).then((end) => ends.push(end))
  for (let asked = 0; asked < 12; asked++) enter()
  await settle()
  expect(ends).toHaveLength(8)
  ends[0]?.()
  ends[0]?.()
  await settle()
  expect(ends).toHaveLength(9)
  throttle.slowDown(60_000)
  const begun = ends.slice()
  for (const end of begun) end()
  await settle()
  expect(ends).toHaveLength(10)
  clock.nowMs = 60_000
  ends[9]?.()
  await settle()
  expect(ends).toHaveLength(12)
})

test('who gives up while waiting does not hold up the others', async () => {
  const { throttle } = open()
  const ends = await Promise.all(Array.from({ length: 8 }, () => throttle.enter('other', undefined)))
  const leaving = new AbortController()
  const left = throttle.enter('other', leaving.signal)
  const stayed = throttle.enter('other', undefined)
  leaving.abort(new Error('left'))
  ends[0]?.()
  await expect(left).rejects.toThrow('left')
  ;(await stayed)()
})

test('who gives up takes no turn from those who stay, however many give up', async () => {
  for (const kind of ['other', 'search'] as const) {
    const { clock, throttle } = open()
    const ends = await Promise.all(Array.from({ length: 8 }, () => throttle.enter('other', undefined)))
    const leaving = new AbortController()
    const left = Array.from({ length: 40 }, () => throttle.enter(kind, leaving.signal).catch(() => 'left'))
    await settle()
    leaving.abort(new Error('left'))
    expect(new Set(await Promise.all(left))).toEqual(new Set(['left']))
    for (const end of ends) end()
    const beforeMs = clock.nowMs
    // Of the burst of thirty, or of ten searches, eight or none are spent.
    for (let sent = 0; sent < (kind === 'search' ? 10 : 22); sent++) (await throttle.enter(kind, undefined))()
    expect(clock.nowMs, kind).toBe(beforeMs)
  }
})

test('reads are counted over thirty days; from 70 % they are saved, and refused only against a configured ration', () => {
  const clock = { nowMs: 0 }
  const ration = createRation({ now: () => clock.nowMs })
  const known = createRation({ now: () => clock.nowMs, readsPerMonth: 100 })
  expect(ration.level()).toBe('ample')
  for (let read = 0; read < 7000; read++) ration.count()
  expect(ration.level()).toBe('saving')
  for (let read = 0; read < 5000; read++) ration.count()
  expect([ration.level(), ration.refuses()]).toEqual(['saving', false])
  for (let read = 0; read < 95; read++) known.count()
  expect([known.level(), known.refuses()]).toEqual(['spent', true])
  clock.nowMs = 29 * 86_400_000
  expect(ration.reads()).toBe(12_000)
  clock.nowMs = 30 * 86_400_000
  expect([ration.reads(), known.level()]).toEqual([0, 'ample'])
})
