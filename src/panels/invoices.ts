// Draws the invoices section: number, amount, and state with the reason of a failure; each opens to its attempts and Stripe's pages.

import type { CustomerBilling, Invoice, Page } from '#contract/billing.ts'
import type { Action, Field, ListItem, Panel } from '#contract/panel.ts'
import { amountOf } from './amount.ts'
import {
  type Attempts,
  hasFailed,
  isOverdue,
  lastFailure,
  timesDeclined,
  underWayFor,
  underWayMinor,
  waitingFor,
} from './collection.ts'
import { customerLink, dashboardLink, stripeHref } from './dashboard-link.ts'
import { declineOf } from './decline.ts'
import { isOpenDispute } from './dispute-state.ts'
import type { Drawing } from './drawing.ts'
import { foreign, idOf } from './foreign.ts'
import { askedMinor, invoiceState } from './invoice-state.ts'
import { dateOf, isPast } from './moment.ts'
import { payActions } from './past-due.ts'
import { countOf, drawSection } from './section.ts'
import { coveredInvoices, unpaidInvoices, valueOf } from './standing.ts'
import { failureTask } from './team-actions.ts'

const listMax = 200

/** What had to be paid of the total, where credit notes and the balance covered the rest. */
function amountFields(invoice: Invoice, { words }: Drawing): Field[] {
  const { fields } = words
  const { currency, status, amountPaidMinor, amountRemainingMinor, totalMinor } = invoice
  const { creditedBeforePaymentMinor, creditedAfterPaymentMinor, fromBalanceMinor } = invoice
  const field = (label: string, minor: number): Field[] => {
    const amount = amountOf(minor, currency)
    return amount && minor !== 0 ? [{ label, value: [amount] }] : []
  }
  const isOpen = status === 'open'
  const reduced = isOpen && askedMinor(invoice) !== totalMinor
  const partly = isOpen && amountPaidMinor > 0
  return [
    ...(reduced
      ? [
          ...field(fields.total, totalMinor),
          ...field(fields.creditedBefore, creditedBeforePaymentMinor),
          ...field(fields.fromBalance, fromBalanceMinor),
        ]
      : []),
    ...(partly
      ? [...field(fields.paid, amountPaidMinor), ...field(fields.remaining, amountRemainingMinor)]
      : []),
    ...field(fields.credited, creditedAfterPaymentMinor),
  ]
}

function triesFields(invoice: Invoice, attempts: Attempts, drawing: Drawing): Field[] {
  const { words, nowMs } = drawing
  const { fields } = words
  if (invoice.status !== 'open') return []
  const failure = lastFailure(invoice, attempts)
  const decline = failure && declineOf(failure, words)
  const declined = timesDeclined(invoice, attempts)
  const next = isPast(invoice.nextAttemptAtMs, nowMs) ? undefined : dateOf(invoice.nextAttemptAtMs, 'weekday')
  const coming = underWayMinor(invoice, attempts)
  const amount = coming > 0 ? amountOf(coming, invoice.currency) : undefined
  const payment = underWayFor(invoice, attempts)
  const since = payment && dateOf(payment.createdAtMs)
  return [
    ...(amount
      ? [
          {
            label: fields.underWay,
            value: [amount],
            ...(since ? { note: words.notes.since(since) } : {}),
          },
        ]
      : []),
    ...(declined === undefined
      ? []
      : [
          {
            label: fields.declined,
            value: fields.times(declined),
            ...(next && hasFailed(invoice, attempts) ? { note: words.notes.nextTry(next) } : {}),
          },
        ]),
    ...(decline
      ? [
          {
            label: fields.bankSays,
            value: decline.reason,
            ...(decline.sensitive ? { note: fields.fraudWarning } : {}),
          },
        ]
      : []),
    ...(decline?.helps === undefined || amount ? [] : [{ label: fields.next, value: decline.helps }]),
  ]
}

function fieldsOf(invoice: Invoice, attempts: Attempts, drawing: Drawing): Field[] {
  const { fields } = drawing.words
  const { description, dueAtMs, paidAtMs, finalizationError, id, status, amountPaidMinor } = invoice
  const due = status === 'open' ? dateOf(dueAtMs) : undefined
  const paid = status === 'paid' && amountPaidMinor > 0 ? dateOf(paidAtMs, 'time') : undefined
  const what = foreign(description, 300)
  const fault = foreign(finalizationError, 300)
  const key = idOf(id)
  return [
    ...(what ? [{ label: fields.for, value: [what] }] : []),
    ...triesFields(invoice, attempts, drawing),
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
  const { payments } = billing
  const [insertPay] = payActions(invoice, payments, drawing)
  const insertPaid: Action | undefined =
    invoice.status === 'paid' && page !== undefined
      ? { kind: 'insert', label: actions.insertInvoice, text: replies.invoice, href: page }
      : undefined
  const unpaid = hasFailed(invoice, payments) || isOverdue(invoice, payments, nowMs)
  const all: (Action | undefined)[] = [
    { kind: 'open', label: actions.openInStripe, href: dashboardLink(account, 'invoices', invoice.id) },
    page === undefined
      ? undefined
      : { kind: 'open', label: insertPay ? actions.payPage : actions.invoicePage, href: page },
    pdf === undefined ? undefined : { kind: 'open', label: actions.pdf, href: pdf },
    insertPay ?? insertPaid,
    unpaid ? failureTask(invoice, billing, drawing) : undefined,
  ]
  return all.filter((action) => action !== undefined)
}

function drawItem(invoice: Invoice, billing: CustomerBilling, drawing: Drawing): ListItem {
  const { payments } = billing
  const state = invoiceState(invoice, payments, drawing)
  const shownMinor = invoice.status === 'open' ? askedMinor(invoice) : invoice.totalMinor
  const amount = amountOf(shownMinor, invoice.currency)
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

/** Whether the section starts open: when it is the worst part, or when nothing else needs attention. */
function isCalm({ payments, disputes }: CustomerBilling): boolean {
  if (payments.state === 'unavailable' || disputes.state === 'unavailable') return false
  return !disputes.value.some(isOpenDispute)
}

/** The first invoice of a subscription that starts once the customer confirms the payment; nothing is late yet. */
function isBegun(invoice: Invoice, { payments, subscriptions }: CustomerBilling): boolean {
  const { items } = valueOf(subscriptions) ?? { items: [] }
  const own = items.find(({ id }) => id === invoice.subscriptionId)
  return own?.status === 'incomplete' && waitingFor(invoice, payments) !== undefined
}

function noteOf(
  { items, hasMore }: Page<Invoice>,
  billing: CustomerBilling,
  { words, nowMs }: Drawing,
): Pick<Panel, 'note' | 'open'> {
  const { sections, states } = words
  const unpaid = unpaidInvoices(billing, nowMs).filter((invoice) => !isBegun(invoice, billing)).length
  if (unpaid > 0) return { open: true, note: { status: 'bad', text: sections.pastDue(unpaid) } }
  const covered = coveredInvoices(billing).length
  if (covered > 0) return { note: { status: 'info', text: sections.underWay(covered) } }
  const open = items.filter(({ status }) => status === 'open').length
  if (open > 0) return { note: { status: 'info', text: sections.open(open) } }
  const lost = items.filter(({ status }) => status === 'uncollectible').length
  if (lost > 0) return { note: { status: 'warn', text: states.invoice.uncollectible } }
  // If Stripe has more, only the newest are known to be paid, so the summary does not say "all".
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
      ...noteOf(page, billing, drawing),
      blocks: [{ type: 'list', items, shown: 3, ...more }],
    }
  }
  return drawSection(frame, billing.invoices, draw, drawing)
}
