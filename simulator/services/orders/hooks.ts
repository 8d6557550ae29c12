// Where the orders service hears of refunds: the gateway's relay posts Stripe's events here, signed by Standard Webhooks.

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

/** The signature is the proof; a `webhook-id` that was heard before changes nothing. */
export function orderHooks(db: DatabaseSync, secret: string): Hono {
  const webhook = new Webhook(secret)
  const app = new Hono()
  app.post('/stripe', async (c) => {
    const body = await c.req.text()
    let verified: unknown
    try {
      verified = webhook.verify(body, Object.fromEntries(c.req.raw.headers))
    } catch {
      // Whoever cannot sign learns nothing more.
      return c.json({ error: 'no valid signature' }, 401)
    }
    const parsed = relayedSchema.safeParse(verified)
    if (!parsed.success) return c.json({ error: 'the event is not understood' }, 400)
    const { id, amount_refunded: refundedMinor, currency } = parsed.data.data.data.object
    hear(db, c.req.header('webhook-id') ?? '', () =>
      raiseRefund(db, { chargeId: id, refundedMinor, currency, heardBy: 'event' }),
    )
    return c.body(null, 204)
  })
  return app
}

/** The id and what follows from it are written together, or neither is. */
function hear(db: DatabaseSync, webhookId: string, work: () => unknown): void {
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
