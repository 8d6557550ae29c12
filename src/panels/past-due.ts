// Draws the verdicts on money that is owed: "Past due" with how to get paid, and "Payment in progress".

import type { CustomerBilling, Invoice, Payment } from '#contract/billing.ts'
import type { Action, BlockOf } from '#contract/panel.ts'
import { joinLines, type Line } from '#words/line.ts'
import { type MoneyValue, sumByCurrency } from './amount.ts'
import { lastFailure, mayAskToPay, timesDeclined, underWayFor, waitingFor } from './collection.ts'
import { stripeHref } from './dashboard-link.ts'
import { declineOf } from './decline.ts'
import type { Drawing } from './drawing.ts'
import { cleanText } from './foreign.ts'
import { dateOf, isPast } from './moment.ts'
import { underWayKind, waitText } from './payment-wait.ts'
import {
  coveredInvoices,
  earliest,
  paymentsUnderWay,
  underWayOf,
  unpaidInvoices,
  unpaidOf,
  valueOf,
} from './standing.ts'

type Verdict = BlockOf<'verdict'>
type Note = Verdict['notes'][number]

const cleanNumber = ({ number }: Invoice) => (number === undefined ? '' : cleanText(number, 40))

/** Inserts the link to the payment page into the reply, or copies it. `named`: there are several, so the label says which. */
export function payActions(
  invoice: Invoice,
  payments: CustomerBilling['payments'],
  { words }: Drawing,
  named = false,
): Action[] {
  const href = stripeHref(invoice.hostedUrl)
  if (href === undefined || !mayAskToPay(invoice, payments)) return []
  const { actions, replies } = words
  const number = cleanNumber(invoice)
  const text = number === '' ? replies.pay : replies.payNumbered(number)
  const label = named && number !== '' ? actions.insertPayLinkFor(number) : actions.insertPayLink
  return [
    { kind: 'insert', label, text, href },
    { kind: 'copy', label: actions.copyPayLink, text: href },
  ]
}

/** The attempts so far and the next one. */
function triesOf(invoice: Invoice, { payments }: CustomerBilling, { words, nowMs }: Drawing): Note[] {
  const { notes, states } = words
  const { attempted, attemptCount, nextAttemptAtMs, dueAtMs } = invoice
  const failure = lastFailure(invoice, payments)
  if (!failure && attemptCount === 0 && !attempted) {
    const due = dateOf(dueAtMs)
    return [{ start: due ? notes.dueSince(due) : notes.lastInvoiceUnpaid }]
  }
  const waiting = waitingFor(invoice, payments)
  if (waiting) return [{ start: waitText(waiting, words) }]
  const next = isPast(nextAttemptAtMs, nowMs) ? undefined : dateOf(nextAttemptAtMs, 'weekday')
  const nextNote = next ? notes.nextTry(next) : notes.noNextTry
  if (!failure) return [{ start: states.invoice.failed, end: nextNote }]
  const reason = declineOf(failure, words)?.reason
  const last = dateOf(failure.createdAtMs, 'relative')
  const declined: Note = { start: notes.declined(timesDeclined(invoice, payments), reason) }
  return [declined, last ? { start: notes.lastTry(last), end: nextNote } : { start: nextNote }]
}

/** The amount in progress and its kind: "€49.00 in progress (bank debit)". */
export function underWayNotes(
  billing: Pick<CustomerBilling, 'payments'>,
  { words }: Pick<Drawing, 'words'>,
): Note[] {
  const amounts = underWayOf(billing)
  if (amounts.length === 0) return []
  const kinds = new Set(paymentsUnderWay(billing).map((payment) => underWayKind(payment, words)))
  const [kind] = kinds.size === 1 ? kinds : []
  const lines = amounts.map((amount): Line => [amount])
  return [{ start: words.states.invoice.inProgress(joinLines(lines, words.comma), kind) }]
}

/** Draws that something is past due. */
export function drawPastDue(billing: CustomerBilling, drawing: Drawing): Verdict {
  const { words, nowMs } = drawing
  const { notes } = words
  const verdict: Verdict = { type: 'verdict', status: 'bad', word: words.verdict.pastDue, notes: [] }
  const why = notes.lastInvoiceUnpaid
  const invoices = valueOf(billing.invoices)
  if (!invoices) return { ...verdict, notes: [{ start: why }, { start: notes.unread.invoices }] }
  const unread = billing.payments.state === 'unavailable' ? [{ start: notes.unread.payments }] : []
  const open = invoices.items.filter(
    ({ status, amountRemainingMinor }) => status === 'open' && amountRemainingMinor > 0,
  )
  const unpaid = unpaidInvoices(billing, nowMs)
  const [newest] = unpaid
  if (!newest) return { ...verdict, notes: [{ start: why }, ...sinceOpen(open, drawing), ...unread] }
  const [amount, ...others] = unpaidOf(unpaid, billing) ?? []
  const isOne = unpaid.length === 1
  // Named also when another invoice is being paid: the link pays this one only.
  const actions = payActions(newest, billing.payments, drawing, open.length > 1)
  const number = cleanNumber(newest)
  const link = actions.length > 0 && number !== '' ? { end: notes.linkFor(number) } : {}
  const several: Note[] = isOne ? [] : [{ start: notes.severalUnpaid(unpaid.length), ...link }]
  return {
    ...verdict,
    ...(amount && others.length === 0 ? { amount: [amount] } : {}),
    notes: [
      ...several,
      ...triesOf(newest, billing, drawing),
      ...underWayNotes(billing, drawing),
      ...unread,
    ].slice(0, 4),
    ...(actions.length > 0 ? { actions } : {}),
  }
}

function sinceOpen(open: Invoice[], { words }: Drawing): Note[] {
  const since = dateOf(earliest(open.map(({ dueAtMs, createdAtMs }) => dueAtMs ?? createdAtMs)))
  return since ? [{ start: words.notes.dueSince(since) }] : []
}

/** One line per payment in progress: its kind and start. */
function travelNote(payment: Payment, { words }: Drawing): Note[] {
  const since = dateOf(payment.createdAtMs)
  const kind = underWayKind(payment, words)
  if (kind === undefined) return since ? [{ start: words.notes.since(since) }] : []
  return [{ start: kind, ...(since ? { end: words.notes.since(since) } : {}) }]
}

/** Draws that everything due is in progress, so nobody should be asked to pay again. */
export function drawUnderWay(billing: CustomerBilling, drawing: Drawing): Verdict {
  const { words } = drawing
  const covered = coveredInvoices(billing)
  const amounts = amountsUnderWay(covered, billing)
  const [amount, ...others] = amounts
  const [newest] = covered
  const payment = (newest && underWayFor(newest, billing.payments)) ?? paymentsUnderWay(billing)[0]
  const failure = newest && lastFailure(newest, billing.payments)
  const before =
    newest &&
    failure &&
    words.notes.declinedBefore(timesDeclined(newest, billing.payments), declineOf(failure, words)?.reason)
  return {
    type: 'verdict',
    status: 'info',
    word: words.verdict.underWay,
    ...(amount && others.length === 0 ? { amount: [amount] } : {}),
    notes: [
      ...(others.length > 0 ? underWayNotes(billing, drawing) : []),
      ...(payment ? travelNote(payment, drawing) : []),
      ...(before ? [{ start: before }] : []),
    ],
  }
}

/** Of the invoices that are being paid; without any, of the payments themselves. */
function amountsUnderWay(covered: Invoice[], billing: CustomerBilling): MoneyValue[] {
  if (covered.length === 0) return underWayOf(billing)
  return (
    sumByCurrency(
      covered.map(({ amountRemainingMinor, currency }) => ({ amountMinor: amountRemainingMinor, currency })),
    ) ?? []
  )
}
