// Signs webhook requests as Stripe does. https://docs.stripe.com/webhooks#verify-webhook-signatures-with-official-libraries

import { Stripe } from 'stripe'
import type { JsonObject } from '../json.ts'

const { webhooks } = Stripe

/** The signed body and the headers of one attempt. */
export type SignedPost = { body: string; headers: Record<string, string> }

/** An event as text in Stripe's format: pretty-printed with two spaces. */
export const eventText = (event: JsonObject): string => JSON.stringify(event, null, 2)

/** Signs a body at a given time; every attempt is signed again. */
export async function signPost(body: string, secret: string, nowMs: number): Promise<SignedPost> {
  const timestamp = Math.floor(nowMs / 1000)
  const signature = await webhooks.generateTestHeaderStringAsync({ payload: body, secret, timestamp })
  return {
    body,
    headers: {
      accept: '*/*; q=0.5, application/xml',
      'cache-control': 'no-cache',
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': signature,
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
  }
}
