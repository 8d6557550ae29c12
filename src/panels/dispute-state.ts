// Says in plain words what a dispute's status means; most say who has to act.
// https://docs.stripe.com/api/disputes/object#dispute_object-status

import type { Dispute } from '#contract/billing.ts'
import { line, type Line } from '#words/line.ts'
import { amountOf } from './amount.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { dateOf, isPast } from './moment.ts'
import { unknownState, type State } from './state.ts'

/** Whether the team has to respond. */
export function needsAnswer({ status }: Dispute): boolean {
  return (
    status === 'needs_response' || status === 'warning_needs_response' || status === 'appeal_needs_response'
  )
}

/** Whether it is still open: somebody has to respond or decide. */
export function isOpenDispute(dispute: Dispute): boolean {
  return needsAnswer(dispute) || dispute.status.endsWith('under_review')
}

/** Dispute, early inquiry, or appeal. */
export function disputeKind({ status }: Dispute, { words }: Drawing): string {
  const { kinds } = words.states.dispute
  if (status.startsWith('warning_')) return kinds.inquiry
  return status.startsWith('appeal_') ? kinds.appeal : kinds.dispute
}

/** What the customer's bank gave as the reason. */
export function disputeReason({ reason }: Dispute, { words }: Drawing): Line {
  return [wordFor(words.states.dispute.reasons, reason) ?? foreignValue(reason)]
}

/** Severity and words. */
export function disputeState(dispute: Dispute, drawing: Drawing): State {
  const words = drawing.words.states.dispute
  if (needsAnswer(dispute)) {
    const kind = disputeKind(dispute, drawing)
    const meta = isPast(dispute.dueAtMs, drawing.nowMs)
      ? line`${kind}: ${drawing.words.alerts.disputeDeadline(-1)}`
      : words.needsResponse(kind, dateOf(dispute.dueAtMs))
    return { status: 'bad', icon: 'flag', meta }
  }
  switch (dispute.status) {
    case 'under_review':
    case 'warning_under_review':
    case 'appeal_under_review':
      return { status: 'warn', icon: 'flag', meta: [words.underReview] }
    case 'won':
      return { status: 'ok', meta: [words.won] }
    case 'warning_closed':
      return { status: 'ok', meta: [words.warning_closed] }
    case 'prevented':
      return { status: 'ok', meta: [words.prevented] }
    case 'lost':
      return {
        status: 'info',
        icon: 'flag',
        meta: words.lost(amountOf(dispute.amountMinor, dispute.currency) ?? drawing.words.unknownAmount),
      }
    default:
      return { ...unknownState(dispute.status), icon: 'flag' }
  }
}
