// tillside events: what Stripe sent and what became of it, and handling it again. Works beside a running gateway: it only puts
// rows back into the queue, and whoever looks for due events handles them.

import { randomBytes } from 'node:crypto'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { readEventDetail } from '#http/console/event-detail.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { countEvents, listEvents, type EventFilter, type EventSummary } from '#store/event-list.ts'
import type { EventState } from '#store/events.ts'
import type { Database } from '#store/schema.ts'
import { replayEvent, replayEvents, type ReplayedEvent } from '#webhooks/replay.ts'
import { WrongCallError } from '../explain.ts'
import { printEvent } from './event-text.ts'
import { createProgress, type Screen } from './trigger-progress.ts'
import { withDatabase } from './with-database.ts'

/** Which of several events with one id: `evt_…` is unique within an account and mode. */
type Which = { mode?: 'live' | 'test'; account?: string }

const actor = 'cli'
const ports = { now: () => Date.now(), randomBytes: (length: number) => new Uint8Array(randomBytes(length)) }
const iso = (ms: number) => new Date(ms).toISOString()

export type ListEventsOptions = Which & {
  state?: EventState
  type?: string
  json?: boolean
  limit: number
}

const toFilter = ({ mode, account, type }: Which & { type?: string }): EventFilter => ({
  tenantId,
  ...(mode ? { mode } : {}),
  ...(account ? { account } : {}),
  ...(type ? { type: type.replace(/\*$/, '') } : {}),
})

export async function listEventsCommand({
  state,
  json = false,
  limit,
  ...which
}: ListEventsOptions): Promise<void> {
  const filter = { ...toFilter(which), ...(state ? { states: [state] } : {}) }
  const events = await withDatabase(process.env, ({ db }) => listEvents(db, filter, limit))
  if (json) for (const event of events) console.log(JSON.stringify(toJson(event)))
  else if (events.length > 0) printTable(events)
  else console.log('There are no such events.')
}

const accountOf = ({ accountId, accountName }: EventSummary) => accountId ?? accountName

const toJson = (event: EventSummary) => ({
  id: event.eventId,
  account: accountOf(event) ?? null,
  livemode: event.mode === 'live',
  type: event.type,
  state: event.state,
  attempts: event.attempts,
  error: event.error,
  object: event.objectId,
  createdAt: iso(event.createdAtMs),
  nextAttemptAt: event.state === 'waiting' ? iso(event.nextAttemptAtMs) : undefined,
})

function printTable(events: readonly EventSummary[]): void {
  const rows = [
    ['CAME IN', 'ID', 'TYPE', 'MODE', 'ACCOUNT', 'TRIES', 'STATE'],
    ...events.map((event) => [
      iso(event.createdAtMs),
      event.eventId,
      event.type,
      event.mode,
      accountOf(event) ?? 'own',
      String(event.attempts),
      event.error !== undefined && event.state !== 'done' ? `${event.state} (${event.error})` : event.state,
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows)
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

/** The one event that is meant; `undefined`, and said so, when there is none or there are several. */
async function findOne(db: Database, eventId: string, which: Which): Promise<EventSummary | undefined> {
  const found = await listEvents(db, { ...toFilter(which), eventId }, 10)
  if (found.length === 1) return found[0]
  if (found.length === 0) {
    console.error(`${eventId}: there is no such event.`)
    return undefined
  }
  const places = found.map((event) => `--account ${accountOf(event) ?? 'own'} --mode ${event.mode}`)
  throw new WrongCallError(`${eventId} is there ${found.length} times. Say which: ${places.join(', or ')}.`)
}

export type ShowEventOptions = Which & { unmasked?: boolean; json?: boolean }

/** False when there is no such event. */
export async function showEvent(
  eventId: string,
  { unmasked = false, json = false, ...which }: ShowEventOptions,
): Promise<boolean> {
  return withDatabase(process.env, async ({ db }) => {
    const found = await findOne(db, eventId, which)
    if (!found) return false
    if (unmasked) {
      const entry = { id: createAuditId(ports), tenantId, atMs: ports.now(), actor, target: found.id }
      await recordAudit(db, { ...entry, action: 'event.unmasked', detail: { event: eventId } })
    }
    const detail = await readEventDetail(db, { tenantId, id: found.id }, !unmasked)
    if (!detail) return false
    if (json) console.log(JSON.stringify(detail))
    else printEvent(detail, (line) => console.log(line))
    return true
  })
}

export type ReplayOptions = Which & {
  state?: 'done' | 'dead' | 'set_aside'
  from?: number
  to?: number
  type?: string
  json?: boolean
}

/** Whether all that was asked for is in the queue again. */
export async function replayEventsCommand(
  ids: readonly string[],
  options: ReplayOptions,
  screen: Screen,
): Promise<boolean> {
  const { state, from, to, type } = options
  const isSpan = from !== undefined || to !== undefined || type !== undefined
  if (ids.length > 0) {
    if (state !== undefined || isSpan) throw new WrongCallError('Write ids, or --state, not both.')
    return withDatabase(process.env, ({ db }) => replayEach(db, ids, options))
  }
  if (state === undefined) throw new WrongCallError('Write the ids of events, evt_…, or --state.')
  return withDatabase(process.env, ({ db }) => replayAll(db, { ...options, state }, screen))
}

const reasons: Readonly<Record<Extract<ReplayedEvent, { ok: false }>['reason'], string>> = {
  not_found: 'there is no such event',
  not_ended: 'it is being worked on right now',
  erased: 'what it said was erased',
}

async function replayEach(
  db: Database,
  ids: readonly string[],
  { json = false, ...which }: ReplayOptions,
): Promise<boolean> {
  // All are looked for first: a call that does not say which event it means changes nothing.
  const found = []
  for (const eventId of ids) found.push({ eventId, event: await findOne(db, eventId, which) })
  let isEvery = true
  for (const { eventId, event } of found) {
    if (!event) {
      isEvery = false
      continue
    }
    const replayed = await replayEvent({ db, ports }, { tenantId, id: event.id, actor })
    isEvery &&= replayed.ok
    const reason = replayed.ok ? undefined : replayed.reason
    if (json) console.log(JSON.stringify({ id: eventId, ok: replayed.ok, reason }))
    else if (reason === undefined) console.log(`${eventId} is in the queue.`)
    else console.error(`${eventId}: ${reasons[reason]}.`)
  }
  return isEvery
}

async function replayAll(
  db: Database,
  { state, from, to, json = false, ...which }: ReplayOptions & { state: EventState },
  screen: Screen,
): Promise<boolean> {
  const filter: EventFilter = {
    ...toFilter(which),
    states: [state],
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
  }
  const progress = createProgress(screen, await countEvents(db, filter))
  let [count, passedOver] = [0, 0]
  try {
    for await (const page of replayEvents({ db, ports }, filter, actor)) {
      count += page.replayed
      passedOver += page.passedOver
      for (let i = 0; i < page.replayed + page.passedOver; i++) progress.step(i >= page.replayed)
    }
  } finally {
    progress.end()
  }
  if (json) console.log(JSON.stringify({ state, events: count, passedOver }))
  else console.log(`${count} ${count === 1 ? 'is' : 'are'} in the queue.`)
  if (passedOver > 0) console.error(`${passedOver} could not be: erased, or on their way already.`)
  return passedOver === 0
}
