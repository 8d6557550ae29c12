// The orders service: orders by invoice or customer, and the approval of a return. A repeated idempotency key changes nothing.

import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { ServiceEnv } from '../service.ts'
import { findReturn, readOrder } from './read.ts'
import { listRefunds, raiseRefund } from './refunds.ts'

const approvalSchema = z.strictObject({
  refundId: z.string(),
  amountMinor: z.int().min(1),
  lines: z.array(z.int()).min(1),
  restock: z.enum(['shelf', 'workshop', 'bin']),
  label: z.boolean(),
})

const refundsSchema = z.strictObject({
  refunds: z
    .array(z.strictObject({ chargeId: z.string(), refundedMinor: z.int().min(0), currency: z.string() }))
    .max(1000),
})

type Approval = z.infer<typeof approvalSchema>

const isSameApproval = (
  { refund, lines, restock }: NonNullable<ReturnType<typeof findReturn>>,
  input: Approval,
): boolean =>
  refund?.id === input.refundId &&
  refund.amountMinor === input.amountMinor &&
  restock === input.restock &&
  lines.join() === input.lines.join()

export function orderRoutes(db: DatabaseSync, now: () => number): Hono<ServiceEnv> {
  const app = new Hono<ServiceEnv>()

  app.get('/orders/by-invoice/:id', (c) => {
    const row = db.prepare('select * from orders where invoice_id = ?').get(c.req.param('id'))
    return row ? c.json(readOrder(db, row)) : c.json({ error: 'not found' }, 404)
  })

  app.get('/orders/by-customer/:id', (c) => {
    const limit = z.coerce.number().int().min(1).max(50).default(5).parse(c.req.query('limit'))
    const rows = db
      .prepare('select * from orders where customer_id = ? order by ordered_at desc limit ?')
      .all(c.req.param('id'), limit)
    return c.json({ orders: rows.map((row) => readOrder(db, row)) })
  })

  app.get('/refunds', (c) => c.json({ refunds: listRefunds(db) }))

  app.put('/refunds', async (c) => {
    const { refunds } = refundsSchema.parse(await c.req.json())
    const added = refunds.filter((refund) => raiseRefund(db, { ...refund, heardBy: c.var.claims.sub }))
    return c.json({ added: added.length })
  })

  app.get('/returns/:id', (c) => {
    const found = findReturn(db, c.req.param('id'))
    return found ? c.json(found) : c.json({ error: 'not found' }, 404)
  })

  app.post('/returns/:id/approve', async (c) => {
    const id = c.req.param('id')
    const key = z.string().min(8).max(255).parse(c.req.header('Idempotency-Key'))
    const input = approvalSchema.parse(await c.req.json())
    const known = db.prepare('select * from answers where idempotency_key = ?').get(key)
    if (known && known['input'] !== JSON.stringify(input))
      return c.json({ error: 'the key was used with other input' }, 409)
    if (known) return c.json(JSON.parse(String(known['body'])) as object)
    const found = findReturn(db, id)
    if (!found) return c.json({ error: 'not found' }, 404)
    // Two people approved the same return at the same time: it is refunded once, and both get the result.
    if (isSameApproval(found, input)) return c.json(found)
    if (found.state !== 'requested') return c.json({ error: `the return is ${found.state}` }, 409)
    db.exec('begin immediate')
    try {
      db.prepare(
        "update returns set state = 'approved', refund_id = ?, refunded = ?, restock = ?, lines = ?, approved_by = ?, approved_at = ? where id = ?",
      ).run(
        input.refundId,
        input.amountMinor,
        input.restock,
        JSON.stringify(input.lines),
        c.var.claims.sub,
        now(),
        id,
      )
      const body = JSON.stringify(findReturn(db, id))
      db.prepare('insert into answers values (?, ?, ?)').run(key, body, JSON.stringify(input))
      db.exec('commit')
      return c.json(JSON.parse(body) as object)
    } catch (error) {
      db.exec('rollback')
      throw error
    }
  })

  return app
}
