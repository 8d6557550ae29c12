// What a gateway still does while its Postgres is down. The table of docs/guide/operate.md promises it. That it recovers by itself
// is tested in torture.test.ts.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConnectionKey as createKeyText } from '#auth/connection-key.ts'
import { findPostgres, openOwnPostgres } from '../../bench/torture/own-postgres.ts'
import { listenStripe, type StripeServer } from '../../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { signPost } from '../../simulator/stripe/webhooks/sign.ts'
import { proof, startOnNode, type TestGateway } from '../worlds/gateway/node.ts'

const bin = findPostgres()
const webhookSecret = ['whsec', 'D'.repeat(32)].join('_')
let stripe: StripeServer
let gateway: TestGateway

beforeAll(async () => {
  if (bin === undefined) return
  const simulator = createStripeSimulator()
  stripe = await listenStripe(simulator)
  const postgres = await openOwnPostgres(bin)
  gateway = await startOnNode(stripe.url, {
    DATABASE_URL: postgres.url,
    STRIPE_API_KEY: `Kelpie=${simulator.keys.live}`,
    STRIPE_WEBHOOK_SECRETS_LIVE: webhookSecret,
  })
  await postgres.close()
})
afterAll(async () => {
  if (bin === undefined) return
  await gateway.close(0)
  await stripe.close()
})

const statusOf = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${gateway.url}${path}`, init)
  return [response.status, await response.text()] as const
}

test.skipIf(!bin)('the process lives, and says that it is not ready', async () => {
  const [health, state] = await statusOf('/health')
  expect([health, JSON.parse(state)]).toMatchObject([200, { status: 'degraded' }])
  const [ready, problem] = await statusOf('/ready')
  expect([ready, JSON.parse(problem)]).toMatchObject([503, { code: 'database_unavailable' }])
})

test.skipIf(!bin)('callers with the secret header still reach Stripe and the panels', async () => {
  expect((await statusOf('/stripe/v1/customers?limit=1', { headers: proof }))[0]).toBe(200)
  const subject = { kind: 'people', people: [{ address: 'priya@brightside.example' }] }
  const [status, messages] = await statusOf('/api/panels', {
    method: 'POST',
    headers: { ...proof, 'Content-Type': 'application/json' },
    body: JSON.stringify({ subject, conversationId: 'conv_1' }),
  })
  expect(status).toBe(200)
  expect(messages).toContain('"type":"done"')
})

test.skipIf(!bin)('callers with a connection key are refused with 503, not as unknown', async () => {
  const text = createKeyText((length) => crypto.getRandomValues(new Uint8Array(length)), 'live')
  const headers = { Authorization: `Bearer ${text}` }
  for (const path of ['/api/connection', '/stripe/v1/customers?limit=1'])
    expect((await statusOf(path, { headers }))[0], path).toBe(503)
})

test.skipIf(!bin)('an event is refused with 503, so that Stripe sends it again', async () => {
  const event = {
    id: 'evt_1',
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    type: 'invoice.paid',
    livemode: true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object: { id: 'in_1', object: 'invoice' } },
  }
  const post = await signPost(JSON.stringify(event), webhookSecret, Date.now())
  expect((await statusOf('/webhooks/stripe/live', { method: 'POST', ...post }))[0]).toBe(503)
})
