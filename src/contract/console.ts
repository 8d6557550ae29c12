// What the operator's page and `/api/console/*` say to each other. Payloads come masked unless they were asked for otherwise.

import { z } from 'zod'

const moment = z.iso.datetime()
const modeSchema = z.enum(['live', 'test'])
const stateSchema = z.enum(['waiting', 'running', 'done', 'dead'])
const eventStateSchema = z.enum(['waiting', 'running', 'done', 'dead', 'set_aside'])

/** `POST /api/console/session`. */
export const consoleSignInSchema = z.strictObject({ secret: z.string().min(1).max(1024) })

/** `GET /api/console/session`. */
export const consoleSessionSchema = z.object({
  signedIn: z.boolean(),
  /** When to sign in again. */
  expiresAt: moment.optional(),
})
export type ConsoleSession = z.infer<typeof consoleSessionSchema>

/** What `GET /api/console/events` takes; each narrows what is listed. */
const eventFilterSchema = z.object({
  state: eventStateSchema.optional(),
  /** What the type begins with; a `*` at its end says the same. */
  type: z.string().max(255).optional(),
  mode: modeSchema.optional(),
  /** `acct_…`, the name of an own account, or `own` for all that are not connected ones. */
  account: z.string().max(150).optional(),
  /** Of what it is about, or of the customer. */
  object: z.string().max(255).optional(),
  /** `evt_…`. */
  event: z.string().max(255).optional(),
  /** Events with a delivery to this endpoint. */
  endpoint: z.string().max(100).optional(),
  /** Events with a delivery in this state. */
  delivery: stateSchema.optional(),
})
export type EventFilter = z.infer<typeof eventFilterSchema>

export const eventsQuerySchema = eventFilterSchema.extend({
  /** `next` of the page before. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})

/** What `POST /api/console/events/:id/replay` takes. */
export const eventReplayQuerySchema = z.object({
  /** This handler alone. */
  handler: z.string().max(100).optional(),
})

const consoleEventSchema = z.object({
  /** Ours; `evt_…` may occur once for each account and mode. */
  id: z.string(),
  eventId: z.string(),
  /** A connected account. */
  account: z.string().optional(),
  /** Which of the own accounts, by its name in the settings. */
  accountName: z.string().optional(),
  mode: modeSchema,
  type: z.string(),
  objectId: z.string().optional(),
  customerId: z.string().optional(),
  state: eventStateSchema,
  /** A code, with the handler that it is about. */
  error: z.string().optional(),
  /** Of the handler that has tried most often; while it waits, of those that have not ended. */
  attempts: z.int(),
  /** All attempts of all handlers together. */
  tookMs: z.int().optional(),
  /** A handler wanted it, or it was passed on to an endpoint. */
  isWanted: z.boolean(),
  /** To endpoints. */
  deliveries: z.object({ all: z.int(), waiting: z.int(), dead: z.int() }),
  occurredAt: moment,
  createdAt: moment,
  /** Of one that waits. */
  nextAttemptAt: moment.optional(),
  endedAt: moment.optional(),
})
export type ConsoleEvent = z.infer<typeof consoleEventSchema>

export const consoleEventsSchema = z.object({
  events: z.array(consoleEventSchema),
  next: z.string().optional(),
})
export type ConsoleEvents = z.infer<typeof consoleEventsSchema>

const attemptSchema = z.object({
  number: z.int(),
  at: moment,
  tookMs: z.int(),
  outcome: z.string(),
  error: z.string().optional(),
  /** Of an endpoint's answer. */
  status: z.int().optional(),
  excerpt: z.string().optional(),
})
export type ConsoleAttempt = z.infer<typeof attemptSchema>

const handlerRunSchema = z.object({
  handler: z.string(),
  state: stateSchema,
  /** A newer event of the object had been handled before, and this one was passed over. */
  isSuperseded: z.boolean(),
  error: z.string().optional(),
  /** Since it was put into the queue; `attempts` has those before too. */
  tries: z.int(),
  attempts: z.array(attemptSchema),
  /** What it has finished on its way. */
  steps: z.array(z.object({ name: z.string(), at: moment })),
  nextAttemptAt: moment.optional(),
})
export type ConsoleHandlerRun = z.infer<typeof handlerRunSchema>

const deliverySchema = z.object({
  id: z.string(),
  endpoint: z.string(),
  state: stateSchema,
  error: z.string().optional(),
  /** Since it was put into the queue; `attempts` has those before too. */
  tries: z.int(),
  attempts: z.array(attemptSchema),
  nextAttemptAt: moment.optional(),
})
export type ConsoleDelivery = z.infer<typeof deliverySchema>

/** `GET /api/console/events/:id`, and the same unmasked. */
export const consoleEventDetailSchema = z.object({
  event: consoleEventSchema,
  form: z.enum(['snapshot', 'thin']),
  cameBy: z.enum(['live', 'test', 'reconciliation']),
  handlers: z.array(handlerRunSchema),
  deliveries: z.array(deliverySchema),
  /** What people did with it, newest first. */
  history: z.array(z.object({ at: moment, actor: z.string(), action: z.string() })),
  masked: z.boolean(),
  /** Absent once it was erased. */
  payload: z.unknown().optional(),
})
export type ConsoleEventDetail = z.infer<typeof consoleEventDetailSchema>

/** `GET /api/console/overview`: the last 24 hours in lanes of ten minutes; the last lane is not over yet. */
export const consoleOverviewSchema = z.object({
  at: moment,
  fromAt: moment,
  laneMs: z.int(),
  /** Events that came in. */
  intake: z.array(z.int()),
  /** Events that waited at the end of the lane. */
  backlog: z.array(z.int()),
  /** Attempts that failed: at events, and at deliveries to endpoints. */
  failures: z.array(z.int()),
  totals: z.object({
    /** Within these 24 hours. */
    cameIn: z.int(),
    /** Events with several attempts within them: tried again, or replayed. */
    handledAgain: z.int(),
    /** Given up, at any time. */
    dead: z.int(),
    waiting: z.int(),
    deadDeliveries: z.int(),
    /** Whether there was ever an event. */
    any: z.boolean(),
  }),
})
export type ConsoleOverview = z.infer<typeof consoleOverviewSchema>

const endpointSchema = z.object({
  id: z.string(),
  /** Without what may be secret in it: sign-in and query. */
  url: z.string(),
  /** `unused`: nothing was ever sent there. `gone`: the configuration has it no longer. */
  state: z.enum(['enabled', 'paused', 'disabled', 'unused', 'gone']),
  reason: z.string().optional(),
  failures: z.int(),
  failingSince: moment.optional(),
  succeededAt: moment.optional(),
  pausedUntil: moment.optional(),
  waiting: z.int(),
  dead: z.int(),
})
export const consoleEndpointsSchema = z.object({ endpoints: z.array(endpointSchema) })
export type ConsoleEndpoint = z.infer<typeof endpointSchema>

const scheduleSchema = z.object({
  id: z.string(),
  /** Absent for one that is gone from the configuration. */
  cron: z.string().optional(),
  timeZone: z.string().optional(),
  nextAt: moment.optional(),
  /** Newest first. */
  runs: z.array(
    z.object({
      at: moment,
      /** `skipped`: it was missed. `forgotten`: what became of it is not kept any more. */
      state: z.enum(['waiting', 'running', 'done', 'dead', 'skipped', 'forgotten']),
      attempts: z.int().optional(),
      tookMs: z.int().optional(),
      error: z.string().optional(),
    }),
  ),
})
export const consoleSchedulesSchema = z.object({ schedules: z.array(scheduleSchema) })
export type ConsoleSchedule = z.infer<typeof scheduleSchema>
