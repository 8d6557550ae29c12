// What an event says is old: asked for again by the next who wants it, and still the fallback when Stripe cannot be read.

import { expect, test } from 'vitest'
import type { StripeResult } from '../../api/stripe-result.ts'
import { createCache } from './cache.ts'

const ages = () => ({ freshMs: 60_000, usableMs: 120_000 })
const ask = () => ({ mode: 'live' as const, tally: { stripeRequests: 0 } })

function open() {
  const cache = createCache<{ name: string }>({ bytesMax: 100_000, now: () => 0 })
  let loads = 0
  const load = (
    key: string,
    give: () => Promise<StripeResult<{ name: string }>> | StripeResult<{ name: string }>,
  ) =>
    cache.get([key], ages, ask(), async () => {
      loads += 1
      return give()
    })
  const named = (name: string) => ({ ok: true as const, value: { name } })
  return { cache, load, named, loads: () => loads }
}

test('an expired value is read anew, others are not', async () => {
  const { cache, load, named, loads } = open()
  for (const key of ['a', 'b']) await load(key, () => named('before'))
  cache.expire(['a'])
  expect(await load('a', () => named('after'))).toMatchObject({ value: { name: 'after' } })
  expect(await load('b', () => named('after'))).toMatchObject({ value: { name: 'before' } })
  expect(loads()).toBe(3)
})

test('values can be meant by what they hold', async () => {
  const { cache, load, named } = open()
  await load('a', () => named('ines'))
  await load('b', () => named('noor'))
  cache.expireWhere(({ name }) => name === 'noor')
  expect(await load('a', () => named('x'))).toMatchObject({ value: { name: 'ines' } })
  expect(await load('b', () => named('x'))).toMatchObject({ value: { name: 'x' } })
})

test('what expires while it is being read is read once more', async () => {
  const { cache, load, named, loads } = open()
  const { promise, resolve } = Promise.withResolvers<StripeResult<{ name: string }>>()
  const reading = load('a', () => promise)
  cache.expire(['a'])
  resolve(named('perhaps before'))
  expect(await reading).toMatchObject({ value: { name: 'perhaps before' } })
  expect(await load('a', () => named('after'))).toMatchObject({ value: { name: 'after' } })
  expect(loads()).toBe(2)
  await load('a', () => named('never'))
  expect(loads()).toBe(2)
})

test('when Stripe cannot be read an expired value still serves, and says so', async () => {
  const { cache, load, named } = open()
  await load('a', () => named('before'))
  cache.expire(['a'])
  const cached = await load('a', () => ({ ok: false, why: { reason: 'unreachable' } }))
  expect(cached).toMatchObject({ state: 'read', value: { name: 'before' }, stale: { reason: 'unreachable' } })
})

test('a value that an event means while it is being read is old when it is there, and nobody new waits for it', async () => {
  for (const expire of ['key', 'value'] as const) {
    const { cache, load, named, loads } = open()
    const first = Promise.withResolvers<StripeResult<{ name: string }>>()
    const waiting = load('a', () => first.promise)
    if (expire === 'key') cache.expire(['a'])
    else cache.expireWhere(({ name }) => name === 'before')
    const second = load('a', () => named('after'))
    expect(await second, expire).toMatchObject({ value: { name: 'after' } })
    first.resolve(named('before'))
    expect(await waiting).toMatchObject({ value: { name: 'before' } })
    expect(await load('a', () => named('third'))).toMatchObject({ value: { name: 'after' } })
    expect(loads()).toBe(2)
  }
})

test('a value that is not meant by an event stays when it is there', async () => {
  const { cache, load, named, loads } = open()
  const first = Promise.withResolvers<StripeResult<{ name: string }>>()
  const waiting = load('a', () => first.promise)
  cache.expireWhere(({ name }) => name === 'noor')
  first.resolve(named('ines'))
  await waiting
  expect(await load('a', () => named('x'))).toMatchObject({ value: { name: 'ines' } })
  expect(loads()).toBe(1)
})

test('a value that is old when it is there is asked for again', async () => {
  const { cache, load, named, loads } = open()
  const first = Promise.withResolvers<StripeResult<{ name: string }>>()
  const waiting = load('a', () => first.promise)
  cache.expireWhere(({ name }) => name === 'noor')
  first.resolve(named('noor'))
  await waiting
  expect(await load('a', () => named('after'))).toMatchObject({ value: { name: 'after' } })
  expect(loads()).toBe(2)
})
