// Signs a delivery as Standard Webhooks does, with the library that receivers verify it by. https://www.standardwebhooks.com

import { Webhook } from 'standardwebhooks'

export type SignedHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>

/** One signature for each secret: while one is rotated, receivers that know either of the two accept the delivery. */
export function signDelivery(
  delivery: { id: string; atMs: number; body: string },
  secrets: readonly string[],
): SignedHeaders {
  const { id, atMs, body } = delivery
  const at = new Date(atMs)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}
