// What an operator is told while the database does not answer.

import { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { parseConfig } from '#config.ts'
import { GatewayError } from '#errors.ts'
import { createMetrics } from '#metrics.ts'
import type { Schema } from '#store/schema.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { operationRoutes } from './operation.ts'

async function openWithClosedDatabase() {
  const db = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  await db.introspection.getTables()
  await db.destroy()
  const facts = { version: '1', build: 'b', runtime: 'test', database: 'sqlite', durability: 'none' }
  const app = operationRoutes({
    db,
    facts,
    metrics: createMetrics(),
    config: parseConfig({}),
    ports: { now: () => 0 },
  })
  return app.onError((error, c) => c.text(error instanceof GatewayError ? error.code : String(error), 503))
}

test('the gateway is not ready while the database does not answer', async () => {
  const app = await openWithClosedDatabase()
  const response = await app.request('/ready')
  expect([response.status, await response.text()]).toEqual([503, 'database_unavailable'])
})

test('it is alive all the same, and says that it is degraded', async () => {
  const app = await openWithClosedDatabase()
  const response = await app.request('/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'degraded', service: 'tillside' })
})
