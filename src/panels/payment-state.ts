// Says how a payment stands: failed, disputed, refunded, held or paid, checked in this order.
// https://docs.stripe.com/api/charges/object https://docs.stripe.com/payments/paymentintents/lifecycle

import type { Dispute, Payment, Cached } from '#contract/billing.ts'
import { line, type Line } from '#words/line.ts'
import { amountOf } from './amount.ts'
import { declineOf } from './decline.ts'
import { disputeReason, disputeState, isOpenDispute } from './dispute-state.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { dateOf, isPast } from './moment.ts'
import { underWayKind, waitText } from './payment-wait.ts'
import { unknownState, type State } from './state.ts'

/** The dispute of a payment, when it could be read. */
export function disputeFor(
  { id, paymentIntentId }: Payment,
  disputes: Cached<Dispute[]>,
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

const isTakenInPart = ({ amountCapturedMinor, amountMinor }: Payment) =>
  amountCapturedMinor > 0 && amountCapturedMinor < amountMinor

/** Captured in part: the rest of the authorisation was released, or may still be captured. */
function takenLine({ amountCapturedMinor, amountMinor, currency }: Payment, { words }: Drawing): Line {
  const taken = amountOf(amountCapturedMinor, currency) ?? words.unknownAmount
  const authorised = amountOf(amountMinor, currency) ?? words.unknownAmount
  return words.states.payment.partlyCaptured(taken, authorised)
}

function refundedState(payment: Payment, { words }: Drawing): State | undefined {
  const text = words.states.payment
  const { amountRefundedMinor = 0, amountCapturedMinor, amountMinor, currency } = payment
  if (amountRefundedMinor <= 0) return undefined
  const whole = amountCapturedMinor > 0 ? amountCapturedMinor : amountMinor
  if (amountRefundedMinor >= whole) return { status: 'quiet', meta: [text.refunded], struck: true }
  const refunded = amountOf(amountRefundedMinor, currency) ?? words.unknownAmount
  return { status: 'info', icon: 'part', meta: text.partlyRefunded(refunded) }
}

/** Authorised but not captured: it may still be captured, was released, or has expired. */
function authorisedState(payment: Payment, { words, nowMs }: Drawing): State {
  const text = words.states.payment
  if (payment.amountReleasedMinor > 0) return { status: 'quiet', meta: [text.released], struck: true }
  if (isPast(payment.captureBeforeAtMs, nowMs)) return { status: 'quiet', meta: [text.expired], struck: true }
  const until = dateOf(payment.captureBeforeAtMs)
  const when = until ? { when: words.states.subscription.whenUntil(until) } : {}
  return { status: 'info', meta: [text.requires_capture], ...when }
}

/** States of a payment intent, which also names what is missing. */
function intentState(payment: Payment, drawing: Drawing): State {
  const text = drawing.words.states.payment
  switch (payment.status) {
    case 'requires_action':
      return { status: 'warn', meta: [waitText(payment, drawing.words)] }
    case 'requires_payment_method':
      return payment.failureCode === undefined && payment.declineCode === undefined
        ? { status: 'info', meta: [text.requires_payment_method] }
        : failedState(payment, drawing)
    case 'requires_capture':
      return isTakenInPart(payment)
        ? { status: 'info', meta: takenLine(payment, drawing) }
        : { status: 'info', meta: [text.requires_capture] }
    case 'requires_confirmation':
      return { status: 'info', meta: [text.requires_confirmation] }
    case 'processing':
    case 'pending':
      return { status: 'info', meta: text.inProgress(underWayKind(payment, drawing.words)) }
    case 'canceled':
      return { status: 'info', meta: [text.canceled], struck: true }
    default:
      return unknownState(payment.status)
  }
}

/** Severity and words. */
export function paymentState(payment: Payment, disputes: Cached<Dispute[]>, drawing: Drawing): State {
  const text = drawing.words.states.payment
  if (payment.status === 'failed') return failedState(payment, drawing)
  if (payment.disputed) {
    const state = disputedState(disputeFor(payment, disputes), drawing)
    // After a dispute that was won or prevented, the refund matters more.
    if (state.status !== 'ok') return state
    return refundedState(payment, drawing) ?? state
  }
  if (payment.status !== 'succeeded') return intentState(payment, drawing)
  if (isAuthorisedOnly(payment)) return authorisedState(payment, drawing)
  const refunded = refundedState(payment, drawing)
  if (refunded) return refunded
  const taken = isTakenInPart(payment) ? takenLine(payment, drawing) : [text.succeeded]
  if (payment.outcomeType === 'manual_review') return { status: 'warn', meta: line`${taken}, ${text.review}` }
  if (payment.amountRefundedMinor === undefined)
    return { status: 'ok', meta: line`${taken}, ${text.refundsUnknown}` }
  return { status: 'ok', meta: taken }
}

/** Whether it was authorised and never captured. */
function isAuthorisedOnly({ status, captured, amountCapturedMinor }: Payment): boolean {
  return status === 'succeeded' && !captured && amountCapturedMinor === 0
}

/** The reason when the account's own rules blocked the payment. */
export function riskOf({ outcomeType, outcomeReason }: Payment, { words }: Pick<Drawing, 'words'>) {
  if (outcomeType !== 'blocked' || outcomeReason === undefined) return undefined
  return wordFor(words.states.payment.risk, outcomeReason) ?? foreignValue(outcomeReason)
}
