// For operators: is it alive, is it ready for requests, what does it count, what does it offer.

import { sql } from 'kysely'
import { Hono } from 'hono'
import type { z } from 'zod'
import type { healthSchema } from '#contract/api.ts'
import { selfTenantId } from '#auth/principal.ts'
import { GatewayError } from '#errors.ts'
import type { Ports } from '#ports.ts'
import { readBacklogs } from '#store/backlog.ts'
import type { Env, Gateway } from '../gateway.ts'
import { describeApi } from '../openapi.ts'

const databaseTimeoutMs = 2000

type Needs = Pick<Gateway, 'db' | 'facts' | 'metrics' | 'config'> & { ports: Pick<Ports, 'now'> }

export function operationRoutes(gateway: Needs): Hono<Env> {
  const app = new Hono<Env>()

  app.get('/health', async (c) => {
    const status = (await databaseAnswers(gateway)) ? 'ok' : 'degraded'
    const health: z.infer<typeof healthSchema> = { status, service: 'tillside', ...gateway.facts }
    return c.json(health, 200, { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' })
  })

  app.get('/ready', async (c) => {
    if (!(await databaseAnswers(gateway))) throw new GatewayError('database_unavailable')
    return c.json({ ready: true }, 200, { 'Cache-Control': 'no-store' })
  })

  app.get('/metrics', async (c) => {
    await measureBacklogs(gateway)
    return c.body(gateway.metrics.print(), 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      'Cache-Control': 'no-store',
    })
  })

  app.get('/openapi.json', (c) => c.json(describeApi({ ...gateway.config, version: gateway.facts.version })))

  return app
}

async function databaseAnswers({ db }: Pick<Gateway, 'db'>): Promise<boolean> {
  try {
    await sql`select 1`.execute(db, { signal: AbortSignal.timeout(databaseTimeoutMs) })
    return true
  } catch {
    // The answer says so; the cause would be the same line every few seconds in the log.
    return false
  }
}

/** What waits is known to the database alone; it is asked when somebody looks. */
async function measureBacklogs({ db, metrics, ports }: Needs): Promise<void> {
  metrics.describe('tillside_work', 'Rows of durable work, by queue and state.')
  metrics.describe('tillside_work_lag_seconds', 'How long the oldest due work has been waiting, by queue.')
  try {
    for (const { queue, lagMs, ...counts } of await readBacklogs(db, {
      tenantId: selfTenantId,
      nowMs: ports.now(),
    })) {
      metrics.gauge('tillside_work_lag_seconds', { queue }, lagMs / 1000)
      for (const [state, count] of Object.entries(counts))
        metrics.gauge('tillside_work', { queue, state }, count)
    }
  } catch {
    // The other figures are known all the same; that the database does not answer is said by /ready.
  }
}
