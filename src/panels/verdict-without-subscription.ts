// The verdict on a customer without a running subscription: canceled, paid before, never paid, or not known.

import type { CustomerBilling, Payment } from '#contract/billing.ts'
import type { BlockOf, Inline } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { dateOf, sinceOf } from './moment.ts'
import { joinLines, type Line } from './line.ts'
import { earliest, groupOf, latest, lifetimeOf, succeeded, valueOf } from './standing.ts'

type Verdict = BlockOf<'verdict'>

/** The net total, when it is one amount and rests on every payment. */
function totalOf(billing: CustomerBilling): Pick<Verdict, 'amount'> {
  const page = valueOf(billing.payments)
  const [only, ...others] = (page && !page.hasMore && lifetimeOf(page.items)) || []
  return only && others.length === 0 ? { amount: [only] } : {}
}

function drawCanceled(billing: CustomerBilling, { words, nowMs }: Drawing): Verdict | undefined {
  const ended = (valueOf(billing.subscriptions)?.items ?? []).filter((one) => groupOf(one) === 'ended')
  if (ended.length === 0) return undefined
  const { notes, verdict } = words
  const date = dateOf(latest(ended.map(({ endedAtMs, canceledAtMs }) => endedAtMs ?? canceledAtMs)))
  const page = valueOf(billing.payments)
  const times = page && !page.hasMore ? succeeded(page.items).length : 0
  const since = sinceOf(
    earliest(ended.map(({ startedAtMs, createdAtMs }) => startedAtMs ?? createdAtMs)),
    nowMs,
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
    notes: pair(start, end),
  }
}

function pair(start: Line | undefined, end: Line): Verdict['notes'] {
  if (!start) return end.length > 0 ? [{ start: end }] : []
  return [{ start, ...(end.length > 0 ? { end } : {}) }]
}

const isRefunded = ({ amountCapturedMinor, amountRefundedMinor }: Payment) =>
  amountRefundedMinor >= amountCapturedMinor

function drawPaid(billing: CustomerBilling, { words, nowMs }: Drawing): Verdict | undefined {
  const { verdict, notes } = words
  const page = valueOf(billing.payments)
  const paid = succeeded(page?.items ?? [])
  const outside = (valueOf(billing.invoices)?.items ?? []).filter(
    ({ status, amountPaidMinor }) => status === 'paid' && amountPaidMinor > 0,
  )
  if (paid.length === 0 && outside.length === 0) return undefined
  const since = sinceOf(earliest([...paid, ...outside].map(({ createdAtMs }) => createdAtMs)), nowMs)
  const known = billing.subscriptions.state === 'read'
  const end = since && !page?.hasMore ? notes.since(since) : []
  if (paid.length === 0) {
    const all = outside.every(({ paidOutsideStripe }) => paidOutsideStripe)
    return {
      type: 'verdict',
      status: 'ok',
      word: verdict.paid(0, false),
      notes: pair(all ? [notes.outsideStripe] : undefined, end),
    }
  }
  const allRefunded = !page?.hasMore && paid.every(isRefunded)
  return {
    type: 'verdict',
    status: allRefunded ? 'quiet' : 'ok',
    word: allRefunded ? verdict.refunded : verdict.paid(paid.length, page?.hasMore === true),
    ...totalOf(billing),
    notes: pair([known ? notes.noSubscription : notes.unread.subscriptions], end),
  }
}

/** Draws it. Only what is proven: "Never paid" needs every list to be read to its end. */
export function drawWithoutSubscription(billing: CustomerBilling, drawing: Drawing): Verdict {
  const { words, nowMs } = drawing
  const { verdict, notes } = words
  const { subscriptions, invoices, payments, customer } = billing
  const known = drawCanceled(billing, drawing) ?? drawPaid(billing, drawing)
  if (known) return known
  const since = sinceOf(customer.createdAtMs, nowMs)
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
