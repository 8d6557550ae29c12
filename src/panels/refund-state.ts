// Says a refund's status in plain words.
// https://docs.stripe.com/api/refunds/object#refund_object-status

import type { Payment, Refund } from '#contract/billing.ts'
import { line, type Line } from '#words/line.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { dateOf } from './moment.ts'
import { unknownState, type State } from './state.ts'

const reasonIn = (table: Readonly<Record<string, string>>, value: string | undefined): Line | undefined =>
  value === undefined ? undefined : [wordFor(table, value) ?? foreignValue(value)]

/** Why a refund failed. */
export function refundFailure({ failureReason }: Refund, { words }: Drawing): Line {
  const { failureReasons } = words.states.refund
  return reasonIn(failureReasons, failureReason) ?? [failureReasons.unknown]
}

/** Severity and words. `settled`: it failed and was made again since. */
export function refundState(refund: Refund, drawing: Drawing, settled = false): State {
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
      if (settled) {
        const meta = line`${words.failed}: ${refundFailure(refund, drawing)}; ${words.madeAgain}`
        return { status: 'info', meta }
      }
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

/**
 * Failed refunds that still need attention. A successful later refund settles a failed one of at most its own amount, and none
 * needs attention once everything captured has been refunded.
 */
export function unsettledRefunds({ refunds, amountCapturedMinor, amountRefundedMinor }: Payment): Refund[] {
  if (
    amountRefundedMinor !== undefined &&
    amountCapturedMinor > 0 &&
    amountRefundedMinor >= amountCapturedMinor
  )
    return []
  const byAge = [...refunds].sort((a, b) => a.createdAtMs - b.createdAtMs)
  const again = new Set(byAge.filter(({ status }) => status === 'succeeded' || status === 'pending'))
  return byAge.filter((failed) => {
    if (failed.status !== 'failed') return false
    const settledBy = [...again].find(
      ({ createdAtMs, amountMinor }) => createdAtMs > failed.createdAtMs && amountMinor >= failed.amountMinor,
    )
    if (settledBy) again.delete(settledBy)
    return settledBy === undefined
  })
}
