// Held to the official SDK: what it is told is what Stripe would tell it.

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

test('a secret is found by its name and owner, its payload only when asked for', async () => {
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

test('a secret set again keeps its id, and is gone once deleted', async () => {
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

test('an empty payload, an eleventh secret of the account, and a key without the permission are refused', async () => {
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

test('live and test keep their own secrets', async () => {
  const simulator = createStripeSimulator()
  await client('canWrite', simulator).apps.secrets.create({ name: 'crm', scope: mine, payload: 'live' })
  await expect(
    client('canWriteTest', simulator).apps.secrets.find({ name: 'crm', scope: mine }),
  ).rejects.toMatchObject({ statusCode: 404 })
})
