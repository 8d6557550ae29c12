// Tokens in Stripe's secret store, against the simulated one.

import { Stripe } from 'stripe'
import { expect, test } from 'vitest'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { stripeTokenStore } from './token-store.ts'

function open() {
  const simulator = createStripeSimulator()
  const stripe = new Stripe(simulator.keys.canWrite, {
    httpClient: Stripe.createFetchHttpClient(async (input: string | URL | Request, init?: RequestInit) =>
      simulator.handle(new Request(input, init)),
    ),
    maxNetworkRetries: 0,
  })
  return (userId: string) => stripeTokenStore(stripe, 'sign-in:crm', userId)
}
const tokens = { access: 'a1', refresh: 'r1', account: 'Noor', sinceMs: 1 }

test('finds tokens only for the person they belong to', async () => {
  const storeOf = open()
  expect(await storeOf('usr_1').find()).toBeUndefined()
  expect(await storeOf('usr_1').put(tokens)).toBe(true)
  expect((await storeOf('usr_1').find())?.tokens).toEqual(tokens)
  expect(await storeOf('usr_2').find()).toBeUndefined()
})

test('replaces stored tokens, and removes them', async () => {
  const store = open()('usr_1')
  await store.put(tokens)
  await store.put({ ...tokens, access: 'a2' })
  expect((await store.find())?.tokens.access).toBe('a2')
  await store.remove()
  expect(await store.find()).toBeUndefined()
})
