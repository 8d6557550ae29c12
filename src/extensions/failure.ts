// A panel that could not be drawn: an honest one in its place, in plain words, with the request id. The author's own words and
// what the service said never reach the screen.

import type { StripeAccount } from '#contract/billing.ts'
import type { Action, BlockOf, InlineValue, Panel } from '#contract/panel.ts'
import { isSourceError } from '#definitions/source-error.ts'
import { placeOf } from '#errors.ts'
import { startDrawing } from '#panels/drawing.ts'
import { unavailableAlert } from '#panels/unavailable.ts'
import { readClientFailure } from '#stripe/sdk/client-failure.ts'
import { toName } from '#words/to-name.ts'
import { extensionWordsFor } from '#words/words-for.ts'

/** Why there is no panel. */
export type Failure =
  | { reason: 'threw'; error: unknown }
  | { reason: 'late' }
  | { reason: 'gone' }
  /** `problem` names the path in what `load` returned. */
  | { reason: 'invalid'; problem: string }

type Alert = BlockOf<'alert'>

export type FailedPanel = { id: string; title: string; asOf: string }
export type Viewer = { locale: string; nowMs: number; account: StripeAccount; requestId: string }

/** The panel that says what is wrong, closed or open. */
export function drawFailure(failure: Failure, head: FailedPanel, viewer: Viewer): Panel {
  const { id, title, asOf } = head
  const alert = alertOf(failure, viewer)
  return { id, title, note: { status: alert.status, text: alert.title }, blocks: [alert], asOf }
}

function alertOf(failure: Failure, viewer: Viewer): Alert {
  const stripe = failure.reason === 'threw' ? readClientFailure(failure.error) : undefined
  const words = extensionWordsFor(viewer.locale)
  if (failure.reason === 'gone' || stripe === 'absent')
    return { type: 'alert', status: 'quiet', title: words.gone }
  if (stripe) return unavailableAlert(stripe, 'this', startDrawing(viewer.account, viewer))
  const request: InlineValue[] = [
    { type: 'muted', text: words.request },
    { type: 'id', id: viewer.requestId },
  ]
  const title = titleOf(failure, viewer.locale)
  if (failure.reason === 'invalid') {
    return { type: 'alert', status: 'bad', title, text: [`${failure.problem.slice(0, 800)}. `, ...request] }
  }
  const again: Action = { kind: 'refresh', label: words.tryAgain }
  return { type: 'alert', status: 'bad', title, text: request, actions: [again] }
}

function titleOf(failure: Exclude<Failure, { reason: 'gone' }>, locale: string): string {
  const words = extensionWordsFor(locale)
  if (failure.reason === 'late') return words.late
  if (failure.reason === 'invalid') return words.invalid
  const { error } = failure
  return isSourceError(error) ? words.source[error.fault](toName(error.source)) : words.failed
}

/** What the log is told: kind and place, never the message, which may quote data of a customer. */
export function describeFailure(failure: Failure): Record<string, string | undefined> {
  if (failure.reason !== 'threw') {
    return {
      reason: failure.reason,
      ...(failure.reason === 'invalid' ? { problem: failure.problem.slice(0, 300) } : {}),
    }
  }
  const { error } = failure
  if (isSourceError(error))
    return { reason: 'source', source: error.source, fault: error.fault, status: error.status?.toString() }
  const stripe = readClientFailure(error)
  if (stripe) return { reason: 'stripe', fault: stripe === 'absent' ? 'absent' : stripe.reason }
  return { reason: 'threw', ...placeOf(error) }
}
