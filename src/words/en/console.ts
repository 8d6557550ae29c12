// What the console says about states, codes and spans of time. The console speaks English only.

import type { ConsoleEndpoint, ConsoleEvent } from '#contract/console.ts'
import type { Status } from '#contract/panel.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** `4 ms`, `3.0 s`, `5 min`, `11 h`, `3 days`. */
export function spanOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < minuteMs) return `${Math.round(ms / 1000)} s`
  if (ms < 60 * minuteMs) return `${Math.round(ms / minuteMs)} min`
  if (ms < dayMs) return `${Math.round(ms / 3_600_000)} h`
  const days = Math.round(ms / dayMs)
  return days === 1 ? '1 day' : `${days} days`
}

/** A shape, a word and how loud it is. */
export type StateLabel = { status: Status; word: string; tint?: 'bad' | 'warn' | 'off'; why?: string }

const codes: Record<string, string> = {
  failed: 'the attempt failed',
  timeout: 'it took too long',
  too_late: 'it could not be handled for three days',
  unknown_account: 'the account does not have the app',
  not_installed: 'the account does not have the app',
  own_account_unknown: 'Stripe has not said yet whether it is your own account',
  database: 'the database did not respond',
  endpoint_disabled: 'its endpoint is disabled',
  endpoint_gone: 'its endpoint was removed from the configuration',
  event_erased: 'the event was erased',
  event_too_large: 'the event is too large to be sent',
  event_unread: 'Stripe did not give the rest of the event',
  handler_gone_from_config: 'the handler was removed from the configuration',
  worker_lost: 'its process died or stopped responding',
}

/** A code as the end of a sentence. */
export function sayCode(code: string): string {
  const [name = '', of] = code.split(':')
  if (name === 'handler_failed' && of !== undefined) return `the handler ${of} failed`
  if (name === 'refused' && of !== undefined) return `the handler ${of} refused it`
  const status = /^status_(\d{3})$/.exec(name)?.[1]
  if (status !== undefined) return `it answered ${status}`
  const words = codes[name] ?? name.replaceAll('_', ' ')
  return of === undefined ? words : `the handler ${of}: ${words}`
}

/** The same as a sentence. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export function sayEvent(event: ConsoleEvent, nowMs: number): StateLabel {
  const { state, error, attempts, isWanted, deliveries, nextAttemptAt } = event
  const why = error === undefined ? undefined : capital(sayCode(error))
  if (state === 'dead') return { status: 'bad', word: 'Gave up', tint: 'bad', ...(why ? { why } : {}) }
  if (state === 'set_aside')
    return { status: 'quiet', word: 'Set aside', tint: 'off', ...(why ? { why } : {}) }
  if (state === 'running') return { status: 'info', word: 'Being handled' }
  if (state === 'waiting' && attempts > 0) {
    const inMs = nextAttemptAt === undefined ? 0 : Date.parse(nextAttemptAt) - nowMs
    const next = inMs > 0 ? `next attempt in ${spanOf(inMs)}` : 'next attempt now'
    return {
      status: 'warn',
      word: 'Trying again',
      tint: 'warn',
      why: why ? `${why}; ${next}` : capital(next),
    }
  }
  if (state === 'waiting') return { status: 'info', word: 'Waiting' }
  const lost = deliveries.dead
  if (lost > 0) {
    const text = lost === 1 ? 'One delivery gave up' : `${lost} deliveries gave up`
    return { status: 'warn', word: 'Not delivered', tint: 'warn', why: text }
  }
  return isWanted ? { status: 'ok', word: 'Handled' } : { status: 'quiet', word: 'No handler' }
}

/** What the button says that puts it into the queue; nothing where there is nothing to press. */
export function sayReplay({ state, attempts }: ConsoleEvent): string | undefined {
  if (state === 'dead' || state === 'done') return 'Replay'
  if (state === 'set_aside') return 'Handle'
  return state === 'waiting' && attempts > 0 ? 'Try now' : undefined
}

/** What it will do, said before it is done. */
export function sayWhatReplayDoes({ state }: Pick<ConsoleEvent, 'state'>): string {
  if (state === 'done')
    return 'Every handler runs again from the beginning. Handlers written as the guide says change nothing the second time.'
  if (state === 'dead') return 'What was finished is kept; only what is missing runs again.'
  if (state === 'set_aside') return 'It is queued as if it had just arrived.'
  return 'It no longer waits for its next attempt.'
}

export const handlerWords: Record<'waiting' | 'running' | 'done' | 'dead', StateLabel> = {
  waiting: { status: 'warn', word: 'Trying again' },
  running: { status: 'info', word: 'Running' },
  done: { status: 'ok', word: 'Handled' },
  dead: { status: 'bad', word: 'Gave up' },
}

export const deliveryWords: Record<'waiting' | 'running' | 'done' | 'dead', StateLabel> = {
  waiting: { status: 'warn', word: 'Trying again' },
  running: { status: 'info', word: 'On its way' },
  done: { status: 'ok', word: 'Delivered' },
  dead: { status: 'bad', word: 'Gave up' },
}

export const outcomeWords: Record<string, StateLabel> = {
  done: { status: 'ok', word: 'Done' },
  postponed: { status: 'warn', word: 'Failed, to be tried again' },
  released: { status: 'quiet', word: 'Released: the process stopped' },
  lost: { status: 'bad', word: 'Lost: the process died or stopped responding' },
  dead: { status: 'bad', word: 'Failed, gave up' },
}

const disabledReasons: Record<string, string> = {
  gone: 'It answered 410: it is gone',
  failing: 'It failed for five days',
}

export function sayEndpoint({ state, reason, failures }: ConsoleEndpoint): StateLabel {
  const failed = failures === 1 ? 'One attempt failed' : `${failures} attempts failed in a row`
  if (state === 'disabled')
    return { status: 'bad', word: 'Disabled', tint: 'bad', why: disabledReasons[reason ?? ''] ?? 'By hand' }
  if (state === 'paused') return { status: 'warn', word: 'Paused', tint: 'warn', why: failed }
  if (state === 'gone') return { status: 'quiet', word: 'Not configured', tint: 'off' }
  if (state === 'unused') return { status: 'quiet', word: 'Nothing sent yet' }
  return failures > 0
    ? { status: 'warn', word: 'Failing', tint: 'warn', why: failed }
    : { status: 'ok', word: 'Healthy' }
}

export const runWords: Record<string, StateLabel> = {
  waiting: { status: 'info', word: 'Waiting' },
  running: { status: 'info', word: 'Running' },
  done: { status: 'ok', word: 'Done' },
  dead: { status: 'bad', word: 'Gave up' },
  skipped: { status: 'quiet', word: 'Missed, skipped' },
  forgotten: { status: 'quiet', word: 'Run, no longer kept' },
}

const actions: Record<string, string> = {
  'event.replayed': 'Replayed',
  'event.hurried': 'Tried early',
  'event.unmasked': 'Shown in full',
}
const actors: Record<string, string> = { console: 'from this page', cli: 'by the command line' }

export const sayChange = ({ action, actor }: { action: string; actor: string }): string =>
  `${actions[action] ?? action} ${actors[actor] ?? `by ${actor}`}`

export const cameByWords: Record<'live' | 'test' | 'reconciliation', string> = {
  live: 'from Stripe, to the live address',
  test: 'from Stripe, to the test address',
  reconciliation: 'fetched: Stripe had not delivered it',
}

export const countOf = (count: number) => count.toLocaleString('en')
