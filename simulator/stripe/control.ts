// The control route, which Stripe does not have: sets faults, latency and limits, reads the counters, resets the world.

import type { DisputeStep } from './billing/dispute.ts'
import type { JsonObject } from './json.ts'
import type { Counters } from './limits.ts'
import type { DebitResult } from './settle.ts'
import type { Fault, FaultKind, Settings } from './settings.ts'

type ControlState = Settings & { counters: Counters }

/** An event to create: about a stored object, by its id, or about a given object. */
export type Occasion = {
  type: string
  subject: string | JsonObject
  previous?: JsonObject
  /** By default the first account, in live mode. */
  accountId?: string
  livemode?: boolean
  /** The API version of the event, if not the account's own. */
  version?: string
}

/** The operations of the control route and of tests. */
export type Control = {
  /** Changes some settings; the others stay. */
  set: (changes: Partial<Settings>) => ControlState
  /** Adds one fault. */
  fail: (match: string, kind: FaultKind, more?: Omit<Fault, 'match' | 'kind'>) => void
  /** Removes all faults and latency. */
  heal: () => void
  state: () => ControlState
  /** Creates an event and returns its id; it is sent to all endpoints that receive it. */
  happen: (occasion: Occasion) => string
  /** Settles a pending debit, in the first account's live mode; returns the ids of the events. */
  settle: (intentId: string, outcome: DebitResult) => string[]
  /**
   * Moves the clock, and does on the way what Stripe does by itself with what was bought through Checkout: trials end, subscriptions
   * renew, invoices are finalized, paid and retried, sessions expire. Returns the ids of the events.
   */
  advance: (by: { days?: number; hours?: number }) => string[]
  /** Opens a dispute about a charge of the account that sells Tillside, or closes it. */
  dispute: (chargeId: string, step: DisputeStep) => void
  /** Resets the world and the counters; settings stay. */
  reset: () => void
}

const json = (status: number, value: unknown): Response =>
  new Response(`${JSON.stringify(value, null, 2)}\n`, {
    status,
    headers: { 'content-type': 'application/json' },
  })

const names: (keyof Settings)[] = [
  'latencyMs',
  'faults',
  'searchLagSeconds',
  'searchAvailable',
  'rateLimits',
  'previewNeeds',
  'dunning',
  'defaultVersion',
]

type Loose = { faults?: (Partial<Fault> & { status?: string | number })[] } & Record<string, unknown>

function changesOf(body: Loose): Partial<Settings> {
  const unknown = Object.keys(body).filter((name) => !names.some((known) => known === name))
  if (unknown.length > 0)
    throw new Error(`Unknown settings: ${unknown.join(', ')}. Known: ${names.join(', ')}.`)
  const faults = body.faults?.map(({ status, ...fault }) => ({
    match: '*',
    ...fault,
    kind: (fault.kind ?? String(status)) as FaultKind,
  }))
  return { ...body, ...(faults ? { faults } : {}) } as Partial<Settings>
}

/** A body of any size in constant memory. */
function large(url: URL): Response {
  let left = Math.max(0, Number(url.searchParams.get('bytes') ?? 0))
  const length = left
  const chunk = new Uint8Array(65_536).fill(120)
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = left < chunk.length ? chunk.subarray(0, left) : chunk
        left -= piece.length
        if (piece.length > 0) controller.enqueue(piece.slice())
        if (left <= 0) controller.close()
      },
    },
    { highWaterMark: 1 },
  )
  return new Response(body, {
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(length) },
  })
}

function occasionOf(body: unknown): Occasion {
  if (typeof body === 'object' && body !== null && 'type' in body && 'subject' in body) {
    const { type, subject } = body
    if (typeof type === 'string' && (typeof subject === 'string' || typeof subject === 'object')) {
      return body as Occasion
    }
  }
  throw new Error('Send type, and subject: an id, or an object.')
}

async function answerHappen(request: Request, control: Control): Promise<Response> {
  try {
    return json(200, { id: control.happen(occasionOf(await request.json())) })
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : 'Unreadable' })
  }
}

async function answerSettle(request: Request, control: Control): Promise<Response> {
  try {
    const body: unknown = await request.json()
    if (typeof body === 'object' && body !== null && 'intent' in body && 'outcome' in body) {
      const { intent, outcome } = body
      if (typeof intent === 'string' && (outcome === 'succeeded' || outcome === 'failed'))
        return json(200, { events: control.settle(intent, outcome) })
    }
    return json(400, { error: 'Send intent, and outcome: succeeded or failed.' })
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : 'Unreadable' })
  }
}

async function answerDispute(request: Request, control: Control): Promise<Response> {
  try {
    const body: unknown = await request.json()
    if (typeof body === 'object' && body !== null && 'charge' in body && 'step' in body) {
      const { charge, step } = body
      if (typeof charge === 'string' && (step === 'open' || step === 'won' || step === 'lost')) {
        control.dispute(charge, step)
        return json(200, {})
      }
    }
    return json(400, { error: 'Send charge, and step: open, won or lost.' })
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : 'Unreadable' })
  }
}

async function answerClock(request: Request, control: Control): Promise<Response> {
  try {
    const body: unknown = await request.json()
    const read = (name: string): number => {
      const value: unknown =
        typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
      return typeof value === 'number' && value >= 0 && value <= 400 * 24 ? value : 0
    }
    const by = { days: read('days'), hours: read('hours') }
    if (by.days + by.hours > 0) return json(200, { events: control.advance(by) })
    return json(400, { error: 'Send days or hours: how far to move the clock.' })
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : 'Unreadable' })
  }
}

/** Answers `/_control…`. It needs no key; behind a socket, `listen.ts` requires the token of the start. */
export async function answerControl(request: Request, control: Control): Promise<Response> {
  const url = new URL(request.url)
  const what = `${request.method} ${url.pathname}`
  if (url.pathname === '/_control/large') return large(url)
  if (what === 'GET /_control') return json(200, control.state())
  if (what === 'POST /_control/reset') {
    control.reset()
    return json(200, control.state())
  }
  if (what === 'POST /_control/events') return answerHappen(request, control)
  if (what === 'POST /_control/debits') return answerSettle(request, control)
  if (what === 'POST /_control/disputes') return answerDispute(request, control)
  if (what === 'POST /_control/clock') return answerClock(request, control)
  if (what !== 'POST /_control') return json(404, { error: `There is no ${what}` })
  try {
    const body: unknown = await request.json()
    if (typeof body !== 'object' || body === null) return json(400, { error: 'Send a JSON object.' })
    return json(200, control.set(changesOf(body as Loose)))
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : 'Unreadable' })
  }
}
