// Turns database rows into the console's responses: times as text, personal data only on request.

import type {
  ConsoleAttempt,
  ConsoleDelivery,
  ConsoleEndpoint,
  ConsoleEvent,
  ConsoleHandlerRun,
  ConsoleSchedule,
} from '#contract/console.ts'
import type { ScheduleOverview } from '#schedules/overview.ts'
import type { AttemptRow } from '#store/attempts.ts'
import type { DeliveryRow } from '#store/deliveries.ts'
import type { DeliveryCounts } from '#store/delivery-counts.ts'
import type { EndpointRow } from '#store/endpoints.ts'
import type { EventSummary } from '#store/event-list.ts'
import type { HandlerRun } from '#store/handler-runs.ts'
import type { Step } from '#store/steps.ts'
import { mask } from '#webhooks/mask-payload.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** `{ name: value }`, or nothing. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [key in Name]?: Value }

const moment = <Name extends string>(name: Name, ms: number | undefined) =>
  given(name, ms === undefined ? undefined : iso(ms))

export function serializeEvent(event: EventSummary): ConsoleEvent {
  const { id, eventId, mode, type, state, attempts, isWanted, deliveries } = event
  return {
    id,
    eventId,
    ...given('account', event.accountId),
    ...given('accountName', event.accountName),
    mode,
    type,
    ...given('objectId', event.objectId),
    ...given('customerId', event.customerId),
    state,
    ...given('error', event.error),
    attempts,
    ...given('tookMs', event.tookMs),
    isWanted,
    deliveries,
    occurredAt: iso(event.occurredAtMs),
    createdAt: iso(event.createdAtMs),
    ...moment('nextAttemptAt', event.nextAttemptAtMs),
    ...moment('endedAt', event.endedAtMs),
  }
}

/** An endpoint's response text may contain personal data, so it is masked like the payload. */
export function serializeAttempt(
  { number, atMs, tookMs, outcome, error, note }: AttemptRow,
  masked: boolean,
): ConsoleAttempt {
  const { status, excerpt } = readNote(note)
  return {
    number,
    at: iso(atMs),
    tookMs,
    outcome,
    ...given('error', error),
    ...given('status', status),
    ...given('excerpt', excerpt && masked ? mask : excerpt),
  }
}

/** Notes are cut to a maximum length and may then not be valid JSON. */
function readNote(note: string | undefined): { status?: number; excerpt?: string } {
  if (note === undefined) return {}
  try {
    const value: unknown = JSON.parse(note)
    if (typeof value !== 'object' || value === null) return {}
    const { status, excerpt } = value as { status?: unknown; excerpt?: unknown }
    return {
      ...(typeof status === 'number' ? { status } : {}),
      ...(typeof excerpt === 'string' && excerpt !== '' ? { excerpt } : {}),
    }
  } catch {
    return {}
  }
}

export const serializeHandlerRun = (
  run: HandlerRun,
  { attempts, steps }: { attempts: readonly ConsoleAttempt[]; steps: readonly Step[] },
): ConsoleHandlerRun => ({
  handler: run.handler,
  state: run.state,
  isSuperseded: run.result === '"superseded"',
  ...given('error', run.error),
  tries: run.attempts,
  attempts: [...attempts],
  steps: steps.map(({ name, atMs }) => ({ name, at: iso(atMs) })),
  ...moment('nextAttemptAt', run.state === 'waiting' ? run.nextAttemptAtMs : undefined),
})

export const serializeDelivery = (
  delivery: DeliveryRow,
  attempts: readonly ConsoleAttempt[],
): ConsoleDelivery => ({
  id: delivery.id,
  endpoint: delivery.endpointId,
  state: delivery.state,
  ...given('error', delivery.error),
  tries: delivery.attempts,
  attempts: [...attempts],
  ...moment('nextAttemptAt', delivery.state === 'waiting' ? delivery.nextAttemptAtMs : undefined),
})

export function serializeEndpoint(
  endpoint: EndpointRow,
  { waiting, dead }: DeliveryCounts,
  how: { isConfigured: boolean; nowMs: number },
): ConsoleEndpoint {
  const { id, failures, pausedUntilMs = 0 } = endpoint
  const isPaused = pausedUntilMs > how.nowMs
  return {
    id,
    url: plainUrl(endpoint.url),
    state: !how.isConfigured ? 'gone' : endpoint.state === 'enabled' && isPaused ? 'paused' : endpoint.state,
    ...given('reason', endpoint.reason),
    failures,
    ...moment('failingSince', endpoint.failingSinceMs),
    ...moment('succeededAt', endpoint.succeededAtMs),
    ...moment('pausedUntil', isPaused ? pausedUntilMs : undefined),
    waiting,
    dead,
  }
}

/** An endpoint of the configuration that has not been sent anything yet. */
export const serializeUnusedEndpoint = ({ id, url }: { id: string; url: string }): ConsoleEndpoint => ({
  id,
  url: plainUrl(url),
  state: 'unused',
  failures: 0,
  waiting: 0,
  dead: 0,
})

function plainUrl(text: string): string {
  const url = URL.parse(text)
  return url ? `${url.origin}${url.pathname}${url.search === '' ? '' : `?${mask}`}` : mask
}

export const serializeSchedule = ({ id, times, ticks }: ScheduleOverview): ConsoleSchedule => ({
  id,
  ...given('cron', times?.cron),
  ...given('timeZone', times?.timeZone),
  ...moment('nextAt', times?.nextAtMs),
  runs: ticks.map((tick) => ({
    at: iso(tick.atMs),
    state: tick.jobId === undefined ? 'skipped' : (tick.state ?? 'forgotten'),
    ...given('attempts', tick.attempts),
    ...given('tookMs', tick.tookMs),
    ...given('error', tick.error),
  })),
})
