// The section of invoices: number, amount, state with the reason of a failure; opens to what was tried and the pages of Stripe.

import type { CustomerBilling, Invoice, Page, Payment } from '#contract/billing.ts'
import type { Action, Field, ListItem, Panel } from '#contract/panel.ts'
import { amountOf } from './amount.ts'
import { customerLink, dashboardLink, stripeHref } from './dashboard-link.ts'
import { declineOf } from './decline.ts'
import { isOpenDispute } from './dispute-state.ts'
import type { Drawing } from './drawing.ts'
import { foreign, idOf } from './foreign.ts'
import { hasFailed, invoiceState, isOverdue, lastFailure } from './invoice-state.ts'
import { dateOf, isPast } from './moment.ts'
import { payActions } from './past-due.ts'
import { countOf, drawSection } from './section.ts'
import { valueOf } from './standing.ts'
import { failureTask } from './team-actions.ts'

const listMax = 200

function amountFields(invoice: Invoice, { words }: Drawing): Field[] {
  const { fields } = words
  const { currency, status, amountPaidMinor, amountRemainingMinor, creditedAfterPaymentMinor } = invoice
  const field = (label: string, minor: number): Field[] => {
    const amount = amountOf(minor, currency)
    return amount && minor !== 0 ? [{ label, value: [amount] }] : []
  }
  const partly = status === 'open' && amountPaidMinor > 0
  return [
    ...(partly
      ? [...field(fields.paid, amountPaidMinor), ...field(fields.remaining, amountRemainingMinor)]
      : []),
    ...field(fields.credited, creditedAfterPaymentMinor),
  ]
}

function failureFields(invoice: Invoice, payments: Payment[], { words, nowMs }: Drawing): Field[] {
  const { fields } = words
  const failure = lastFailure(invoice, payments)
  const decline = failure && declineOf(failure, words)
  const tried = hasFailed(invoice) && invoice.attemptCount > 0
  const next = isPast(invoice.nextAttemptAtMs, nowMs) ? undefined : dateOf(invoice.nextAttemptAtMs, 'weekday')
  if (invoice.status !== 'open') return []
  return [
    ...(tried
      ? [
          {
            label: fields.tried,
            value: fields.times(invoice.attemptCount),
            ...(next ? { note: words.notes.nextTry(next) } : {}),
          },
        ]
      : []),
    ...(decline
      ? [
          {
            label: fields.bankSays,
            value: decline.reason,
            ...(decline.sensitive ? { note: fields.fraudWarning } : {}),
          },
        ]
      : []),
    ...(decline?.helps === undefined ? [] : [{ label: fields.next, value: decline.helps }]),
  ]
}

function fieldsOf(invoice: Invoice, payments: Payment[], drawing: Drawing): Field[] {
  const { fields } = drawing.words
  const { description, dueAtMs, paidAtMs, finalizationError, id, status } = invoice
  const due = status === 'open' ? dateOf(dueAtMs) : undefined
  const paid = status === 'paid' ? dateOf(paidAtMs, 'time') : undefined
  const what = foreign(description, 300)
  const fault = foreign(finalizationError, 300)
  const key = idOf(id)
  return [
    ...(what ? [{ label: fields.for, value: [what] }] : []),
    ...failureFields(invoice, payments, drawing),
    ...amountFields(invoice, drawing),
    ...(due ? [{ label: fields.due, value: [due] }] : []),
    ...(paid ? [{ label: fields.paid, value: [paid] }] : []),
    ...(fault ? [{ label: fields.reason, value: [fault] }] : []),
    ...(key ? [{ label: fields.invoice, value: [key] }] : []),
  ]
}

function actionsOf(invoice: Invoice, billing: CustomerBilling, drawing: Drawing): Action[] {
  const { words, account, nowMs } = drawing
  const { actions, replies } = words
  const page = stripeHref(invoice.hostedUrl)
  const pdf = stripeHref(invoice.pdfUrl)
  const isOpen = invoice.status === 'open'
  const [insertPay] = isOpen ? payActions(invoice, drawing) : []
  const insertPaid: Action | undefined =
    invoice.status === 'paid' && page !== undefined
      ? { kind: 'insert', label: actions.insertInvoice, text: replies.invoice, href: page }
      : undefined
  const unpaid = hasFailed(invoice) || isOverdue(invoice, nowMs)
  const all: (Action | undefined)[] = [
    { kind: 'open', label: actions.openInStripe, href: dashboardLink(account, 'invoices', invoice.id) },
    page === undefined
      ? undefined
      : { kind: 'open', label: isOpen ? actions.payPage : actions.invoicePage, href: page },
    pdf === undefined ? undefined : { kind: 'open', label: actions.pdf, href: pdf },
    insertPay ?? insertPaid,
    unpaid ? failureTask(invoice, billing.customer, drawing) : undefined,
  ]
  return all.filter((action) => action !== undefined)
}

function drawItem(invoice: Invoice, billing: CustomerBilling, drawing: Drawing): ListItem {
  const payments = valueOf(billing.payments)?.items ?? []
  const state = invoiceState(invoice, payments, drawing)
  const amount = amountOf(invoice.totalMinor, invoice.currency)
  const when = dateOf(invoice.createdAtMs)
  const number = foreign(invoice.number, 60)
  return {
    id: invoice.id.slice(0, 255),
    status: state.status,
    ...(state.icon ? { icon: state.icon } : {}),
    title: [number ?? foreign(invoice.description, 300) ?? drawing.words.fields.invoice],
    amount: amount ? [state.struck ? { ...amount, struck: true } : amount] : drawing.words.unknownAmount,
    meta: state.meta,
    ...(state.when ? { when: state.when } : when ? { when: [when] } : {}),
    fields: fieldsOf(invoice, payments, drawing),
    actions: actionsOf(invoice, billing, drawing),
  }
}

/** Open at once when it is the worst part, or when nothing else asks for attention. */
function isCalm({ payments, disputes }: CustomerBilling): boolean {
  if (payments.state === 'unavailable' || disputes.state === 'unavailable') return false
  return !disputes.value.some(isOpenDispute)
}

function noteOf({ items, hasMore }: Page<Invoice>, { words, nowMs }: Drawing): Pick<Panel, 'note' | 'open'> {
  const { sections, states } = words
  const unpaid = items.filter((invoice) => hasFailed(invoice) || isOverdue(invoice, nowMs)).length
  if (unpaid > 0) return { open: true, note: { status: 'bad', text: sections.pastDue(unpaid) } }
  const open = items.filter(({ status }) => status === 'open').length
  if (open > 0) return { note: { status: 'info', text: sections.open(open) } }
  const lost = items.filter(({ status }) => status === 'uncollectible').length
  if (lost > 0) return { note: { status: 'warn', text: states.invoice.uncollectible } }
  // With more in Stripe only the newest are known to be paid, so "all" is not said.
  return !hasMore && items.every(({ status }) => status === 'paid')
    ? { note: { text: sections.allPaid } }
    : {}
}

/** Draws the section. */
export function drawInvoices(billing: CustomerBilling, drawing: Drawing): Panel {
  const { sections } = drawing.words
  const frame = { id: 'invoices', title: sections.invoices, subject: 'invoices' as const }
  const draw = (page: Page<Invoice>): Omit<Panel, 'id' | 'title' | 'asOf'> => {
    if (page.items.length === 0)
      return { note: { text: sections.none }, blocks: [{ type: 'text', text: sections.noInvoices }] }
    const items = page.items.slice(0, listMax).map((invoice) => drawItem(invoice, billing, drawing))
    const href = customerLink(drawing.account, billing.customer.id)
    const more =
      page.hasMore || page.items.length > listMax ? { more: { text: sections.stripeHasMore, href } } : {}
    return {
      ...countOf(page),
      open: isCalm(billing),
      ...noteOf(page, drawing),
      blocks: [{ type: 'list', items, shown: 3, ...more }],
    }
  }
  return drawSection(frame, billing.invoices, draw, drawing)
}
