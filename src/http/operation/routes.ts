// Routes for operators: health, readiness, metrics, and the API's description.

import { Hono } from 'hono'
import { z } from 'zod'
import { healthSchema } from '#contract/api.ts'
import { selfTenantId } from '#auth/principal.ts'
import { GatewayError } from '#errors.ts'
import { equalsInConstantTime } from '#secret.ts'
import { readBacklogs } from '#store/backlog.ts'
import type { Env, Gateway } from '../gateway.ts'
import { describeApi } from '../openapi.ts'
import type { Route } from '../route.ts'
import { askDatabase, createReadiness, type ReadinessDeps } from './readiness.ts'

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
      'Whether to send requests here: the pages are built, Stripe does not refuse every key, the database is migrated, answers and takes writes, and the gateway is not shutting down. Otherwise the error says what to do.',
    response: { contentTypes: ['application/json'], schema: z.object({ ready: z.literal(true) }) },
    errors: [
      'pages_missing',
      'stripe_key_unusable',
      'database_unavailable',
      'database_outdated',
      'shutting_down',
    ],
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

type OperationDeps = ReadinessDeps &
  Pick<Gateway, 'facts' | 'metrics' | 'printAllMetrics' | 'config' | 'isExposed'>

export type OperationOptions = {
  /** Those in the API's description. */
  routes: readonly Route[]
  /** The pages that this process serves, by the names of their files. */
  pages: readonly string[]
}

export function serveOperation(gateway: OperationDeps, { routes, pages }: OperationOptions): Hono<Env> {
  const app = new Hono<Env>()
  const whyNotReady = createReadiness(gateway, pages)

  app.get('/health', async (c) => {
    const status = (await askDatabase(gateway)) ? 'degraded' : 'ok'
    const health: z.infer<typeof healthSchema> = { status, service: 'tillside', ...gateway.facts }
    return c.json(health, 200, { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' })
  })

  app.get('/ready', async (c) => {
    const reason = await whyNotReady()
    if (reason) throw reason
    return c.json({ ready: true }, 200, { 'Cache-Control': 'no-store' })
  })

  app.get('/metrics', async (c) => {
    if (!mayMeasure(gateway, c.req.header('Authorization'))) {
      throw new GatewayError(gateway.config.metricsSecrets.length > 0 ? 'unauthenticated' : 'not_found')
    }
    await measureBacklogs(gateway)
    const text = gateway.printAllMetrics ? await gateway.printAllMetrics() : gateway.metrics.print()
    return c.body(text, 200, {
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
