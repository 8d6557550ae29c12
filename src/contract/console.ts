// The messages between the console's page and `/api/console/*`. Payloads are masked unless requested otherwise.

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

/** The filters of `GET /api/console/events`, all of which must match. */
const eventFilterSchema = z.object({
  state: eventStateSchema.optional(),
  /** The start of the type; a `*` at the end makes no difference. */
  type: z.string().max(255).optional(),
  mode: modeSchema.optional(),
  /** `acct_…`, the name of an own account, or `own` for all but connected ones. */
  account: z.string().max(150).optional(),
  /** The id of the event's object or of the customer. */
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
  /** `next` of the previous page. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})

/** The query of `POST /api/console/events/:id/replay`. */
export const eventReplayQuerySchema = z.object({
  /** Only this handler. */
  handler: z.string().max(100).optional(),
})

const consoleEventSchema = z.object({
  /** Our id, because `evt_…` may occur once for each account and mode. */
  id: z.string(),
  eventId: z.string(),
  /** A connected account. */
  account: z.string().optional(),
  /** The own account, by its name in the settings. */
  accountName: z.string().optional(),
  mode: modeSchema,
  type: z.string(),
  objectId: z.string().optional(),
  customerId: z.string().optional(),
  state: eventStateSchema,
  /** An error code, with the handler that it concerns. */
  error: z.string().optional(),
  /** The highest number of attempts of any handler; while the event waits, of those that have not ended. */
  attempts: z.int(),
  /** The duration of all attempts of all handlers. */
  tookMs: z.int().optional(),
  /** Whether a handler wanted it, or it was relayed to an endpoint. */
  isWanted: z.boolean(),
  /** The number of deliveries to endpoints. */
  deliveries: z.object({ all: z.int(), waiting: z.int(), dead: z.int() }),
  occurredAt: moment,
  createdAt: moment,
  /** Present while the event waits. */
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
  /** The status of an endpoint's response. */
  status: z.int().optional(),
  excerpt: z.string().optional(),
})
export type ConsoleAttempt = z.infer<typeof attemptSchema>

const handlerRunSchema = z.object({
  handler: z.string(),
  state: stateSchema,
  /** Whether the event was skipped because a newer event of the object had already been handled. */
  isSuperseded: z.boolean(),
  error: z.string().optional(),
  /** Attempts since it was last put into the queue; `attempts` also has those before. */
  tries: z.int(),
  attempts: z.array(attemptSchema),
  /** The steps it has finished. */
  steps: z.array(z.object({ name: z.string(), at: moment })),
  nextAttemptAt: moment.optional(),
})
export type ConsoleHandlerRun = z.infer<typeof handlerRunSchema>

const deliverySchema = z.object({
  id: z.string(),
  endpoint: z.string(),
  state: stateSchema,
  error: z.string().optional(),
  /** Attempts since it was last put into the queue; `attempts` also has those before. */
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
  /** People's actions on it, newest first. */
  history: z.array(z.object({ at: moment, actor: z.string(), action: z.string() })),
  masked: z.boolean(),
  /** Absent once it was erased. */
  payload: z.unknown().optional(),
})
export type ConsoleEventDetail = z.infer<typeof consoleEventDetailSchema>

/** `GET /api/console/overview`: the last 24 hours in intervals of ten minutes, the last of which is not over yet. */
export const consoleOverviewSchema = z.object({
  at: moment,
  fromAt: moment,
  laneMs: z.int(),
  /** Events received. */
  intake: z.array(z.int()),
  /** Events waiting at the end of the interval. */
  backlog: z.array(z.int()),
  /** Failed attempts, of events and of deliveries to endpoints. */
  failures: z.array(z.int()),
  totals: z.object({
    /** Within these 24 hours. */
    cameIn: z.int(),
    /** Events with several attempts within these 24 hours: retried or replayed. */
    handledAgain: z.int(),
    /** Dead events, from any time. */
    dead: z.int(),
    waiting: z.int(),
    deadDeliveries: z.int(),
    /** Whether there has ever been an event. */
    any: z.boolean(),
  }),
})
export type ConsoleOverview = z.infer<typeof consoleOverviewSchema>

const endpointSchema = z.object({
  id: z.string(),
  /** Without the parts that may be secret: credentials and query. */
  url: z.string(),
  /** `unused`: nothing has been sent there yet. `gone`: removed from the configuration. */
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
  /** Absent for a schedule that was removed from the configuration. */
  cron: z.string().optional(),
  timeZone: z.string().optional(),
  nextAt: moment.optional(),
  /** Newest first. */
  runs: z.array(
    z.object({
      at: moment,
      /** `skipped`: it was missed. `forgotten`: its outcome is no longer stored. */
      state: z.enum(['waiting', 'running', 'done', 'dead', 'skipped', 'forgotten']),
      attempts: z.int().optional(),
      tookMs: z.int().optional(),
      error: z.string().optional(),
    }),
  ),
})
export const consoleSchedulesSchema = z.object({ schedules: z.array(scheduleSchema) })
export type ConsoleSchedule = z.infer<typeof scheduleSchema>
