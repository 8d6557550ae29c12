// The simulated Stripe as a whole. Portable; `listen.ts` serves it.

import { settleDebit, type DebitResult } from './settle.ts'
import { preflight } from './answer.ts'
import { moveDispute } from './billing/dispute.ts'
import { nextHappening } from './billing/timeline.ts'
import type { Stage } from './happen.ts'
import { answerControl, type Control, type Occasion } from './control.ts'
import { createIds } from './ids.ts'
import type { JsonObject } from './json.ts'
import { accountIds, createKeys, lettersBy, type KeyLetters, type KeyName } from './keys.ts'
import type { Tables } from './objects/tables.ts'
import { answerPage } from './pages/pages.ts'
import { Pipeline, type Ground } from './pipeline.ts'
import { plantWorld } from './seed/world.ts'
import { freshSettings, type Settings } from './settings.ts'
import type { Compartment } from './store.ts'
import { draw } from './shape/draw.ts'
import { lineOf, type RequestLine, type Visit } from './visit.ts'
import { createWebhooks, type Installs, type WebhookOptions, type Webhooks } from './webhooks/webhooks.ts'

export type StripeSimulator = {
  handle: (request: Request) => Promise<Response>
  /** Keys by what they lack or may do. */
  keys: Record<KeyName, string>
  accounts: { eu: string; us: string; tillside: string }
  control: Control
  /** The endpoints that new events are sent to. */
  webhooks: Webhooks
  /** Which accounts have the app, by mode. */
  installs: Installs
  /** The time here, which `control.advance` moves. */
  now: () => number
  /** Calls the listener for every request; returns a stop function. */
  onRequest: (listener: (line: RequestLine) => void) => () => void
  /** Recreates the world at the current time. Settings stay. */
  reset: () => void
  /** The objects of an account; for tests. */
  compartment: (accountId: string, livemode: boolean) => Compartment
  /** Customers with this address, ignoring case; by default of the first account in live mode. */
  customersOf: (address: string, where?: { accountId?: string; livemode?: boolean }) => Tables['customer'][]
}

export type SimulatorOptions = {
  now?: () => number
  seed?: number
  /** Source of unpredictable keys; by default keys follow from the seed. */
  keyLetters?: KeyLetters
  /** Whether `/_control` is served; true by default. */
  control?: boolean
  /** Only the account that sells Tillside. */
  isBare?: boolean
  /** How events are delivered: retries, time limits, waiting. */
  webhooks?: WebhookOptions
}

function happen(pipeline: Pipeline, defaultVersion: string, occasion: Occasion): string {
  const { type, subject, previous, accountId = accountIds.eu, livemode = true } = occasion
  const version = occasion.version ?? defaultVersion
  const { world, ids } = pipeline.ground
  const store = world.compartment(accountId, livemode)
  const drawn = (id: string): JsonObject => {
    const held = store.findById(id)
    if (held === undefined) throw new Error(`The simulated world has no ${id} in ${accountId}`)
    return draw(held, { store, version })
  }
  const object = typeof subject === 'string' ? drawn(subject) : subject
  return pipeline.events.record({ store, ids }, { type, object, previous, version }).id
}

function settle(
  pipeline: Pipeline,
  version: string,
  intentId: string,
  how: { outcome: DebitResult; nowMs: number },
) {
  const { world, ids } = pipeline.ground
  const store = world.compartment(accountIds.eu, true)
  return settleDebit(store, intentId, how).map(
    ({ type, entity }) =>
      pipeline.events.record({ store, ids }, { type, object: draw(entity, { store, version }), version }).id,
  )
}

/** The clock of the world: it runs as the clock outside, can be moved on, and stands still while something happens. */
function createClock(outside: () => number) {
  let aheadMs = 0
  let heldMs: number | undefined
  return {
    now: (): number => heldMs ?? outside() + aheadMs,
    moveTo: (atMs: number): void => void (aheadMs = Math.max(aheadMs, atMs - outside())),
    at<T>(atMs: number, work: () => T): T {
      heldMs = atMs
      try {
        return work()
      } finally {
        heldMs = undefined
      }
    },
  }
}

type Clock = ReturnType<typeof createClock>

/** A moment at which something happens without a request. */
function stageOf(pipeline: Pipeline, settings: Settings, store: Compartment, nowMs: number): Stage {
  const { ids } = pipeline.ground
  return {
    scene: { store, version: settings.defaultVersion },
    ids,
    nowMs,
    settings,
    recordEvent: (type, object, previous) =>
      void pipeline.events.record({ store, ids }, { type, object, previous }),
  }
}

/** Does everything that is due until a time, in its order and each at its own time. */
function happenUntil(pipeline: Pipeline, settings: Settings, clock: Clock, untilMs: number): void {
  for (;;) {
    const next = nextHappening(pipeline.ground.world, untilMs)
    if (next === undefined) return
    clock.at(next.atMs, () => next.run(stageOf(pipeline, settings, next.store, next.atMs)))
  }
}

function createControl(
  settings: Settings,
  pipeline: Pipeline,
  { reset, clock }: { reset: () => void; clock: Clock },
): Control {
  const { now } = clock
  const state = () => ({ ...settings, counters: structuredClone(pipeline.limits.counters) })
  return {
    set(changes) {
      Object.assign(settings, changes)
      return state()
    },
    fail: (match, kind, more = {}) => void settings.faults.push({ match, kind, ...more }),
    heal: () => void Object.assign(settings, { faults: [], latencyMs: 0 }),
    state,
    happen: (occasion) => happen(pipeline, settings.defaultVersion, occasion),
    settle: (intentId, outcome) =>
      settle(pipeline, settings.defaultVersion, intentId, { outcome, nowMs: now() }),
    advance({ days = 0, hours = 0 }) {
      const untilMs = now() + (days * 24 + hours) * 3_600_000
      const made: string[] = []
      const stop = pipeline.events.onRecord((_, event) => void made.push(event.id))
      happenUntil(pipeline, settings, clock, untilMs)
      stop()
      clock.moveTo(untilMs)
      return made
    },
    dispute(chargeId, step) {
      const found = pipeline.ground.world
        .compartments()
        .find((store) => store.accountId === accountIds.tillside && store.find('charge', chargeId))
      const store = found ?? pipeline.ground.world.compartment(accountIds.tillside, true)
      moveDispute(stageOf(pipeline, settings, store, now()), chargeId, step)
    },
    reset,
  }
}

/** Creates a simulated Stripe with its world, which is the same for the same time and seed. */
export function createStripeSimulator(options: SimulatorOptions = {}): StripeSimulator {
  const clock = createClock(options.now ?? (() => Date.now()))
  const { now } = clock
  const seed = options.seed ?? 1
  const plant = (): Ground => {
    const ids = createIds(seed)
    return { ids, world: plantWorld({ nowMs: now(), ids, isBare: options.isBare === true }) }
  }
  const ring = createKeys(options.keyLetters ?? lettersBy(seed))
  const settings = freshSettings()
  const pipeline = new Pipeline(ring, settings, now, plant())
  const listeners = new Set<(line: RequestLine) => void>()
  const reset = (): void => pipeline.replant(plant())
  const control = createControl(settings, pipeline, { reset, clock })
  const sender = { log: pipeline.events, now, ground: () => pipeline.ground }
  const { webhooks, installs } = createWebhooks(sender, { seed, ...options.webhooks })
  let requests = 0

  const handle = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname
    if (path.startsWith('/_control') && options.control !== false) return answerControl(request, control)
    if (request.method === 'OPTIONS') return preflight(request)
    happenUntil(pipeline, settings, clock, now())
    const page = await answerPage(request, pipeline.ground.world, (store) =>
      stageOf(pipeline, settings, store, now()),
    )
    if (page) return page
    requests += 1
    const requestId = pipeline.ground.ids.of('req', String(requests))
    const visit: Visit = { request, method: request.method, path, requestId, startedAt: performance.now() }
    const response = await pipeline.respond(visit)
    for (const listener of listeners) listener(lineOf(visit, response.status))
    return response
  }

  const compartment = (accountId: string, livemode: boolean): Compartment =>
    pipeline.ground.world.compartment(accountId, livemode)
  return {
    handle,
    keys: ring.texts,
    accounts: { ...accountIds },
    now,
    control,
    webhooks,
    installs,
    onRequest(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    reset,
    compartment,
    customersOf: (address, where = {}) =>
      compartment(where.accountId ?? accountIds.eu, where.livemode ?? true)
        .all('customer')
        .filter((each) => each.email?.toLowerCase() === address.toLowerCase()),
  }
}
