// The operation routes while the database is unavailable or read-only, and access to the metrics.

import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig } from '#config.ts'
import { GatewayError } from '#errors.ts'
import { createMetrics } from '#metrics.ts'
import { migrate } from '#store/migrate.ts'
import type { Schema } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { serveOperation } from './routes.ts'

async function openWithClosedDatabase() {
  const db = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  await db.introspection.getTables()
  await db.destroy()
  const facts = { version: '1', build: 'b', runtime: 'test', database: 'sqlite', durability: 'none' }
  const app = serveOperation(
    {
      db,
      facts,
      metrics: createMetrics(),
      config: parseConfig({}),
      ports: { now: () => 0 },
      isExposed: false,
    },
    [],
  )
  return app.onError((error, c) => c.text(error instanceof GatewayError ? error.code : String(error), 503))
}

test('/ready fails while the database is unavailable', async () => {
  const app = await openWithClosedDatabase()
  const response = await app.request('/ready')
  expect([response.status, await response.text()]).toEqual([503, 'database_unavailable'])
})

test('/health still responds while the database is unavailable, and reports "degraded"', async () => {
  const app = await openWithClosedDatabase()
  const response = await app.request('/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'degraded', service: 'tillside' })
})

test('/metrics is open on internal routes, hidden on public ones, and needs the secret if one is set', async () => {
  const db = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  const facts = { version: '1', build: 'b', runtime: 'test', database: 'sqlite', durability: 'none' }
  const statusOf = async (env: Record<string, string>, isExposed: boolean, authorization?: string) => {
    const config = parseConfig(env)
    const app = serveOperation(
      {
        db,
        facts,
        metrics: createMetrics(),
        config,
        ports: { now: () => 0 },
        isExposed,
      },
      [],
    )
    app.onError((error, c) =>
      c.text('no', error instanceof GatewayError && error.code === 'unauthenticated' ? 401 : 404),
    )
    return (await app.request('/metrics', { headers: authorization ? { Authorization: authorization } : {} }))
      .status
  }
  const guarded = { TILLSIDE_METRICS_SECRET: 'first-of-two-secrets,second-of-two-secrets' }
  expect([await statusOf({}, false), await statusOf({}, true), await statusOf({}, true, 'Bearer ')]).toEqual([
    200, 404, 404,
  ])
  for (const isExposed of [false, true]) {
    expect([
      await statusOf(guarded, isExposed),
      await statusOf(guarded, isExposed, 'Bearer first-of-two'),
      await statusOf(guarded, isExposed, 'Basic first-of-two-secrets'),
    ]).toEqual([401, 401, 401])
    for (const secret of ['first', 'second'])
      expect(await statusOf(guarded, isExposed, `Bearer ${secret}-of-two-secrets`)).toBe(200)
  }
  await db.destroy()
})

test('/ready fails with the reason while the database refuses writes, and recovers', async () => {
  const db = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  let nowMs = 0
  await migrate(db, { dialect: 'sqlite', now: () => nowMs })
  await ensureTenant(db, { id: selfTenantId, name: 'Self', createdAtMs: 0 })
  const facts = { version: '1', build: 'b', runtime: 'test', database: 'sqlite', durability: 'none' }
  const app = serveOperation(
    {
      db,
      facts,
      metrics: createMetrics(),
      config: parseConfig({}),
      ports: { now: () => nowMs },
      isExposed: false,
    },
    [],
  )
  app.onError((error, c) => c.text(error.message, 503))
  const ask = async () => {
    nowMs += 6000
    const response = await app.request('/ready')
    return [response.status, await response.text()]
  }
  expect(await ask()).toEqual([200, '{"ready":true}'])
  await sql`pragma query_only = on`.execute(db)
  expect(await ask()).toEqual([503, expect.stringMatching(/^The database file cannot be written/)])
  await sql`pragma query_only = off`.execute(db)
  expect(await ask()).toEqual([200, '{"ready":true}'])
  await db.destroy()
})

test('/ready writes at most once in five seconds, however often it is called', async () => {
  const written: string[] = []
  const db = new Kysely<Schema>({
    dialect: openSqlite(':memory:'),
    log: ({ query }) => void written.push(query.sql),
  })
  let nowMs = 0
  await migrate(db, { dialect: 'sqlite', now: () => nowMs })
  const facts = { version: '1', build: 'b', runtime: 'test', database: 'sqlite', durability: 'none' }
  const app = serveOperation(
    {
      db,
      facts,
      metrics: createMetrics(),
      config: parseConfig({}),
      ports: { now: () => nowMs },
      isExposed: false,
    },
    [],
  )
  const writes = () => written.splice(0).filter((text) => text.startsWith('delete')).length
  writes()
  for (let i = 0; i < 20; i++) await app.request('/ready')
  expect(writes()).toBe(1)
  nowMs += 5000
  await app.request('/ready')
  expect(writes()).toBe(1)
  await db.destroy()
})
