// Says an invoice's state in plain words: its status alone does not tell whether somebody has to act.
// https://docs.stripe.com/invoicing/overview#invoice-statuses

import type { Invoice } from '#contract/billing.ts'
import { joinLines, line, type Line } from '#words/line.ts'
import { amountOf } from './amount.ts'
import {
  type Attempts,
  hasFailed,
  isCovered,
  isOverdue,
  isResultUnknown,
  lastFailure,
  paymentsFor,
  timesDeclined,
  underWayFor,
  underWayMinor,
  waitingFor,
} from './collection.ts'
import { declineOf } from './decline.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { dateOf, daysUntil } from './moment.ts'
import { underWayKind, waitText } from './payment-wait.ts'
import { unknownState, type State } from './state.ts'

const bad = (text: string) => ({ type: 'strong' as const, text, status: 'bad' as const })

function failedState(invoice: Invoice, attempts: Attempts, { words }: Drawing): State {
  const text = words.states.invoice
  const waiting = waitingFor(invoice, attempts)
  if (waiting) return { status: 'bad', meta: [bad(waitText(waiting, words))] }
  const failure = lastFailure(invoice, attempts)
  const reason = failure && declineOf(failure, words)?.reason
  const next = dateOf(invoice.nextAttemptAtMs, 'relative')
  const failed = bad(text.failedTimes(timesDeclined(invoice, attempts) ?? 1, text.failed))
  const meta = line`${failed}, ${next ? text.nextTry(next) : text.noNextTry}`
  return { status: 'bad', meta: reason ? line`${meta}: ${reason}` : meta }
}

/** "€49.00 in progress (bank debit)"; for a part of an invoice also the whole amount. */
function underWayLine(invoice: Invoice, attempts: Attempts, { words }: Drawing): Line {
  const text = words.states.invoice
  const payment = underWayFor(invoice, attempts)
  const minor = underWayMinor(invoice, attempts)
  const amount = amountOf(minor, invoice.currency) ?? words.unknownAmount
  const kind = payment && underWayKind(payment, words)
  if (minor === invoice.amountRemainingMinor) return text.inProgress(amount, kind)
  const whole = amountOf(invoice.amountRemainingMinor, invoice.currency) ?? words.unknownAmount
  return text.partInProgress(amount, whole, kind)
}

/** The whole amount is in progress; earlier failed attempts are mentioned. */
function coveredState(invoice: Invoice, attempts: Attempts, drawing: Drawing): State {
  const { words } = drawing
  const failure = lastFailure(invoice, attempts)
  const before =
    failure && words.notes.declinedBefore(timesDeclined(invoice, attempts), declineOf(failure, words)?.reason)
  const meta = underWayLine(invoice, attempts, drawing)
  return { status: 'info', meta: before ? line`${meta}, ${before}` : meta }
}

function overdueState({ dueAtMs = 0 }: Invoice, drawing: Drawing): State {
  const { words } = drawing
  const text = words.states.invoice
  const days = -daysUntil(dueAtMs, drawing)
  const by: Line = days > 0 ? text.overdueBy(words.days(days)) : [text.overdueToday]
  return { status: 'bad', meta: [bad(text.overdue), ...by] }
}

function unpaidState(invoice: Invoice, attempts: Attempts, drawing: Drawing): State {
  const { words, nowMs } = drawing
  const text = words.states.invoice
  if (isOverdue(invoice, attempts, nowMs)) return overdueState(invoice, drawing)
  if (hasFailed(invoice, attempts)) return failedState(invoice, attempts, drawing)
  const waiting = waitingFor(invoice, attempts)
  if (waiting) return { status: 'warn', meta: [waitText(waiting, words)] }
  if (isResultUnknown(invoice, attempts)) return { status: 'warn', meta: [text.resultUnknown] }
  if (invoice.amountPaidMinor > 0 && invoice.amountRemainingMinor > 0) {
    const { amountPaidMinor, currency } = invoice
    const paid = amountOf(amountPaidMinor, currency) ?? words.unknownAmount
    const asked = amountOf(askedMinor(invoice), currency) ?? words.unknownAmount
    return { status: 'warn', icon: 'part', meta: text.partlyPaid(paid, asked) }
  }
  if (invoice.collectionMethod === 'send_invoice') return { status: 'info', meta: [text.sent] }
  return { status: 'info', meta: text.openCharge(dateOf(invoice.nextAttemptAtMs)) }
}

function openState(invoice: Invoice, attempts: Attempts, drawing: Drawing): State {
  const due = dateOf(invoice.dueAtMs)
  const when = due ? { when: drawing.words.states.invoice.due(due) } : {}
  if (isCovered(invoice, attempts)) return { ...coveredState(invoice, attempts, drawing), ...when }
  const state = unpaidState(invoice, attempts, drawing)
  if (underWayMinor(invoice, attempts) === 0) return { ...state, ...when }
  const coming = underWayLine(invoice, attempts, drawing)
  const isAll = state.status === 'info' && invoice.nextAttemptAtMs === undefined
  return { ...state, meta: isAll ? coming : line`${state.meta}, ${coming}`, ...when }
}

/** The amount the customer has or had to pay: the total less credit notes and the balance. */
export function askedMinor({ amountPaidMinor, amountRemainingMinor }: Invoice): number {
  return amountPaidMinor + amountRemainingMinor
}

/** How a paid invoice was settled: a payment in Stripe or elsewhere, a credit note, or the balance. */
function settledLine(invoice: Invoice, { words }: Drawing): Line {
  const text = words.states.invoice
  const { currency, totalMinor, amountPaidMinor, paidOutsideMinor } = invoice
  const { creditedBeforePaymentMinor, fromBalanceMinor } = invoice
  const others = [
    { minor: paidOutsideMinor, alone: text.paidOutside, part: text.partOutside },
    { minor: creditedBeforePaymentMinor, alone: text.creditedInFull, part: text.partCredited },
    { minor: fromBalanceMinor, alone: text.paidFromBalance, part: text.partFromBalance },
  ].filter(({ minor }) => minor > 0)
  const [only, ...more] = others
  if (!only) return [totalMinor > 0 && amountPaidMinor === 0 ? text.settledWithoutPayment : text.paid]
  if (more.length === 0 && amountPaidMinor <= paidOutsideMinor) return [only.alone]
  const parts = others.map(({ minor, part }) => part(amountOf(minor, currency) ?? words.unknownAmount))
  return line`${text.paid}, ${joinLines(parts, words.comma)}`
}

function paidState(invoice: Invoice, attempts: Attempts, drawing: Drawing): State {
  const { words } = drawing
  const text = words.states.invoice
  const { currency, creditedAfterPaymentMinor, totalMinor, overpaidMinor } = invoice
  const refundedMinor = paymentsFor(invoice, attempts)
    .filter((payment) => payment.currency === currency)
    .reduce((sum, payment) => sum + (payment.amountRefundedMinor ?? 0), 0)
  if (refundedMinor > 0 && refundedMinor >= totalMinor)
    return { status: 'quiet', meta: [text.paidFullyRefunded], struck: true }
  const refunded = refundedMinor > 0 ? amountOf(refundedMinor, currency) : undefined
  if (refunded) return { status: 'warn', icon: 'part', meta: text.paidRefunded(refunded) }
  const settled = settledLine(invoice, drawing)
  const overpaid = overpaidMinor > 0 ? amountOf(overpaidMinor, currency) : undefined
  if (overpaid) return { status: 'warn', icon: 'part', meta: line`${settled}, ${text.overpaid(overpaid)}` }
  const credited = creditedAfterPaymentMinor > 0 ? amountOf(creditedAfterPaymentMinor, currency) : undefined
  if (credited) return { status: 'info', icon: 'part', meta: text.paidCredited(credited) }
  return { status: 'ok', meta: settled }
}

/** Severity and words. `attempts` tell why a payment failed, what is in progress, and what was refunded. */
export function invoiceState(invoice: Invoice, attempts: Attempts, drawing: Drawing): State {
  const { words } = drawing
  const text = words.states.invoice
  switch (invoice.status) {
    case 'draft':
      return {
        status: invoice.finalizationError ? 'warn' : 'info',
        meta: invoice.finalizationError ? line`${text.draft}: ${text.notFinalized}` : [text.draft],
      }
    case 'open':
      return openState(invoice, attempts, drawing)
    case 'paid':
      return paidState(invoice, attempts, drawing)
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
