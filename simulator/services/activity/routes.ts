// The access log as a service. The change log has no service: it is queried by SQL.

import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { ServiceEnv } from '../service.ts'

const querySchema = z.object({
  before: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export function accessRoutes(db: DatabaseSync, now: () => number): Hono<ServiceEnv> {
  const app = new Hono<ServiceEnv>()
  app.get('/customers/:id/access', (c) => {
    const { before, limit } = querySchema.parse(c.req.query())
    const beforeMs = before === undefined ? now() + 1 : Date.parse(before)
    const rows = db
      .prepare('select * from access where customer_id = ? and at < ? order by at desc, id desc limit ?')
      .all(c.req.param('id'), beforeMs, limit)
    return c.json({
      entries: rows.map((row) => ({
        id: Number(row['id']),
        at: new Date(Number(row['at'])).toISOString(),
        kind: String(row['kind']),
        person: String(row['person']),
        place: String(row['place']),
        device: String(row['device']),
      })),
    })
  })
  return app
}
