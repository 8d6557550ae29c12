// A configuration bundled for Workers: workerd draws its panel and runs its action.

import { randomUUID } from 'node:crypto'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actionResponseSchema } from '#contract/actions.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import {
  configText,
  lastOf,
  people,
  startConfiguredWorld,
  type ConfiguredWorld,
} from '../../worlds/gateway/configured.ts'
import { proof } from '../../worlds/gateway/node.ts'
import { startOnWorkerd, type TestWorker } from '../../worlds/gateway/workerd.ts'

const configuration = (databaseUrl: string) =>
  configText(
    `
  panels: [definePanel({
    id: 'loyalty', title: 'Loyalty', for: ['customer'], sources: { orders },
    load: async ({ subject, sources }) => {
      const [row] = await sources.orders.count({ customer: subject.id })
      return { blocks: [blocks.fields([
        { label: 'Name', value: subject.object.name ?? 'nobody' },
        { label: 'Orders', value: String(row?.orders) },
      ])] }
    },
  })],
  actions: [defineAction({
    id: 'greet', title: 'Greet', for: ['customer'], input: z.object({}), roles: ['support'],
    run: async ({ step }) => {
      await step('call', async () => { if (calls++ === 0) throw new SourceError('greeter', 'unreachable') })
      return { title: 'Greeted' }
    },
  })],
  handlers: [defineHandler({ id: 'note', events: ['customer.*'], handle: async () => undefined })],
  sidebarRoles: ['support'],`,
    `import { defineHandler, SourceError, sqlQuery, sqlSource } from 'tillside/config'
let calls = 0
const orders = sqlSource({
  name: 'orders', url: ${JSON.stringify(databaseUrl)},
  queries: { count: sqlQuery({ sql: 'select 7 as orders, :customer::text as customer', parameters: z.object({ customer: z.string() }), row: z.object({ orders: z.number(), customer: z.string() }) }) },
})`,
  )

const event = {
  id: 'evt_00000001',
  object: 'event',
  api_version: '2026-10-28.endive',
  created: Math.floor(Date.now() / 1000),
  type: 'customer.updated',
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  data: { object: { id: 'cus_1', object: 'customer' } },
}
const webhookSecret = ['whsec', 'W'.repeat(32)].join('_')

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describe('a configuration on workerd', () => describeBundled(postgresUrl))
else test.skip('workerd: set TEST_DATABASE_URL to a server where tests may create databases', () => undefined)

function describeBundled(postgresUrl: string): void {
  let world: ConfiguredWorld
  let worker: TestWorker
  beforeAll(async () => {
    const text = configuration(postgresUrl)
    const { keys } = createStripeSimulator()
    const settings = {
      STRIPE_API_KEY: `Kelpie=${keys.canWrite},Kelpie=${keys.canWriteTest}`,
      STRIPE_WEBHOOK_SECRETS_TEST: webhookSecret,
      TILLSIDE_PROXY_ALLOW: 'POST /v1/customers/:id',
    }
    world = await startConfiguredWorld(text, settings, async (stripeUrl, env = {}) => {
      worker = await startOnWorkerd(stripeUrl, { postgresUrl, env, configuration: text })
      return worker
    })
  })
  afterAll(() => world.close())

  const drawn = async () => {
    const messages = await world.ask(people('priya@brightside.example'))
    expect(messages.at(-1)).toMatchObject({ type: 'done' })
    return lastOf(messages, 'loyalty')?.blocks
  }
  const loyalty = [
    {
      type: 'fields',
      fields: [
        { label: 'Name', value: 'Brightside Studio Ltd' },
        { label: 'Orders', value: '7' },
      ],
    },
  ]

  test('a panel is shown beside the conversation, with the customer from Stripe and a row from Postgres', async () => {
    expect(await drawn()).toMatchObject(loyalty)
  })

  test('concurrent readers each get it, even if others disconnect early', async () => {
    const leaving = Array.from({ length: 4 }, async () => {
      const { body } = await world.post(people('priya@brightside.example'))
      await body?.cancel()
    })
    const staying = Array.from({ length: 4 }, drawn)
    await Promise.all(leaving)
    for (const blocks of await Promise.all(staying)) expect(blocks).toMatchObject(loyalty)
    expect(await drawn()).toMatchObject(loyalty)
  })

  test('the proxy lane passes on allowed requests, including bodies, and nothing else', async () => {
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${worker.url}/stripe/v1/${path}`, { ...init, headers: proof })
    const id = world.customerOf('priya@brightside.example')
    const read = await ask(`customers/${id}?expand[]=subscriptions`)
    expect([read.status, read.headers.get('request-id')]).toEqual([200, expect.stringMatching(/^req_/)])
    expect(await read.json()).toMatchObject({ id, subscriptions: { object: 'list' } })
    const body = new URLSearchParams({ description: 'Met at the fair' })
    const written = await ask(`customers/${id}`, { method: 'POST', body })
    expect([written.status, written.headers.get('tillside-error')]).toEqual([200, null])
    expect(await written.json()).toMatchObject({ id, description: 'Met at the fair' })
    const refused = await ask('refunds', { method: 'POST', body })
    expect([refused.status, refused.headers.get('tillside-error')]).toEqual([403, 'not_allowed_by_proxy'])
  })

  test('a Stripe event is handled as soon as it arrives', async () => {
    const payload = JSON.stringify(event)
    const header = new Stripe('sk_unused').webhooks.generateTestHeaderString({
      payload,
      secret: webhookSecret,
    })
    const response = await fetch(`${worker.url}/webhooks/stripe/test`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Stripe-Signature': header },
      body: payload,
    })
    expect(response.status).toBe(200)
    await worker.logged('"queue":"handler_runs"')
    const run = worker.lines.findLast((line) => line.includes('"queue":"handler_runs"'))
    expect(run).toContain('"outcome":"done"')
  })

  test('the cron trigger finishes work that could not be done during its request', async () => {
    const connection: unknown = await (await fetch(`${worker.url}/api/connection`, { headers: proof })).json()
    const [account] = (connection as { accounts: { key: string }[] }).accounts
    const subject = {
      kind: 'customer',
      id: world.customerOf('priya@brightside.example'),
      account: account?.key,
    }
    const key = randomUUID()
    const run = async () => {
      const response = await fetch(`${worker.url}/api/actions/greet`, {
        method: 'POST',
        headers: { ...proof, 'Content-Type': 'application/json' },
        body: JSON.stringify({ subject, stage: 'run', input: {}, key }),
      })
      return actionResponseSchema.parse(await response.json())
    }
    expect(await run()).toMatchObject({ type: 'outcome', state: 'working' })
    const look = async () => {
      expect(await worker.lookForWork()).toBe('ok')
      return worker.lines.join('\n')
    }
    await expect.poll(look).toMatch(/"attempt":2.*"outcome":"done"/)
    expect(await run()).toMatchObject({ state: 'done', title: 'Greeted', repeated: true })
  })
}
