// Draws the verdict on a customer without a running subscription: canceled, paid before, never paid, or unknown.

import type { CustomerBilling, Invoice, Payment } from '#contract/billing.ts'
import type { BlockOf, Inline } from '#contract/panel.ts'
import { joinLines, type Line } from '#words/line.ts'
import type { Drawing } from './drawing.ts'
import { dateOf, sinceOf } from './moment.ts'
import { drawUnderWay, underWayNotes } from './past-due.ts'
import {
  areRefundsKnown,
  earliest,
  groupOf,
  latest,
  lifetimeOf,
  outsideOf,
  paymentsUnderWay,
  succeeded,
  valueOf,
} from './standing.ts'

type Verdict = BlockOf<'verdict'>

/** The net total, if it is a single amount and includes every payment. */
function totalOf(billing: CustomerBilling): Pick<Verdict, 'amount'> {
  const page = valueOf(billing.payments)
  const [only, ...others] = (page && !page.hasMore && lifetimeOf(page.items)) || []
  return only && others.length === 0 ? { amount: [only] } : {}
}

/** What the total leaves out, and what is still in progress. */
function remarks(billing: CustomerBilling, { words }: Drawing): Verdict['notes'] {
  const page = valueOf(billing.payments)
  const outside = outsideOf(valueOf(billing.invoices)?.items ?? []) ?? []
  const lines = outside.map((amount): Line => [amount])
  return [
    ...(page && !areRefundsKnown(page.items) ? [{ start: words.fields.beforeRefunds }] : []),
    ...(outside.length > 0 ? [{ start: words.notes.plusOutside(joinLines(lines, words.comma)) }] : []),
    ...underWayNotes(billing, { words }),
  ]
}

function drawCanceled(billing: CustomerBilling, drawing: Drawing): Verdict | undefined {
  const { words } = drawing
  const ended = (valueOf(billing.subscriptions)?.items ?? []).filter((one) => groupOf(one) === 'ended')
  if (ended.length === 0) return undefined
  const { notes, verdict } = words
  const date = dateOf(latest(ended.map(({ endedAtMs, canceledAtMs }) => endedAtMs ?? canceledAtMs)))
  const page = valueOf(billing.payments)
  const times = page && !page.hasMore ? succeeded(page.items).length : 0
  const since = sinceOf(
    earliest(ended.map(({ startedAtMs, createdAtMs }) => startedAtMs ?? createdAtMs)),
    drawing,
  )
  const end = joinLines(
    [times > 0 ? [notes.paidTimes(times)] : undefined, since && notes.since(since)],
    words.comma,
  )
  const start: Line | undefined = date && notes.ended(date)
  return {
    type: 'verdict',
    status: 'quiet',
    word: verdict.canceled,
    ...(times > 0 ? totalOf(billing) : {}),
    notes: [...pair(start, end), ...remarks(billing, drawing)],
  }
}

function pair(start: Line | undefined, end: Line): Verdict['notes'] {
  if (!start) return end.length > 0 ? [{ start: end }] : []
  return [{ start, ...(end.length > 0 ? { end } : {}) }]
}

const isRefunded = ({ amountCapturedMinor, amountRefundedMinor }: Payment) =>
  amountRefundedMinor !== undefined && amountRefundedMinor >= amountCapturedMinor

/** Invoices were paid without a payment in Stripe: outside Stripe, or in a way that the lists do not show. */
function drawPaidElsewhere(
  paid: Invoice[],
  billing: CustomerBilling,
  since: Line,
  drawing: Drawing,
): Verdict {
  const { verdict, notes } = drawing.words
  const [amount, ...others] = outsideOf(paid) ?? []
  const isAll = paid.every(({ paidOutsideMinor, amountPaidMinor }) => paidOutsideMinor >= amountPaidMinor)
  const isWhole = isAll && valueOf(billing.invoices)?.hasMore === false && others.length === 0
  return {
    type: 'verdict',
    status: 'ok',
    word: verdict.paid(0, false),
    ...(amount && isWhole ? { amount: [amount] } : {}),
    notes: [...pair(isAll ? [notes.outsideStripe] : undefined, since), ...underWayNotes(billing, drawing)],
  }
}

function drawPaid(billing: CustomerBilling, drawing: Drawing): Verdict | undefined {
  const { words } = drawing
  const { verdict, notes } = words
  const page = valueOf(billing.payments)
  const paid = succeeded(page?.items ?? [])
  const paidInvoices = (valueOf(billing.invoices)?.items ?? []).filter(
    ({ status, amountPaidMinor }) => status === 'paid' && amountPaidMinor > 0,
  )
  if (paid.length === 0 && paidInvoices.length === 0) return undefined
  const since = sinceOf(earliest([...paid, ...paidInvoices].map(({ createdAtMs }) => createdAtMs)), drawing)
  const subscriptions = valueOf(billing.subscriptions)
  const start = !subscriptions
    ? notes.unread.subscriptions
    : subscriptions.endedHasMore
      ? words.incomplete.endedUnknown
      : notes.noSubscription
  const end = since && !page?.hasMore ? notes.since(since) : []
  if (paid.length === 0) return drawPaidElsewhere(paidInvoices, billing, end, drawing)
  const isElsewhere = paidInvoices.some(({ paidOutsideMinor }) => paidOutsideMinor > 0)
  const allRefunded = !page?.hasMore && !isElsewhere && paid.every(isRefunded)
  return {
    type: 'verdict',
    status: allRefunded ? 'quiet' : 'ok',
    word: allRefunded ? verdict.refunded : verdict.paid(paid.length, page?.hasMore === true),
    ...totalOf(billing),
    notes: [...pair([start], end), ...remarks(billing, drawing)],
  }
}

/** Invoices paid from credit on the balance; whether the customer ever paid that credit in is unknown. */
function drawSettled({ invoices }: CustomerBilling, drawing: Drawing): Verdict | undefined {
  const settled = (valueOf(invoices)?.items ?? []).filter(
    ({ status, fromBalanceMinor }) => status === 'paid' && fromBalanceMinor > 0,
  )
  if (settled.length === 0) return undefined
  const { verdict, notes } = drawing.words
  const since = sinceOf(earliest(settled.map(({ createdAtMs }) => createdAtMs)), drawing)
  const end = since && notes.since(since)
  return {
    type: 'verdict',
    status: 'ok',
    word: verdict.settled,
    notes: pair([notes.fromBalance], end ?? []),
  }
}

/** Draws the verdict. It says only what is proven: "Never paid" requires that every list was read completely. */
export function drawWithoutSubscription(billing: CustomerBilling, drawing: Drawing): Verdict {
  const { words } = drawing
  const { verdict, notes } = words
  const { subscriptions, invoices, payments, customer } = billing
  const paid = drawCanceled(billing, drawing) ?? drawPaid(billing, drawing)
  if (paid) return paid
  if (paymentsUnderWay(billing).length > 0) return drawUnderWay(billing, drawing)
  const settled = drawSettled(billing, drawing)
  if (settled) return settled
  const since = sinceOf(customer.createdAtMs, drawing)
  const start: Inline | undefined = since && notes.since(since)
  const pages = [valueOf(subscriptions), valueOf(invoices), valueOf(payments)]
  if (pages.every((page) => page !== undefined && !page.hasMore)) {
    return { type: 'verdict', status: 'quiet', word: verdict.neverPaid, notes: start ? [{ start }] : [] }
  }
  const unread = subscriptions.state === 'unavailable'
  const locked = unread && subscriptions.why.reason === 'permission'
  return {
    type: 'verdict',
    status: 'info',
    ...(locked ? { icon: 'lock' as const } : {}),
    word: verdict.unknown,
    notes: [...(unread ? [{ start: notes.unread.subscriptions }] : []), ...(start ? [{ start }] : [])],
  }
}
