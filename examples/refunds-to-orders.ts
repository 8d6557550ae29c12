// Example 5: tells the orders service what was refunded. It receives each event, and every night the refunds that Stripe lists, which
// makes up for events it missed.

import { defineEndpoint, defineSchedule } from 'tillside/config'
import type Stripe from 'stripe'
import { z } from 'zod'
import { orders } from './sources.ts'

const dayMs = 86_400_000
/** Long enough to make up for an outage over a weekend. */
const daysBack = 4
const refundsMax = 1000

type RefundedCharge = { chargeId: string; refundedMinor: number; currency: string }

async function readRefunded(stripe: Stripe, sinceMs: number): Promise<RefundedCharge[]> {
  const query = { created: { gte: Math.floor(sinceMs / 1000) }, limit: 100, expand: ['data.charge'] }
  const refunds = await stripe.refunds.list(query).autoPagingToArray({ limit: refundsMax })
  const charges = new Map<string, RefundedCharge>()
  for (const { charge } of refunds) {
    if (charge === null || typeof charge === 'string') continue
    charges.set(charge.id, {
      chargeId: charge.id,
      refundedMinor: charge.amount_refunded,
      currency: charge.currency,
    })
  }
  return [...charges.values()]
}

export const tellRefunds = defineSchedule({
  id: 'tell-refunds',
  cron: '30 3 * * *',
  timeZone: 'Europe/Berlin',
  // The next night covers what a missed one would have sent.
  missed: 'skip',
  sources: { orders },
  async run({ accounts, keyFor, sources, step, tick }) {
    for (const [index, { mode, stripe }] of accounts.entries()) {
      if (mode !== 'live') continue
      await step(`account ${index}`, async () => {
        const refunds = await readRefunded(stripe, tick.getTime() - daysBack * dayMs)
        return sources.orders.send('PUT', '/refunds', z.object({ added: z.int() }), {
          body: { refunds },
          idempotencyKey: keyFor(`account-${index}`),
        })
      })
    }
  },
})

/** Without a secret no endpoint is declared. */
export const refundsEndpoint = (secret: string | undefined) =>
  secret === undefined
    ? []
    : [
        defineEndpoint({
          id: 'orders',
          url: `${process.env['ORDERS_URL'] ?? ''}/hooks/stripe`,
          events: ['charge.refunded'],
          modes: ['live'],
          secrets: [secret],
          // The simulated service listens on this machine. In production: https.
          insecure: true,
        }),
      ]
