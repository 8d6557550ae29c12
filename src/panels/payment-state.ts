// How one attempt to pay stands: failed, disputed, refunded, held, or paid, read in this order.
// https://docs.stripe.com/api/charges/object https://docs.stripe.com/payments/paymentintents/lifecycle

import type { Dispute, Payment, Reading } from '#contract/billing.ts'
import { amountOf } from './amount.ts'
import { declineOf } from './decline.ts'
import { disputeReason, disputeState, isOpenDispute } from './dispute-state.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { line } from './line.ts'
import { unknownState, type State } from './state.ts'

/** The dispute of a payment, when it could be read. */
export function disputeFor(
  { id, paymentIntentId }: Payment,
  disputes: Reading<Dispute[]>,
): Dispute | undefined {
  if (disputes.state !== 'read') return undefined
  return disputes.value.find(
    ({ paymentId }) => paymentId !== '' && (paymentId === id || paymentId === paymentIntentId),
  )
}

function failedState(payment: Payment, { words }: Drawing): State {
  const text = words.states.payment
  const reason = declineOf(payment, words)?.reason
  const failed = { type: 'strong' as const, text: text.failed, status: 'bad' as const }
  return { status: 'bad', meta: reason ? line`${failed}: ${reason}` : [failed] }
}

function disputedState(dispute: Dispute | undefined, drawing: Drawing): State {
  const text = drawing.words.states.payment
  if (!dispute) return { status: 'warn', icon: 'flag', meta: [text.disputeUnknown] }
  const state = disputeState(dispute, drawing)
  if (!isOpenDispute(dispute)) return state
  return { ...state, meta: line`${text.disputed}: ${disputeReason(dispute, drawing)}` }
}

function refundedState(payment: Payment, { words }: Drawing): State | undefined {
  const text = words.states.payment
  const { amountRefundedMinor, amountCapturedMinor, amountMinor, currency } = payment
  if (amountRefundedMinor <= 0) return undefined
  const whole = amountCapturedMinor > 0 ? amountCapturedMinor : amountMinor
  if (amountRefundedMinor >= whole) return { status: 'quiet', meta: [text.refunded], struck: true }
  const refunded = amountOf(amountRefundedMinor, currency) ?? words.unknownAmount
  return { status: 'info', icon: 'part', meta: text.partlyRefunded(refunded) }
}

/** States of a payment intent, which also names what is missing. */
function intentState(payment: Payment, drawing: Drawing): State {
  const text = drawing.words.states.payment
  switch (payment.status) {
    case 'requires_action':
      return { status: 'warn', meta: [text.requires_action] }
    case 'requires_payment_method':
      return payment.failureCode === undefined && payment.declineCode === undefined
        ? { status: 'info', meta: [text.requires_payment_method] }
        : failedState(payment, drawing)
    case 'requires_capture':
      return { status: 'info', meta: [text.requires_capture] }
    case 'requires_confirmation':
      return { status: 'info', meta: [text.requires_confirmation] }
    case 'processing':
      return { status: 'info', meta: [text.processing] }
    case 'pending':
      return { status: 'info', meta: [text.pending] }
    case 'canceled':
      return { status: 'info', meta: [text.canceled], struck: true }
    default:
      return unknownState(payment.status)
  }
}

/** Severity and words. */
export function paymentState(payment: Payment, disputes: Reading<Dispute[]>, drawing: Drawing): State {
  const text = drawing.words.states.payment
  if (payment.status === 'failed') return failedState(payment, drawing)
  if (payment.disputed) {
    const state = disputedState(disputeFor(payment, disputes), drawing)
    // After a dispute that was won or prevented the refund is the news.
    if (state.status !== 'ok') return state
    return refundedState(payment, drawing) ?? state
  }
  const refunded = refundedState(payment, drawing)
  if (refunded) return refunded
  if (payment.status !== 'succeeded') return intentState(payment, drawing)
  if (!payment.captured) return { status: 'info', meta: [text.requires_capture] }
  if (payment.outcomeType === 'manual_review')
    return { status: 'warn', meta: line`${text.succeeded}, ${text.review}` }
  return { status: 'ok', meta: [text.succeeded] }
}

/** Why a payment was blocked by the account's own rules, when that is why. */
export function riskOf({ outcomeType, outcomeReason }: Payment, { words }: Pick<Drawing, 'words'>) {
  if (outcomeType !== 'blocked' || outcomeReason === undefined) return undefined
  return wordFor(words.states.payment.risk, outcomeReason) ?? foreignValue(outcomeReason)
}
