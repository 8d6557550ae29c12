// Verifies that a request is an event of Stripe: first the signature, then the shape, then the mode. The signing secret that matches
// tells which account the event belongs to.

import type { Config } from '#config.ts'
import type { Mode } from '#contract/billing.ts'
import type { Hasher } from '#ports.ts'
import { verifySignature, type SignatureFault } from '#stripe-signature/signature.ts'
import { decodeBody, readEvent, type EventFault, type ReadEvent } from './read-event.ts'

export type EventRefusal =
  | SignatureFault
  | EventFault
  /** A live event where only test events come. */
  | 'other_mode'

export type VerifiedEvent =
  { ok: true; event: ReadEvent; accountName?: string } | { ok: false; reason: EventRefusal }

type VerifyRequest = {
  /** The address it was sent to, by mode. */
  endpoint: Mode
  /** The value of `Stripe-Signature`. */
  header: string | undefined
  body: Uint8Array
}

/**
 * Where the app is installed in both modes, Stripe sends test events to the live endpoint too, so the event's own mode counts. The
 * other way round is refused: Stripe never does it, and it would let a harmless test secret sign live events.
 * https://docs.stripe.com/stripe-apps/build-backend#event-behavior-depends-on-install-mode
 */
export async function verifyEvent(
  { endpoint, header, body }: VerifyRequest,
  options: { config: Pick<Config, 'webhookSecrets'>; hasher: Hasher; nowMs: number },
): Promise<VerifiedEvent> {
  const text = decodeBody(body)
  const secrets = options.config.webhookSecrets[endpoint]
  const verdict = await verifySignature({
    header,
    text: text ?? '',
    secrets: secrets.map(({ secret }) => secret),
    prefix: 'whsec_',
    nowMs: options.nowMs,
    hasher: options.hasher,
  })
  if (!verdict.ok) return verdict
  if (text === undefined) return { ok: false, reason: 'not_utf8' }
  const read = readEvent(text)
  if (!read.ok) return read
  if (endpoint === 'test' && read.event.mode === 'live') return { ok: false, reason: 'other_mode' }
  const accountName = secrets[verdict.secret]?.name
  return { ok: true, event: read.event, ...(accountName ? { accountName } : {}) }
}
