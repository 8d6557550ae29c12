// The secret store as the official SDK sees it.

import { Stripe } from 'stripe'
import { expect, test } from 'vitest'
import { createStripeSimulator } from '../simulator.ts'

function client(key: 'canWrite' | 'live' | 'canWriteTest', simulator = createStripeSimulator()) {
  const fetcher = async (input: string | URL | Request, init?: RequestInit) =>
    simulator.handle(new Request(input, init))
  return new Stripe(simulator.keys[key], {
    httpClient: Stripe.createFetchHttpClient(fetcher),
    maxNetworkRetries: 0,
  })
}
const mine = { type: 'user', user: 'usr_1' } as const

test('finds a secret by name and owner, with its payload only when expanded', async () => {
  const stripe = client('canWrite')
  await stripe.apps.secrets.create({ name: 'crm', scope: mine, payload: 'token' })
  expect(await stripe.apps.secrets.find({ name: 'crm', scope: mine })).not.toHaveProperty('payload')
  expect(await stripe.apps.secrets.find({ name: 'crm', scope: mine, expand: ['payload'] })).toMatchObject({
    payload: 'token',
  })
  await expect(
    stripe.apps.secrets.find({ name: 'crm', scope: { type: 'user', user: 'usr_2' } }),
  ).rejects.toMatchObject({ statusCode: 404 })
})

test('keeps the id of a secret that is set again, and deletes it', async () => {
  const stripe = client('canWrite')
  const first = await stripe.apps.secrets.create({ name: 'crm', scope: mine, payload: 'a' })
  const second = await stripe.apps.secrets.create({ name: 'crm', scope: mine, payload: 'b' })
  expect(second.id).toBe(first.id)
  expect((await stripe.apps.secrets.list({ scope: mine })).data).toHaveLength(1)
  expect(await stripe.apps.secrets.deleteWhere({ name: 'crm', scope: mine })).toMatchObject({ deleted: true })
  await expect(stripe.apps.secrets.find({ name: 'crm', scope: mine })).rejects.toMatchObject({
    statusCode: 404,
  })
})

test('refuses an empty payload, an eleventh account secret, and a key without the permission', async () => {
  const simulator = createStripeSimulator()
  const stripe = client('canWrite', simulator)
  const scope = { type: 'account' } as const
  await expect(stripe.apps.secrets.create({ name: 'x', scope, payload: '' })).rejects.toMatchObject({
    code: 'parameter_invalid_empty',
  })
  for (let index = 0; index < 10; index++)
    await stripe.apps.secrets.create({ name: `s${index}`, scope, payload: 'p' })
  await expect(stripe.apps.secrets.create({ name: 's10', scope, payload: 'p' })).rejects.toMatchObject({
    statusCode: 400,
  })
  await expect(client('live', simulator).apps.secrets.list({ scope })).rejects.toMatchObject({
    statusCode: 403,
  })
})

test('separates the secrets of live and test mode', async () => {
  const simulator = createStripeSimulator()
  await client('canWrite', simulator).apps.secrets.create({ name: 'crm', scope: mine, payload: 'live' })
  await expect(
    client('canWriteTest', simulator).apps.secrets.find({ name: 'crm', scope: mine }),
  ).rejects.toMatchObject({ statusCode: 404 })
})
