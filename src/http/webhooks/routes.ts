// Receives Stripe's events: verifies the raw bytes, stores the event, and only then acknowledges it.
// https://docs.stripe.com/webhooks

import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Mode } from '#contract/billing.ts'
import { GatewayError } from '#errors.ts'
import { selfTenantId } from '#auth/principal.ts'
import { readSignatureHeader } from '#stripe-signature/signature.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import type { Accepted } from '#webhooks/accept-event.ts'
import { verifyEvent, type EventRefusal, type VerifiedEvent } from '#webhooks/verify-event.ts'
import type { Env, Gateway } from '../gateway.ts'
import { readUnverified } from '../parse.ts'
import type { Route } from '../route.ts'

const counter = 'tillside_events_received_total'

type Verified = Extract<VerifiedEvent, { ok: true }>

/** The response to Stripe, which only looks at the status. */
const receivedSchema = z.object({
  received: z.literal(true),
  accepted: z.enum(['new', 'known', 'set_aside']),
})

export const webhookRoutes: readonly Route[] = (['live', 'test'] as const).map((mode): Route => ({
  method: 'POST',
  path: `/webhooks/stripe/${mode}`,
  who: 'stripe',
  summary: `Events of Stripe, ${mode === 'live' ? 'live, and test where an app is installed in both modes' : 'test'}: stored, then acknowledged.`,
  response: { contentTypes: ['application/json'], schema: receivedSchema },
  errors: ['event_refused', 'event_secret_missing', 'body_too_large', 'database_unavailable', 'internal'],
}))

export function serveWebhooks(gateway: Gateway): Hono<Env> {
  const { config, ports, metrics, inbox } = gateway
  const hasher = ports.hasher ?? createWebHasher()
  const app = new Hono<Env>()
  metrics.describe(counter, 'Webhooks received, by endpoint and outcome.')
  metrics.describe('tillside_event_store_seconds', 'Time to store an event after its arrival.')

  async function verify(c: Context<Env>, endpoint: Mode): Promise<Verified> {
    const header = c.req.header('Stripe-Signature')
    // Checked before the body is read, so that a body without a timely signature takes no memory, however slowly it arrives.
    const parsed = readSignatureHeader(header, ports.now())
    if (!parsed.ok) throw refuse(c, endpoint, parsed.reason)
    const body = await readUnverified(c, gateway, config.eventBytesMax)
    const verified = await verifyEvent({ endpoint, header, body }, { config, hasher, nowMs: ports.now() })
    if (!verified.ok) throw refuse(c, endpoint, verified.reason)
    return verified
  }

  function refuse(c: Context<Env>, endpoint: Mode, reason: EventRefusal): GatewayError {
    metrics.count(counter, { endpoint, outcome: reason })
    c.var.log.warn('event.refused', { endpoint, reason })
    return refusalOf(reason, endpoint)
  }

  async function store(c: Context<Env>, endpoint: Mode, verified: Verified): Promise<Accepted> {
    const { event, accountName } = verified
    const startedMs = ports.now()
    const named = accountName === undefined ? {} : { accountName }
    const arrival = { tenantId: selfTenantId, event, cameBy: endpoint, ...named } as const
    const accepted = await inbox.accept(arrival).catch((cause: unknown) => {
      metrics.count(counter, { endpoint, outcome: 'not_stored' })
      throw new GatewayError('database_unavailable', { cause })
    })
    metrics.observe('tillside_event_store_seconds', { endpoint }, (ports.now() - startedMs) / 1000)
    metrics.count(counter, { endpoint, outcome: accepted })
    c.var.log.info('event.received', { endpoint, eventId: event.eventId, type: event.type, accepted })
    return accepted
  }

  for (const endpoint of ['live', 'test'] as const) {
    app.post(`/webhooks/stripe/${endpoint}`, async (c) => {
      const verified = await verify(c, endpoint)
      const accepted = await store(c, endpoint, verified)
      return c.json({ received: true, accepted }, 200, { 'Cache-Control': 'no-store' })
    })
  }
  return app
}

/** A caller that cannot sign learns nothing. Stripe, which can, shows the detail in its list of deliveries. */
function refusalOf(reason: EventRefusal, endpoint: Mode): GatewayError {
  const setting = `STRIPE_WEBHOOK_SECRETS_${endpoint.toUpperCase()}`
  if (reason === 'no_secret') return new GatewayError('event_secret_missing', { detail: `Set ${setting}.` })
  const details: Partial<Record<EventRefusal, string>> = {
    not_utf8: 'The body is not UTF-8.',
    not_json: 'The body is not JSON.',
    not_an_event: 'The body is not a Stripe event.',
    other_mode: 'A live event does not belong to this address.',
  }
  const detail = details[reason]
  return new GatewayError('event_refused', detail === undefined ? {} : { detail })
}
