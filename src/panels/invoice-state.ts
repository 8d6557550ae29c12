// An invoice's state in plain words: its status alone does not say whether somebody has to act.
// https://docs.stripe.com/invoicing/overview#invoice-statuses

import type { Invoice, Payment } from '#contract/billing.ts'
import { amountOf } from './amount.ts'
import { declineOf } from './decline.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { line, type Line } from './line.ts'
import { dateOf, daysUntil, isPast } from './moment.ts'
import { unknownState, type State } from './state.ts'

/** The payments that were tried for an invoice, as far as they are known, newest first. */
function paymentsFor({ paymentIds }: Invoice, payments: Payment[]): Payment[] {
  return payments
    .filter(
      ({ id, paymentIntentId }) =>
        paymentIds.includes(id) || (paymentIntentId !== undefined && paymentIds.includes(paymentIntentId)),
    )
    .sort((a, b) => b.createdAtMs - a.createdAtMs)
}

/** Tried and not paid. */
export function hasFailed({
  status,
  collectionMethod,
  attempted,
  attemptCount,
  amountRemainingMinor,
}: Invoice): boolean {
  return (
    status === 'open' &&
    collectionMethod !== 'send_invoice' &&
    amountRemainingMinor > 0 &&
    (attemptCount > 0 || attempted)
  )
}

/** Should have been paid by now. */
export function isOverdue(invoice: Invoice, nowMs: number): boolean {
  return invoice.status === 'open' && invoice.amountRemainingMinor > 0 && isPast(invoice.dueAtMs, nowMs)
}

const isFailedPayment = ({ status, failureCode, declineCode }: Payment) =>
  status === 'failed' || failureCode !== undefined || declineCode !== undefined

/** The last try that failed. */
export function lastFailure(invoice: Invoice, payments: Payment[]): Payment | undefined {
  return paymentsFor(invoice, payments).find(isFailedPayment)
}

const bad = (text: string) => ({ type: 'strong' as const, text, status: 'bad' as const })

function failedState(invoice: Invoice, payments: Payment[], { words }: Drawing): State {
  const text = words.states.invoice
  const failure = lastFailure(invoice, payments)
  const reason = failure && declineOf(failure, words)?.reason
  const next = dateOf(invoice.nextAttemptAtMs, 'relative')
  const meta = line`${bad(text.failedTimes(invoice.attemptCount, text.failed))}, ${next ? text.nextTry(next) : text.noNextTry}`
  return { status: 'bad', meta: reason ? line`${meta}: ${reason}` : meta }
}

function overdueState({ dueAtMs = 0 }: Invoice, { words, nowMs }: Drawing): State {
  const text = words.states.invoice
  const days = -daysUntil(dueAtMs, nowMs)
  const by: Line = days > 0 ? text.overdueBy(words.days(days)) : [text.overdueToday]
  return { status: 'bad', meta: [bad(text.overdue), ...by] }
}

function openState(invoice: Invoice, payments: Payment[], drawing: Drawing): State {
  const { words, nowMs } = drawing
  const text = words.states.invoice
  const due = dateOf(invoice.dueAtMs)
  const when = due ? { when: text.due(due) } : {}
  if (isOverdue(invoice, nowMs)) return { ...overdueState(invoice, drawing), ...when }
  if (hasFailed(invoice)) return { ...failedState(invoice, payments, drawing), ...when }
  if (invoice.amountPaidMinor > 0 && invoice.amountRemainingMinor > 0) {
    const paid = amountOf(invoice.amountPaidMinor, invoice.currency) ?? words.unknownAmount
    return {
      status: 'warn',
      icon: 'part',
      meta: text.partlyPaid(paid, amountOf(invoice.amountDueMinor, invoice.currency) ?? words.unknownAmount),
      ...when,
    }
  }
  if (invoice.collectionMethod === 'send_invoice') return { status: 'info', meta: [text.sent], ...when }
  return { status: 'info', meta: text.openCharge(dateOf(invoice.nextAttemptAtMs)), ...when }
}

function paidState(invoice: Invoice, payments: Payment[], { words }: Drawing): State {
  const text = words.states.invoice
  const { currency, creditedAfterPaymentMinor, totalMinor } = invoice
  const refundedMinor = paymentsFor(invoice, payments)
    .filter((payment) => payment.currency === currency)
    .reduce((sum, payment) => sum + payment.amountRefundedMinor, 0)
  if (refundedMinor > 0 && refundedMinor >= totalMinor)
    return { status: 'quiet', meta: [text.paidFullyRefunded], struck: true }
  const refunded = refundedMinor > 0 ? amountOf(refundedMinor, currency) : undefined
  if (refunded) return { status: 'warn', icon: 'part', meta: text.paidRefunded(refunded) }
  const credited = creditedAfterPaymentMinor > 0 ? amountOf(creditedAfterPaymentMinor, currency) : undefined
  if (credited) return { status: 'info', icon: 'part', meta: text.paidCredited(credited) }
  return { status: 'ok', meta: [invoice.paidOutsideStripe ? text.paidOutside : text.paid] }
}

/** Severity and words. `payments` give the reason of a failure and what was refunded. */
export function invoiceState(invoice: Invoice, payments: Payment[], drawing: Drawing): State {
  const { words } = drawing
  const text = words.states.invoice
  switch (invoice.status) {
    case 'draft':
      return {
        status: invoice.finalizationError ? 'warn' : 'info',
        meta: invoice.finalizationError ? line`${text.draft}: ${text.notFinalized}` : [text.draft],
      }
    case 'open':
      return openState(invoice, payments, drawing)
    case 'paid':
      return paidState(invoice, payments, drawing)
    case 'uncollectible': {
      const { uncollectibleReason: reason } = invoice
      const why =
        wordFor(text.uncollectibleReasons, reason) ??
        (reason === undefined ? undefined : foreignValue(reason))
      return {
        status: 'bad',
        meta: why === undefined ? [text.uncollectible] : line`${text.uncollectible}: ${why}`,
      }
    }
    case 'void':
      return { status: 'quiet', meta: [text.void], struck: true }
    default:
      return unknownState(invoice.status)
  }
}
