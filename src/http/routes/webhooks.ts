// Where Stripe sends events: verified on the raw bytes, stored, and only then acknowledged.
// https://docs.stripe.com/webhooks

import { Hono, type Context } from 'hono'
import type { Mode } from '#contract/billing.ts'
import { GatewayError } from '#errors.ts'
import { selfTenantId } from '#auth/principal.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import { acceptEvent, type Accepted } from '#webhooks/accept-event.ts'
import { verifyEvent, type EventRefusal, type VerifiedEvent } from '#webhooks/verify-event.ts'
import type { Env, Gateway } from '../gateway.ts'
import { readBytes } from '../parse.ts'

/** The largest objects of Stripe, invoices with many lines, stay far below it. */
const bodyBytesMax = 1024 * 1024
const counter = 'tillside_events_received_total'

type Verified = Extract<VerifiedEvent, { ok: true }>

export function webhookRoutes(gateway: Gateway): Hono<Env> {
  const { config, ports, metrics, db, inbox } = gateway
  const hasher = ports.hasher ?? createWebHasher()
  const app = new Hono<Env>()
  metrics.describe(counter, 'Webhooks that came, by endpoint and what became of them.')
  metrics.describe('tillside_event_store_seconds', 'From the arrival of an event to its row.')

  async function verify(c: Context<Env>, endpoint: Mode): Promise<Verified> {
    const header = c.req.header('Stripe-Signature')
    const body = await readBytes(c.req.raw, bodyBytesMax)
    const verified = await verifyEvent({ endpoint, header, body }, { config, hasher, nowMs: ports.now() })
    if (verified.ok) return verified
    metrics.count(counter, { endpoint, outcome: verified.reason })
    c.var.log.warn('event.refused', { endpoint, reason: verified.reason })
    throw refusalOf(verified.reason, endpoint)
  }

  async function store(c: Context<Env>, endpoint: Mode, verified: Verified): Promise<Accepted> {
    const { event, accountName } = verified
    const begunMs = ports.now()
    const named = accountName === undefined ? {} : { accountName }
    const arrival = { tenantId: selfTenantId, event, cameBy: endpoint, ...named } as const
    const accepted = await acceptEvent({ db, ports, config }, arrival).catch((cause: unknown) => {
      metrics.count(counter, { endpoint, outcome: 'not_stored' })
      throw new GatewayError('database_unavailable', { cause })
    })
    metrics.observe('tillside_event_store_seconds', { endpoint }, (ports.now() - begunMs) / 1000)
    metrics.count(counter, { endpoint, outcome: accepted })
    c.var.log.info('event.received', { endpoint, eventId: event.eventId, type: event.type, accepted })
    return accepted
  }

  for (const endpoint of ['live', 'test'] as const) {
    app.post(`/webhooks/stripe/${endpoint}`, async (c) => {
      const verified = await verify(c, endpoint)
      const accepted = await store(c, endpoint, verified)
      if (accepted === 'new') inbox.arrived(verified.event)
      return c.json({ received: true, accepted }, 200, { 'Cache-Control': 'no-store' })
    })
  }
  return app
}

/** Whoever cannot sign learns nothing; whoever can, Stripe, shows the words in its list of deliveries. */
function refusalOf(reason: EventRefusal, endpoint: Mode): GatewayError {
  const setting = `STRIPE_WEBHOOK_SECRETS_${endpoint.toUpperCase()}`
  if (reason === 'no_secret') return new GatewayError('event_secret_missing', { detail: `Set ${setting}.` })
  const told: Partial<Record<EventRefusal, string>> = {
    not_utf8: 'The body is not UTF-8.',
    not_json: 'The body is not JSON.',
    not_an_event: 'The body is not an event of Stripe.',
    other_mode: 'A live event does not belong to this address.',
  }
  const detail = told[reason]
  return new GatewayError('event_refused', detail === undefined ? {} : { detail })
}
