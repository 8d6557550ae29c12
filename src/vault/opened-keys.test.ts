import { expect, test, vi } from 'vitest'
import { Secret } from '#secret.ts'
import { createOpenedKeys, type OpenedKeyName } from './opened-keys.ts'
import { createTestClock } from '../../test/worlds/clock.ts'

const name = (tenantId: string, more: Partial<OpenedKeyName> = {}): OpenedKeyName => ({
  tenantId,
  stripeKeyId: 'stk_1',
  sealed: 'v1.k1.a',
  openerHash: 'hash',
  ...more,
})
const key = new Secret('rk_live_example')

/** Hears of the bytes that are kept. */
function watchBytes() {
  const encode = vi.spyOn(TextEncoder.prototype, 'encode')
  const kept = () => encode.mock.results.flatMap(({ value }) => (value instanceof Uint8Array ? [value] : []))
  return { kept, restore: () => encode.mockRestore() }
}

test('a key is kept for a minute, for the same tenant, key, text and opener alone', async () => {
  const clock = createTestClock()
  const opened = createOpenedKeys(clock.ports)
  opened.keep(name('t1'), key)
  await clock.advance(59_999)
  expect(opened.find(name('t1'))?.reveal()).toBe('rk_live_example')
  const others = [
    name('t2'),
    name('t1', { stripeKeyId: 'stk_2' }),
    name('t1', { sealed: 'v1.k1.b' }),
    name('t1', { openerHash: 'other' }),
  ]
  for (const other of others) expect(opened.find(other)).toBeUndefined()
  await clock.advance(1)
  expect(opened.find(name('t1'))).toBeUndefined()
  opened.close()
})

test('after a minute, when another takes its place, or at the end, a key is overwritten, also while nobody asks', async () => {
  const clock = createTestClock()
  const { kept, restore } = watchBytes()
  const opened = createOpenedKeys(clock.ports, 2)
  opened.keep(name('t1'), key)
  await clock.advance(60_000)
  expect([opened.size, kept().map((bytes) => bytes.some((byte) => byte !== 0))]).toEqual([0, [false]])
  for (const tenant of ['t2', 't3', 't4']) opened.keep(name(tenant), key)
  expect(opened.size).toBe(2)
  expect(opened.find(name('t2'))).toBeUndefined()
  expect(kept().map((bytes) => bytes.some((byte) => byte !== 0))).toEqual([false, false, true, true])
  opened.close()
  expect(kept().map((bytes) => bytes.some((byte) => byte !== 0))).toEqual([false, false, false, false])
  opened.keep(name('t5'), key)
  expect(opened.size).toBe(0)
  restore()
})
