// The console's routes for other background work: endpoints, deliveries, schedules. They need the session.

import { Hono } from 'hono'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { consoleEndpointsSchema, consoleSchedulesSchema, type ConsoleEndpoint } from '#contract/console.ts'
import { GatewayError } from '#errors.ts'
import { replayDelivery } from '#relay/replay.ts'
import { listOverviews } from '#schedules/overview.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import { countOpenDeliveries } from '#store/delivery-counts.ts'
import { enableEndpoint, listEndpoints } from '#store/endpoints.ts'
import { serializeEndpoint, serializeSchedule, serializeUnusedEndpoint } from './serialize.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { changeRoute, readRoute } from './session-route.ts'

const runsShown = 5

export const consoleRelayRoutes: readonly Route[] = [
  readRoute({
    path: '/api/console/endpoints',
    summary: 'In-house endpoints and how they fare.',
    response: { contentTypes: ['application/json'], schema: consoleEndpointsSchema },
  }),
  changeRoute({
    path: '/api/console/endpoints/:id/enable',
    summary: 'Enables an endpoint that was disabled.',
  }),
  changeRoute({
    path: '/api/console/deliveries/:id/retry',
    summary: 'Sends a delivery again that has ended.',
  }),
  readRoute({
    path: '/api/console/schedules',
    summary: 'Schedules: when each comes next, and its last runs.',
    response: { contentTypes: ['application/json'], schema: consoleSchedulesSchema },
  }),
]

export function serveConsoleRelay(gateway: Gateway): Hono<Env> {
  const { db, ports, extensions } = gateway
  const app = new Hono<Env>()

  app.get('/api/console/endpoints', async (c) => c.json({ endpoints: await readEndpoints(gateway) }))

  app.post('/api/console/endpoints/:id/enable', async (c) => {
    const change = { actor: 'console', atMs: ports.now(), auditId: createAuditId(ports) }
    const enabled = await enableEndpoint(db, { tenantId, id: c.req.param('id') }, change)
    if (!enabled) throw new GatewayError('not_found')
    return c.body(null, 204)
  })

  app.post('/api/console/deliveries/:id/retry', async (c) => {
    const id = c.req.param('id')
    const atMs = ports.now()
    const replayed = await commitsOf(db).transaction(async (transaction) => {
      const done = await replayDelivery(transaction, { tenantId, id }, atMs)
      const entry = { id: createAuditId(ports), tenantId, atMs, actor: 'console', target: id, detail: {} }
      if (done.ok) await recordAudit(transaction, { ...entry, action: 'delivery.replayed' })
      return done
    })
    if (replayed.ok) return c.body(null, 204)
    if (replayed.reason === 'not_found') throw new GatewayError('not_found')
    throw new GatewayError('not_now', { detail: reasons[replayed.reason] })
  })

  app.get('/api/console/schedules', async (c) => {
    const overviews = await listOverviews(
      { db, tenantId, definitions: extensions.config() },
      { nowMs: ports.now(), ticks: runsShown },
    )
    return c.json({ schedules: overviews.map(serializeSchedule) })
  })

  return app
}

const reasons = {
  not_ended: 'The delivery is on its way, or waits for its next attempt.',
  endpoint_disabled: 'Its endpoint is disabled: enable it first.',
}

/** The endpoints of the configuration in its order, then those that were removed from it. */
async function readEndpoints({ db, ports, extensions }: Gateway): Promise<ConsoleEndpoint[]> {
  const [rows, counts] = await Promise.all([listEndpoints(db, tenantId), countOpenDeliveries(db, tenantId)])
  const configured = extensions.config().endpoints
  const serialize = (row: (typeof rows)[number], isConfigured: boolean) =>
    serializeEndpoint(row, counts.get(row.id) ?? { waiting: 0, dead: 0 }, {
      isConfigured,
      nowMs: ports.now(),
    })
  return [
    ...configured.map((endpoint) => {
      const row = rows.find(({ id }) => id === endpoint.id)
      return row ? serialize(row, true) : serializeUnusedEndpoint(endpoint)
    }),
    ...rows
      .filter(({ id }) => !configured.some((endpoint) => endpoint.id === id))
      .map((row) => serialize(row, false)),
  ]
}
