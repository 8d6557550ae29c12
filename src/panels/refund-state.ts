// A refund's status in plain words.
// https://docs.stripe.com/api/refunds/object#refund_object-status

import type { Refund } from '#contract/billing.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { line, type Line } from './line.ts'
import { dateOf } from './moment.ts'
import { unknownState, type State } from './state.ts'

const reasonIn = (table: Readonly<Record<string, string>>, value: string | undefined): Line | undefined =>
  value === undefined ? undefined : [wordFor(table, value) ?? foreignValue(value)]

/** Why a refund failed. */
export function refundFailure({ failureReason }: Refund, { words }: Drawing): Line {
  const { failureReasons } = words.states.refund
  return reasonIn(failureReasons, failureReason) ?? [failureReasons.unknown]
}

/** Severity and words. */
export function refundState(refund: Refund, drawing: Drawing): State {
  const words = drawing.words.states.refund
  switch (refund.status) {
    case 'succeeded':
      return { status: 'ok', meta: words.succeeded(dateOf(refund.createdAtMs)) }
    case 'pending': {
      const reason = reasonIn(words.pendingReasons, refund.pendingReason)
      return { status: 'info', meta: reason ? line`${words.pending}: ${reason}` : [words.pending] }
    }
    case 'requires_action':
      return { status: 'warn', meta: [words.requires_action] }
    case 'failed':
      return {
        status: 'bad',
        meta: line`${words.failed}: ${refundFailure(refund, drawing)}; ${words.failedWhere}`,
      }
    case 'canceled':
      return { status: 'info', meta: [words.canceled] }
    default:
      return unknownState(refund.status)
  }
}
