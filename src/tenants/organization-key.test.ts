// An organization's key reads several accounts, each named in Stripe-Context: requests, caches and results are kept apart by account,
// and so are the organization's events. https://docs.stripe.com/context

import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfig } from '#config.ts'
import { defineHandler } from '#definitions/define.ts'
import { createMetrics } from '#metrics.ts'
import { createSelfTenant } from './tenant.ts'
import { openContexts } from '../../runtimes/compose/contexts.ts'
import { openMemoryStore, type JobStore } from '../../test/worlds/database.ts'
import { createTestClock } from '../../test/worlds/clock.ts'
import { eventOf, openInbox, thinOf } from '../../test/worlds/events/inbox.ts'

const key = ['sk', 'org', 'live', 'O'.repeat(16)].join('_')
const env = {
  STRIPE_API_KEY: `EU=${key}@acct_1Eu,US=${key}@acct_1Us`,
  TILLSIDE_ALLOW_ORG_KEY: 'on',
  TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
}
const customerOf = (account: string | null) => ({
  id: 'cus_1',
  object: 'customer',
  name: `Ann of ${account}`,
  email: 'ann@example.com',
  created: 1,
  livemode: true,
})

let store: JobStore
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store.close())

/** Records the context of each request, and has one customer in each account. */
function createStripe() {
  const contexts: (string | null)[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const context = request.headers.get('stripe-context')
    contexts.push(context)
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/cus_1')) return Response.json(customerOf(context))
    return Response.json({ object: 'list', data: [], has_more: false, url: pathname })
  }
  return { contexts, fetch }
}

test('each account of an organization’s key has its own id, context and cache', async () => {
  const stripe = createStripe()
  const config = parseConfig(env)
  const tenant = await createSelfTenant('self', config)
  const { ports } = createTestClock({ fetch: stripe.fetch })
  const context = openContexts({ config, ports, metrics: createMetrics() })(tenant)
  const accounts = context.accounts()
  expect(accounts.map(({ name, accountId }) => [name, accountId])).toEqual([
    ['EU', 'acct_1Eu'],
    ['US', 'acct_1Us'],
  ])
  expect(new Set(accounts.map((account) => account.key)).size).toBe(2)
  const ask = { mode: 'live', tally: { stripeRequests: 0 } } as const
  const names = []
  for (const account of [...accounts, ...accounts]) {
    const hit = await context.findCustomer(
      { account: account.key, customerId: 'cus_1' },
      { kind: 'chosen' },
      ask,
    )
    names.push(hit?.customer.name)
  }
  expect(names).toEqual(['Ann of acct_1Eu', 'Ann of acct_1Us', 'Ann of acct_1Eu', 'Ann of acct_1Us'])
  expect(stripe.contexts).toEqual(['acct_1Eu', 'acct_1Us'])
})

test('an organization’s event belongs to the account in its context, and is handled with that account’s name and context', async () => {
  const stripe = createStripe()
  const handled: unknown[] = []
  const note = defineHandler({
    id: 'note',
    events: ['invoice.*'],
    async handle({ event, account, stripe: client }) {
      await client.customers.retrieve('cus_1')
      handled.push([event.id, account])
    },
  })
  const definitions = { handlers: [note] }
  const inbox = await openInbox(store, { env, definitions, fetch: stripe.fetch })
  await inbox.send(eventOf({ id: 'evt_1', context: 'acct_1Us', data: { object: { id: 'in_1' } } }))
  await inbox.send(eventOf({ id: 'evt_2', context: 'acct_1Eu', data: { object: { id: 'in_2' } } }))
  await inbox.drain()
  expect(handled).toHaveLength(2)
  expect(handled).toContainEqual(['evt_1', { mode: 'live', accountId: 'acct_1Us', name: 'US' }])
  expect(handled).toContainEqual(['evt_2', { mode: 'live', accountId: 'acct_1Eu', name: 'EU' }])
  expect(new Set(stripe.contexts)).toEqual(new Set(['acct_1Eu', 'acct_1Us']))
  await inbox.close()
})

test('reaches a connected account through the own account it is connected to', async () => {
  const stripe = createStripe()
  const connected = 'acct_1Connected'
  const handle = async ({
    stripe: client,
  }: {
    stripe: { customers: { retrieve: (id: string) => Promise<unknown> } }
  }) => void (await client.customers.retrieve('cus_1'))
  const inbox = await openInbox(store, {
    env: { ...env, STRIPE_APP_ACCOUNTS: connected },
    definitions: { handlers: [defineHandler({ id: 'note', events: ['*'], handle })] },
    fetch: stripe.fetch,
  })
  const about = { account: connected, context: `acct_1Us/${connected}` }
  await inbox.send(eventOf({ ...about, data: { object: { id: 'in_1' } } }))
  await inbox.send(thinOf({ context: about.context }))
  expect((await inbox.rows()).map((row) => [row.account_id, row.account_name])).toEqual([
    [connected, 'US'],
    [connected, 'US'],
  ])
  await inbox.drain()
  expect(new Set(stripe.contexts)).toEqual(new Set([`acct_1Us/${connected}`]))
  await inbox.close()
})
