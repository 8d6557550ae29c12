// Routes for operators: health, readiness, metrics, and the API's description.

import { sql } from 'kysely'
import { Hono } from 'hono'
import { z } from 'zod'
import { healthSchema } from '#contract/api.ts'
import { selfTenantId } from '#auth/principal.ts'
import { GatewayError } from '#errors.ts'
import type { Ports } from '#ports.ts'
import { equalsInConstantTime } from '#secret.ts'
import { readBacklogs } from '#store/backlog.ts'
import { probeWrite } from '#store/probe-write.ts'
import { untilAborted } from '#until-aborted.ts'
import type { Env, Gateway } from '../gateway.ts'
import { describeApi } from '../openapi.ts'
import type { Route } from '../route.ts'

const databaseTimeoutMs = 2000
/** The result of the write probe is cached: `/ready` is public, and each write syncs to disk. */
const writeProbedForMs = 5000

export const operationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    who: 'operator',
    summary: 'State, version and build; always 200 while the process lives.',
    response: { contentTypes: ['application/json'], schema: healthSchema },
    errors: [],
  },
  {
    method: 'GET',
    path: '/ready',
    who: 'operator',
    summary:
      'Whether to send requests here: the database answers and takes writes, and the gateway is not shutting down.',
    response: { contentTypes: ['application/json'], schema: z.object({ ready: z.literal(true) }) },
    errors: ['database_unavailable', 'shutting_down'],
  },
  {
    method: 'GET',
    path: '/metrics',
    who: 'operator',
    summary: 'Counters and durations as Prometheus text; asks for TILLSIDE_METRICS_SECRET where it is set.',
    response: { contentTypes: ['text/plain'] },
    errors: ['unauthenticated', 'not_found'],
  },
  {
    method: 'GET',
    path: '/openapi.json',
    who: 'anybody',
    summary: 'This description.',
    response: { contentTypes: ['application/json'] },
    errors: [],
  },
]

type OperationDeps = Pick<Gateway, 'db' | 'facts' | 'metrics' | 'config' | 'isExposed'> & {
  ports: Pick<Ports, 'now'>
}

/** `routes`: those in the API's description. */
export function serveOperation(gateway: OperationDeps, routes: readonly Route[]): Hono<Env> {
  const app = new Hono<Env>()
  const refusalOfWrites = createWriteProbe(gateway)

  app.get('/health', async (c) => {
    const status = (await databaseAnswers(gateway)) ? 'ok' : 'degraded'
    const health: z.infer<typeof healthSchema> = { status, service: 'tillside', ...gateway.facts }
    return c.json(health, 200, { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' })
  })

  app.get('/ready', async (c) => {
    if (!(await databaseAnswers(gateway))) throw new GatewayError('database_unavailable')
    const refusal = await refusalOfWrites()
    if (refusal) throw refusal
    return c.json({ ready: true }, 200, { 'Cache-Control': 'no-store' })
  })

  app.get('/metrics', async (c) => {
    if (!mayMeasure(gateway, c.req.header('Authorization'))) {
      throw new GatewayError(gateway.config.metricsSecrets.length > 0 ? 'unauthenticated' : 'not_found')
    }
    await measureBacklogs(gateway)
    return c.body(gateway.metrics.print(), 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      'Cache-Control': 'no-store',
    })
  })

  app.get('/openapi.json', (c) =>
    c.json(describeApi(routes, { ...gateway.config, version: gateway.facts.version })),
  )

  return app
}

/** Metrics show how busy a business is and whose accounts fail. Without a secret they are only served where routes are not public. */
function mayMeasure({ config, isExposed }: OperationDeps, authorization = ''): boolean {
  const secrets = config.metricsSecrets
  if (secrets.length === 0) return !isExposed
  const presented = /^Bearer (\S{1,1024})$/i.exec(authorization)?.[1] ?? ''
  // Compares all of them, so that the time does not reveal which one matched.
  return secrets.filter((secret) => equalsInConstantTime(presented, secret.reveal())).length > 0
}

async function databaseAnswers({ db }: Pick<Gateway, 'db'>): Promise<boolean> {
  try {
    await sql`select 1`.execute(db, { signal: AbortSignal.timeout(databaseTimeoutMs) })
    return true
  } catch {
    // The response reports it; logging the cause would repeat the same line every few seconds.
    return false
  }
}

/** Creates a function that returns why the database refuses writes, or `undefined` if it accepts them. */
function createWriteProbe({ db, ports }: Pick<OperationDeps, 'db' | 'ports'>) {
  let known: { refusal: GatewayError | undefined; atMs: number } | undefined
  const probe = async (): Promise<GatewayError | undefined> => {
    try {
      await untilAborted(probeWrite(db, selfTenantId), AbortSignal.timeout(databaseTimeoutMs))
      return undefined
    } catch (cause) {
      return cause instanceof GatewayError ? cause : new GatewayError('database_unavailable', { cause })
    }
  }
  return async () => {
    if (known && ports.now() - known.atMs < writeProbedForMs) return known.refusal
    const refusal = await probe()
    known = { refusal, atMs: ports.now() }
    return refusal
  }
}

/** Updates the gauges of waiting work. Only the database knows it, so it is read for each request of the metrics. */
async function measureBacklogs({ db, metrics, ports }: OperationDeps): Promise<void> {
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
    // The other metrics are still served; /ready reports that the database is unavailable.
  }
}
