// What is done with a webhook, whatever transport brought it: its header is checked, the raw bytes are verified, the event is stored.
// Only then is it acknowledged. https://docs.stripe.com/webhooks

import type { Config } from '#config.ts'
import type { Mode } from '#contract/billing.ts'
import { GatewayError } from '#errors.ts'
import type { Log } from '#log.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { readSignatureHeader } from '#stripe-signature/signature.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import type { Accepted } from './accept-event.ts'
import type { Inbox } from './inbox.ts'
import { verifyEvent, type EventRefusal, type VerifiedEvent } from './verify-event.ts'

export type ReceiverDeps = {
  config: Pick<Config, 'webhookSecrets'>
  ports: Ports
  metrics: Metrics
  inbox: Pick<Inbox, 'accept'>
  tenantId: string
}

type Webhook = {
  /** The address it was sent to, by mode. */
  endpoint: Mode
  /** The value of `Stripe-Signature`. */
  header: string | undefined
  log: Log
}

export interface Receiver {
  /**
   * Refuses a webhook whose header is missing, malformed or old. Called before the body is read, so that a body without a timely
   * signature takes no memory, however slowly it arrives. Throws a `GatewayError`.
   */
  checkHeader(webhook: Webhook): void
  /** Verifies and stores the event. Resolves once it is committed; rejects with a `GatewayError`. */
  receive(webhook: Webhook & { body: Uint8Array }): Promise<Accepted>
}

const counter = 'tillside_events_received_total'
const storeHistogram = 'tillside_event_store_seconds'

export function createReceiver({ config, ports, metrics, inbox, tenantId }: ReceiverDeps): Receiver {
  const hasher = ports.hasher ?? createWebHasher()
  metrics.describe(counter, 'Webhooks received, by endpoint and outcome.')
  metrics.describe(storeHistogram, 'Time to store an event after its arrival.')
  const observeStored = {
    live: metrics.histogram(storeHistogram, { endpoint: 'live' }),
    test: metrics.histogram(storeHistogram, { endpoint: 'test' }),
  }

  function refuse({ endpoint, log }: Webhook, reason: EventRefusal): GatewayError {
    metrics.count(counter, { endpoint, outcome: reason })
    log.warn('event.refused', { endpoint, reason })
    return refusalOf(reason, endpoint)
  }

  async function store(
    { endpoint, log }: Webhook,
    { event, accountName }: Extract<VerifiedEvent, { ok: true }>,
  ): Promise<Accepted> {
    const startedMs = ports.now()
    const named = accountName === undefined ? {} : { accountName }
    const arrival = { tenantId, event, cameBy: endpoint, ...named } as const
    const accepted = await inbox.accept(arrival).catch((cause: unknown) => {
      metrics.count(counter, { endpoint, outcome: 'not_stored' })
      throw new GatewayError('database_unavailable', { cause })
    })
    observeStored[endpoint]((ports.now() - startedMs) / 1000)
    metrics.count(counter, { endpoint, outcome: accepted })
    log.info('event.received', { endpoint, eventId: event.eventId, type: event.type, accepted })
    return accepted
  }

  return {
    checkHeader(webhook) {
      const parsed = readSignatureHeader(webhook.header, ports.now())
      if (!parsed.ok) throw refuse(webhook, parsed.reason)
    },
    async receive(webhook) {
      const verified = await verifyEvent(webhook, { config, hasher, nowMs: ports.now() })
      if (!verified.ok) throw refuse(webhook, verified.reason)
      return store(webhook, verified)
    },
  }
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
