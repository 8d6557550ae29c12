// Works out how an open invoice is being paid, from its own fields and its payments. A bank debit takes days to succeed or fail,
// and until then the invoice alone looks as if a card had been declined.
// https://docs.stripe.com/payments/paymentintents/lifecycle#intent-statuses

import type { CustomerBilling, Invoice, Payment } from '#contract/billing.ts'
import { isPast } from './moment.ts'

/** The payments of the customer, as far as they could be read. */
export type Attempts = CustomerBilling['payments']

/** Whether the payment is in progress: it has neither succeeded nor failed. */
export function isUnderWay({ status }: Payment): boolean {
  return status === 'pending' || status === 'processing'
}

/** The known payment attempts for an invoice, newest first. */
export function paymentsFor({ id, paymentIds }: Invoice, attempts: Attempts): Payment[] {
  if (attempts.state === 'unavailable') return []
  return attempts.value.items
    .filter(
      (payment) =>
        payment.invoiceId === id ||
        paymentIds.includes(payment.id) ||
        (payment.paymentIntentId !== undefined && paymentIds.includes(payment.paymentIntentId)),
    )
    .sort((a, b) => b.createdAtMs - a.createdAtMs)
}

const isFailed = ({ status, failureCode, declineCode }: Payment) =>
  status === 'failed' || (status !== 'succeeded' && (failureCode !== undefined || declineCode !== undefined))

/** The failed attempts, newest first. */
function failuresFor(invoice: Invoice, attempts: Attempts): Payment[] {
  return paymentsFor(invoice, attempts).filter(isFailed)
}

/** The latest failed attempt. */
export function lastFailure(invoice: Invoice, attempts: Attempts): Payment | undefined {
  return failuresFor(invoice, attempts)[0]
}

/**
 * How often it was declined, counted from failed charges: Stripe's `attempt_count` leaves out retries by hand and counts
 * retries that were never sent. `undefined` where the charges are not known: intents name only the last failure.
 * https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count
 */
export function timesDeclined(invoice: Invoice, attempts: Attempts): number | undefined {
  if (attempts.state === 'unavailable' || attempts.value.from !== 'charges') return undefined
  const { items, hasMore } = attempts.value
  const isWhole = !hasMore || items.some(({ createdAtMs }) => createdAtMs < invoice.createdAtMs)
  const failures = failuresFor(invoice, attempts).filter(({ status }) => status === 'failed')
  return isWhole && failures.length > 0 ? failures.length : undefined
}

/** The newest payment for it that is in progress. */
export function underWayFor(invoice: Invoice, attempts: Attempts): Payment | undefined {
  return paymentsFor(invoice, attempts).find(isUnderWay)
}

/** How much of the remaining amount is in progress. */
export function underWayMinor(invoice: Invoice, attempts: Attempts): number {
  if (invoice.status !== 'open') return 0
  const coming = paymentsFor(invoice, attempts)
    .filter((payment) => isUnderWay(payment) && payment.currency === invoice.currency)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  return Math.max(0, Math.min(coming, invoice.amountRemainingMinor))
}

/** The remaining amount that no payment in progress covers. */
export function unpaidMinor(invoice: Invoice, attempts: Attempts): number {
  return invoice.amountRemainingMinor - underWayMinor(invoice, attempts)
}

/** Whether payments in progress cover the whole remaining amount. */
export function isCovered(invoice: Invoice, attempts: Attempts): boolean {
  return invoice.status === 'open' && invoice.amountRemainingMinor > 0 && unpaidMinor(invoice, attempts) === 0
}

/**
 * Whether a payment in progress may be for this invoice: the invoice names none of its payments, and the amount is the same.
 */
function mayBeUnderWay(invoice: Invoice, attempts: Attempts): boolean {
  if (attempts.state === 'unavailable' || invoice.paymentIds.length > 0) return false
  if (paymentsFor(invoice, attempts).length > 0) return false
  return attempts.value.items.some(
    (payment) =>
      isUnderWay(payment) &&
      payment.invoiceId === undefined &&
      payment.currency === invoice.currency &&
      payment.amountMinor === invoice.amountRemainingMinor &&
      payment.createdAtMs >= invoice.createdAtMs,
  )
}

const wasTried = ({ attempted, attemptCount }: Invoice) => attempted || attemptCount > 0

/**
 * Whether the result of the attempts is unknown: the payments could not be read, or one in progress may be for this invoice, and
 * Stripe has planned no retry, which it does only after a failure.
 */
export function isResultUnknown(invoice: Invoice, attempts: Attempts): boolean {
  return (
    invoice.status === 'open' &&
    invoice.amountRemainingMinor > 0 &&
    wasTried(invoice) &&
    invoice.nextAttemptAtMs === undefined &&
    (attempts.state === 'unavailable' || mayBeUnderWay(invoice, attempts))
  )
}

/** Whether payment failed: attempted, not paid, and no payment in progress. */
export function hasFailed(invoice: Invoice, attempts: Attempts): boolean {
  const { status, collectionMethod, amountRemainingMinor } = invoice
  if (status !== 'open' || collectionMethod === 'send_invoice' || amountRemainingMinor <= 0) return false
  if (!wasTried(invoice) || isCovered(invoice, attempts) || isResultUnknown(invoice, attempts)) return false
  // When a part is in progress, the rest has failed only if an attempt failed.
  return underWayMinor(invoice, attempts) === 0 || lastFailure(invoice, attempts) !== undefined
}

/** Whether it is past due, and no payment in progress covers all of it. */
export function isOverdue(invoice: Invoice, attempts: Attempts, nowMs: number): boolean {
  return (
    invoice.status === 'open' &&
    invoice.amountRemainingMinor > 0 &&
    isPast(invoice.dueAtMs, nowMs) &&
    !isCovered(invoice, attempts) &&
    !mayBeUnderWay(invoice, attempts)
  )
}

/** Whether to ask the customer for money: not while a payment is, or may be, in progress. */
export function mayAskToPay(invoice: Invoice, attempts: Attempts): boolean {
  if (invoice.status !== 'open' || unpaidMinor(invoice, attempts) <= 0) return false
  return !isResultUnknown(invoice, attempts) && !mayBeUnderWay(invoice, attempts)
}

/** The payment for it that waits for the customer, unless a later attempt failed. */
export function waitingFor(invoice: Invoice, attempts: Attempts): Payment | undefined {
  const [newest] = paymentsFor(invoice, attempts)
  return newest?.status === 'requires_action' ? newest : undefined
}
