// The intake of events with everything behind it: routes, database, handlers, upkeep, and a clock that only the test moves.
// Events are signed with Stripe's own library.

import { Stripe } from 'stripe'
import { createApp } from '#app.ts'
import { parseConfig } from '#config.ts'
import type { ConfigInput } from '#definitions/define.ts'
import { defineConfig } from '#definitions/define-config.ts'
import type { Ports } from '#ports.ts'
import { createMetrics } from '#metrics.ts'
import { listEvents } from '#store/event-list.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { assembleGateway } from '../../../runtimes/compose/gateway.ts'
import { assembleExtensions } from '../../../runtimes/compose/extensions.ts'
import { nodeHasher } from '../../../runtimes/node/hasher.ts'
import { createFetchOutside } from '../../../runtimes/compose/fetch-outside.ts'
import { nodeSourceRuntime } from '../../../runtimes/node/open-sql.ts'
import { openContexts } from '../../../runtimes/compose/contexts.ts'
import { openWork } from '../../../runtimes/compose/work.ts'
import { createTestClock } from '../clock.ts'

/* Assembled from parts, so that no scanner mistakes a line of this file for a secret. */
const secretOf = (letter: string) => ['whsec', letter.repeat(32)].join('_')
export const secrets = {
  live: secretOf('a'),
  liveBefore: secretOf('b'),
  test: secretOf('c'),
  strange: secretOf('x'),
}
const keyOf = (mode: string, letter: string) => ['rk', mode, letter.repeat(16)].join('_')

/** The account of the keys. */
export const ownAccount = 'acct_1OurOwn'
export const startMs = Date.UTC(2026, 10, 21)
const stripe = new Stripe('sk_test_unused')

type Event = Record<string, unknown>
let count = 0

/** A small event in Stripe's format, with a unique id. */
export function eventOf(changes: Event = {}): Event {
  count += 1
  return {
    id: `evt_${String(count).padStart(8, '0')}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: startMs / 1000,
    type: 'invoice.payment_failed',
    livemode: true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object: { id: 'in_1', object: 'invoice', customer: 'cus_1' } },
    ...changes,
  }
}

/** A thin event. */
export const thinOf = (changes: Event = {}): Event => ({
  id: `evt_test_${String((count += 1))}`,
  object: 'v2.core.event',
  type: 'v1.billing.meter.error_report_triggered',
  created: new Date(startMs).toISOString(),
  livemode: true,
  related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
  ...changes,
})

export const textOf = (value: unknown): string => JSON.stringify(value, undefined, 2)

export const signText = (payload: string, secret: string, atMs = startMs): string =>
  stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(atMs / 1000) })

export type Endpoint = 'live' | 'test'
export type Sent = { endpoint?: Endpoint; secret?: string; atMs?: number }

export type OpenInbox = Awaited<ReturnType<typeof openInbox>>

export async function openInbox(
  store: { db: Database; dialect: Dialect },
  options: {
    env?: Record<string, string>
    definitions?: ConfigInput
    fetch?: Ports['fetch']
    /** Stripe's answer to `/v1/account`. */
    account?: () => Response
    /** Seed for the ids; different for each process on the same database. */
    seed?: number
  } = {},
) {
  const { fetch = () => Promise.reject(new TypeError('nothing to fetch here')) } = options
  const { account = () => Response.json({ id: ownAccount, object: 'account' }) } = options
  const clock = createTestClock({
    startMs,
    seed: options.seed ?? 1,
    fetch: async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      return pathname === '/v1/account' ? account() : fetch(input, init)
    },
  })
  const ports: Ports = { ...clock.ports, hasher: nodeHasher }
  const config = parseConfig({
    STRIPE_API_KEY: `${keyOf('live', 'L')},${keyOf('test', 'T')}`,
    TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
    STRIPE_WEBHOOK_SECRETS_LIVE: `${secrets.live},${secrets.liveBefore}`,
    STRIPE_WEBHOOK_SECRETS_TEST: secrets.test,
    ...options.env,
  })
  const metrics = createMetrics()
  const tenant = await createSelfTenant('self', config)
  const definitions = defineConfig(options.definitions ?? {})
  const opened = assembleExtensions(definitions, {
    config,
    ports,
    metrics,
    tenant,
    runtime: {
      ...nodeSourceRuntime,
      fetchOutside: createFetchOutside({ fetch: clock.ports.fetch, isAllowed: () => true }),
    },
  })
  const contextOf = openContexts({ config, ports, metrics })
  const database = { ...store, durability: 'none' }
  const parts = { config, ports, metrics, database, tenant }
  const work = openWork({ ...parts, opened, context: contextOf(tenant) })
  const { actions, inbox } = work
  const gateway = assembleGateway({
    ...parts,
    contextOf,
    inbox,
    extensions: { ...opened.extensions, actions },
    assets: { build: 'b', readAsset: async () => undefined },
    runtime: 'test',
    isExposed: false,
    isDraining: () => false,
  })
  const app = createApp(gateway)

  /** Sends any bytes with any header. */
  const post = async (
    endpoint: Endpoint,
    body: string | Uint8Array<ArrayBuffer>,
    header?: string,
  ): Promise<Response> =>
    app.request(`/webhooks/stripe/${endpoint}`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        ...(header === undefined ? {} : { 'Stripe-Signature': header }),
      },
    })
  return {
    ...work,
    clock,
    config,
    gateway,
    opened,
    post,
    /** Sends an event as Stripe does. */
    send: (
      event: unknown,
      { endpoint = 'live', secret = secrets[endpoint], atMs = clock.ports.now() }: Sent = {},
    ) => {
      const text = textOf(event)
      return post(endpoint, text, signText(text, secret, atMs))
    },
    rows: () =>
      store.db.selectFrom('events').selectAll().orderBy('created_at_ms').orderBy('event_id').execute(),
    /** The events as people see them, in order of arrival. */
    shown: async () => (await listEvents(store.db, { tenantId: tenant.id }, 100)).toReversed(),
    /** Works until no work is due. */
    drain: async () => {
      for (let worked = 1; worked > 0;)
        worked = (await work.workers.events.tick()) + (await work.workers.jobs.tick())
    },
    close: () => opened.close(),
  }
}
