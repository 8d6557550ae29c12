// The verdict "Past due": how much is open, why it failed, when Stripe tries again, and how to get paid.

import type { CustomerBilling, Invoice } from '#contract/billing.ts'
import type { Action, BlockOf } from '#contract/panel.ts'
import { stripeHref } from './dashboard-link.ts'
import { declineOf } from './decline.ts'
import type { Drawing } from './drawing.ts'
import { cleanText } from './foreign.ts'
import { lastFailure } from './invoice-state.ts'
import { dateOf, isPast } from './moment.ts'
import { earliest, remainingOf, unpaidInvoices, valueOf } from './standing.ts'

type Verdict = BlockOf<'verdict'>
type Note = Verdict['notes'][number]

/** Puts the pay page into the reply, or on the clipboard. */
export function payActions({ hostedUrl, number }: Invoice, { words }: Drawing): Action[] {
  const href = stripeHref(hostedUrl)
  if (href === undefined) return []
  const clean = number === undefined ? '' : cleanText(number, 60)
  const text = clean === '' ? words.replies.pay : words.replies.payNumbered(clean)
  return [
    { kind: 'insert', label: words.actions.insertPayLink, text, href },
    { kind: 'copy', label: words.actions.copyPayLink, text: href },
  ]
}

function notesFor(invoice: Invoice, billing: CustomerBilling, { words, nowMs }: Drawing): Note[] {
  const { notes } = words
  const { attemptCount, nextAttemptAtMs, dueAtMs } = invoice
  const failure = lastFailure(invoice, valueOf(billing.payments)?.items ?? [])
  if (attemptCount === 0 && !failure) {
    const due = dateOf(dueAtMs)
    return [{ start: due ? notes.dueSince(due) : words.notes.lastInvoiceUnpaid }]
  }
  const reason = failure && declineOf(failure, words)?.reason
  const last = dateOf(failure?.createdAtMs, 'relative')
  const next = isPast(nextAttemptAtMs, nowMs) ? undefined : dateOf(nextAttemptAtMs, 'weekday')
  const nextNote = next ? notes.nextTry(next) : notes.noNextTry
  const declined: Note = { start: notes.declined(Math.max(1, attemptCount), reason) }
  return [declined, last ? { start: notes.lastTry(last), end: nextNote } : { start: nextNote }]
}

/** Draws it; without `billing` only the subscriptions are known yet. */
export function drawPastDue(billing: CustomerBilling | undefined, drawing: Drawing): Verdict {
  const { words, nowMs } = drawing
  const verdict: Verdict = { type: 'verdict', status: 'bad', word: words.verdict.pastDue, notes: [] }
  const why = words.notes.lastInvoiceUnpaid
  if (!billing) return { ...verdict, notes: [{ start: why }] }
  const invoices = valueOf(billing.invoices)
  if (!invoices) return { ...verdict, notes: [{ start: why }, { start: words.notes.unread.invoices }] }
  const open = invoices.items.filter(
    ({ status, amountRemainingMinor }) => status === 'open' && amountRemainingMinor > 0,
  )
  const unpaid = unpaidInvoices(invoices.items, nowMs)
  const [newest] = unpaid
  if (!newest) return { ...verdict, notes: [{ start: why }, ...sinceOpen(open, drawing)] }
  const [amount, ...others] = remainingOf(unpaid) ?? []
  const actions = payActions(newest, drawing)
  return {
    ...verdict,
    ...(amount && others.length === 0 ? { amount: [amount] } : {}),
    notes: notesFor(newest, billing, drawing),
    ...(actions.length > 0 ? { actions } : {}),
  }
}

function sinceOpen(open: Invoice[], { words }: Drawing): Note[] {
  const since = dateOf(earliest(open.map(({ dueAtMs, createdAtMs }) => dueAtMs ?? createdAtMs)))
  return since ? [{ start: words.notes.dueSince(since) }] : []
}
