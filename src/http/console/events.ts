// The console's routes for events: list, show, replay. They need the session of http/console/session.ts.

import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import {
  consoleEventDetailSchema,
  consoleEventsSchema,
  consoleOverviewSchema,
  eventReplayQuerySchema,
  eventsQuerySchema,
  type ConsoleEventDetail,
  type ConsoleEvents,
  type ConsoleOverview,
} from '#contract/console.ts'
import { GatewayError } from '#errors.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { readBacklogs, type Backlog } from '#store/backlog.ts'
import { readEventHistory, readEventTotals } from '#store/event-history.ts'
import { listEvents, type EventFilter, type EventPlace } from '#store/event-list.ts'
import { replayEvent } from '#webhooks/replay.ts'
import { serializeEvent } from './serialize.ts'
import { readEventDetail } from './event-detail.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseValue } from '../parse.ts'
import type { Route } from '../route.ts'
import { changeRoute, readRoute } from './session-route.ts'

const laneMs = 600_000
const lanes = 144
const pageRows = 50

export const consoleEventRoutes: readonly Route[] = [
  readRoute({
    path: '/api/console/overview',
    summary: 'Intake, backlog and failures of the last 24 hours, and their totals.',
    response: { contentTypes: ['application/json'], schema: consoleOverviewSchema },
  }),
  readRoute({
    path: '/api/console/events',
    summary: 'Events, newest first, page by page.',
    query: eventsQuerySchema.shape,
    response: { contentTypes: ['application/json'], schema: consoleEventsSchema },
  }),
  readRoute({
    path: '/api/console/events/:id',
    summary: 'One event: attempts, steps, deliveries, and its payload with everything personal masked.',
    response: { contentTypes: ['application/json'], schema: consoleEventDetailSchema },
  }),
  changeRoute({
    path: '/api/console/events/:id/unmasked',
    summary: 'The same with everything in it; the audit log notes that it was asked for.',
    response: { contentTypes: ['application/json'], schema: consoleEventDetailSchema },
  }),
  changeRoute({
    path: '/api/console/events/:id/replay',
    summary: 'Handles an event again; one that waits for its next attempt has it now.',
  }),
]

export function serveConsoleEvents(gateway: Gateway): Hono<Env> {
  const { db, ports, inbox } = gateway
  const app = new Hono<Env>()

  app.get('/api/console/events', async (c) => {
    const { after, limit = pageRows, ...query } = parseValue(eventsQuerySchema, c.req.query(), 'query')
    const place = after === undefined ? {} : { after: parsePlace(after) }
    const events = await listEvents(db, { ...toFilter(query), ...place }, limit + 1)
    const page = events.slice(0, limit)
    const last = events.length > limit ? page.at(-1) : undefined
    const response: ConsoleEvents = {
      events: page.map(serializeEvent),
      ...(last ? { next: `${last.createdAtMs}.${last.id}` } : {}),
    }
    return c.json(response)
  })

  app.get('/api/console/overview', async (c) => c.json(await readOverview(gateway)))

  app.get('/api/console/events/:id', async (c) => c.json(await detailOf(c, gateway, true)))

  app.post('/api/console/events/:id/unmasked', async (c) => {
    const detail = await detailOf(c, gateway, false)
    // Records who read which event, not its content.
    await recordAudit(db, {
      id: createAuditId(ports),
      tenantId,
      atMs: ports.now(),
      actor: 'console',
      action: 'event.unmasked',
      target: detail.event.id,
      detail: { event: detail.event.eventId },
    })
    return c.json(detail)
  })

  app.post('/api/console/events/:id/replay', async (c) => {
    const { handler } = parseValue(eventReplayQuerySchema, c.req.query(), 'query')
    const replayed = await replayEvent(
      { db, ports },
      { tenantId, id: c.req.param('id'), actor: 'console', ...(handler === undefined ? {} : { handler }) },
    )
    if (replayed.ok) {
      inbox.arrived(replayed.event)
      return c.body(null, 204)
    }
    if (replayed.reason === 'not_found') throw new GatewayError('not_found')
    throw new GatewayError('not_now', { detail: reasons[replayed.reason] })
  })

  return app
}

const reasons = {
  not_ended: 'The event is still being handled.',
  not_wanted: 'That handler never received the event.',
  erased: 'The event’s content was erased: there is nothing left to handle.',
}

async function detailOf(c: Context<Env>, { db }: Gateway, masked: boolean): Promise<ConsoleEventDetail> {
  const detail = await readEventDetail(db, { tenantId, id: c.req.param('id') ?? '' }, masked)
  if (!detail) throw new GatewayError('not_found')
  return detail
}

function toFilter(query: z.infer<typeof eventsQuerySchema>): EventFilter {
  const { state, type, mode, account, object, event, endpoint, delivery } = query
  const isAboutDeliveries = endpoint !== undefined || delivery !== undefined
  return {
    tenantId,
    ...(state ? { states: [state] } : {}),
    ...(type ? { type } : {}),
    ...(mode ? { mode } : {}),
    ...(account ? { account } : {}),
    ...(object ? { objectId: object } : {}),
    ...(event ? { eventId: event } : {}),
    ...(isAboutDeliveries
      ? {
          delivery: {
            ...(endpoint ? { endpointId: endpoint } : {}),
            ...(delivery ? { state: delivery } : {}),
          },
        }
      : {}),
  }
}

const placeSchema = z.string().regex(/^\d{1,15}\.[A-Za-z0-9_]{1,100}$/)

function parsePlace(text: string): EventPlace {
  const [ms = '', id = ''] = parseValue(placeSchema, text, 'after').split('.')
  return { createdAtMs: Number(ms), id }
}

async function readOverview({ db, ports }: Pick<Gateway, 'db' | 'ports'>): Promise<ConsoleOverview> {
  const nowMs = ports.now()
  const fromMs = (Math.floor(nowMs / laneMs) - lanes + 1) * laneMs
  const [history, totals, backlogs] = await Promise.all([
    readEventHistory(db, { tenantId, fromMs, laneMs, lanes }),
    readEventTotals(db, { tenantId, fromMs }),
    readBacklogs(db, { tenantId, nowMs }),
  ])
  const backlogOf = (of: Backlog['queue']) => backlogs.find(({ queue }) => queue === of)
  const [events, deliveries] = [backlogOf('events'), backlogOf('deliveries')]
  return {
    at: new Date(nowMs).toISOString(),
    fromAt: new Date(fromMs).toISOString(),
    laneMs,
    ...history,
    totals: {
      ...totals,
      dead: events?.dead ?? 0,
      waiting: (events?.waiting ?? 0) + (events?.running ?? 0),
      deadDeliveries: deliveries?.dead ?? 0,
    },
  }
}
