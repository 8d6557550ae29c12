// The features service: reads and changes what a plan includes. Concurrent changes are refused, not merged.

import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import { z } from 'zod'
import type { ServiceEnv } from '../service.ts'

const valueSchema = z.union([z.boolean(), z.int().min(0)])
const changeSchema = z.strictObject({ version: z.int(), changes: z.record(z.string(), valueSchema) })

function readPlan(db: DatabaseSync, productId: string) {
  const plan = db.prepare('select * from plans where product_id = ?').get(productId)
  if (!plan) return undefined
  const rows = db.prepare('select * from features where product_id = ? order by position').all(productId)
  const changes = db
    .prepare('select * from changes where product_id = ? order by id desc limit 5')
    .all(productId)
  return {
    productId,
    name: String(plan['name']),
    customers: Number(plan['customers']),
    version: Number(plan['version']),
    features: rows.map((row) => ({
      name: String(row['name']),
      label: String(row['label']),
      kind: String(row['kind']),
      value: JSON.parse(String(row['value'])) as boolean | number,
      max: row['max'] === null ? null : Number(row['max']),
      needs: row['needs'] === null ? null : String(row['needs']),
    })),
    changes: changes.map((row) => ({
      label: String(rows.find((one) => one['name'] === row['name'])?.['label'] ?? row['name']),
      was: JSON.parse(String(row['was'])) as boolean | number,
      became: JSON.parse(String(row['became'])) as boolean | number,
      by: String(row['by']),
      at: new Date(Number(row['at'])).toISOString(),
    })),
  }
}

export function featureRoutes(db: DatabaseSync, now: () => number): Hono<ServiceEnv> {
  const app = new Hono<ServiceEnv>()

  app.get('/plans/:id', (c) => {
    const plan = readPlan(db, c.req.param('id'))
    return plan ? c.json(plan) : c.json({ error: 'not found' }, 404)
  })

  app.patch('/plans/:id/features', async (c) => {
    const id = c.req.param('id')
    const key = z.string().min(8).max(255).parse(c.req.header('Idempotency-Key'))
    const known = db.prepare('select body from answers where idempotency_key = ?').get(key)
    if (known) return c.json(JSON.parse(String(known['body'])) as object)
    const { version, changes } = changeSchema.parse(await c.req.json())
    const plan = readPlan(db, id)
    if (!plan) return c.json({ error: 'not found' }, 404)
    if (plan.version !== version) return c.json({ error: 'somebody changed the plan meanwhile' }, 409)
    db.exec('begin immediate')
    for (const [name, value] of Object.entries(changes)) {
      const feature = plan.features.find((one) => one.name === name)
      const fits =
        typeof value === (feature?.kind === 'switch' ? 'boolean' : 'number') &&
        (feature?.max === null || Number(value) <= (feature?.max ?? 0))
      if (!feature || feature.needs !== null || !fits) {
        db.exec('rollback')
        return c.json({ error: `${name} cannot be set to that` }, 422)
      }
      db.prepare('update features set value = ? where product_id = ? and name = ?').run(
        JSON.stringify(value),
        id,
        name,
      )
      db.prepare('insert into changes (product_id, name, was, became, by, at) values (?, ?, ?, ?, ?, ?)').run(
        id,
        name,
        JSON.stringify(feature.value),
        JSON.stringify(value),
        c.var.claims.sub,
        now(),
      )
    }
    db.prepare('update plans set version = version + 1 where product_id = ?').run(id)
    const body = JSON.stringify(readPlan(db, id))
    db.prepare('insert into answers values (?, ?)').run(key, body)
    db.exec('commit')
    return c.json(JSON.parse(body) as object)
  })

  return app
}
