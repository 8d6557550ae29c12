// Signs a post as Standard Webhooks says, with the library that receivers verify with. https://www.standardwebhooks.com

import { Webhook } from 'standardwebhooks'

export type SignedHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>

/** Adds one signature for each secret, so that receivers with either secret accept the post during a rotation. */
export function signPost(
  post: { id: string; atMs: number; body: string },
  secrets: readonly string[],
): SignedHeaders {
  const { id, atMs, body } = post
  const at = new Date(atMs)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}
