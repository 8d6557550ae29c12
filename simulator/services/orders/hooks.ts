// Receives refunds for the orders service: the gateway's relay posts Stripe's events here, signed by Standard Webhooks.

import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { raiseRefund } from './refunds.ts'

const relayedSchema = z.object({
  type: z.literal('charge.refunded'),
  data: z.object({
    data: z.object({
      object: z.object({ id: z.string(), amount_refunded: z.int(), currency: z.string() }),
    }),
  }),
})

/** Requests are authenticated by their signature; a repeated `webhook-id` changes nothing. */
export function orderHooks(db: DatabaseSync, secret: string): Hono {
  const webhook = new Webhook(secret)
  const app = new Hono()
  app.post('/stripe', async (c) => {
    const body = await c.req.text()
    let verified: unknown
    try {
      verified = webhook.verify(body, Object.fromEntries(c.req.raw.headers))
    } catch {
      // A caller without a valid signature learns nothing more.
      return c.json({ error: 'no valid signature' }, 401)
    }
    const parsed = relayedSchema.safeParse(verified)
    if (!parsed.success) return c.json({ error: 'the event is not supported' }, 400)
    const { id, amount_refunded: refundedMinor, currency } = parsed.data.data.data.object
    handleOnce(db, c.req.header('webhook-id') ?? '', () =>
      raiseRefund(db, { chargeId: id, refundedMinor, currency, heardBy: 'event' }),
    )
    return c.body(null, 204)
  })
  return app
}

/** Records the id and does the work in one transaction; skips a known id. */
function handleOnce(db: DatabaseSync, webhookId: string, work: () => unknown): void {
  db.exec('begin immediate')
  try {
    const { changes } = db.prepare('insert or ignore into heard values (?)').run(webhookId)
    if (Number(changes) > 0) work()
    db.exec('commit')
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}
