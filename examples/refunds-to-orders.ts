// Example 5: the orders service knows what was refunded. It is told by each event, and every night by what Stripe has: an
// event that it never took is made up for.

import { defineEndpoint, defineSchedule } from 'tillside/config'
import type Stripe from 'stripe'
import { z } from 'zod'
import { orders } from './sources.ts'

const dayMs = 86_400_000
/** A weekend without anybody looking is made up for, too. */
const daysBack = 4
const refundsMax = 1000

type Told = { chargeId: string; refundedMinor: number; currency: string }

async function readRefunded(stripe: Stripe, sinceMs: number): Promise<Told[]> {
  const query = { created: { gte: Math.floor(sinceMs / 1000) }, limit: 100, expand: ['data.charge'] }
  const refunds = await stripe.refunds.list(query).autoPagingToArray({ limit: refundsMax })
  const told = new Map<string, Told>()
  for (const { charge } of refunds) {
    if (charge === null || typeof charge === 'string') continue
    told.set(charge.id, {
      chargeId: charge.id,
      refundedMinor: charge.amount_refunded,
      currency: charge.currency,
    })
  }
  return [...told.values()]
}

export const tellRefunds = defineSchedule({
  id: 'tell-refunds',
  cron: '30 3 * * *',
  timeZone: 'Europe/Berlin',
  // The next night covers what this one would have told.
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

/** Nothing is sent where no secret is set. */
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
