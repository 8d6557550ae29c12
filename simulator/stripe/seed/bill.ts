// An invoice with its lines, and the payment or the failed attempts for it.

import { invoicePayment } from '../objects/credit.ts'
import { unitAmountIn } from '../objects/catalogue.ts'
import { invoice, lineItem, type InvoiceTax } from '../objects/invoice.ts'
import type { Method } from '../objects/method.ts'
import type { Failure } from '../objects/payment.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import type { Author, Person } from './author.ts'

/** Reductions of an invoice by discount: of one line, or of the whole invoice, listed at the first line. */
export type Reductions = { amount: number; discount: string; line?: number }[]

export type LineFacts = {
  amount: number
  description: string
  quantity?: number
  price?: string
  item?: string
}

export type BillFacts = {
  key: string
  at: number
  lines: LineFacts[]
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void'
  currency?: string
  subscription?: string
  reason?: Tables['invoice']['billing_reason']
  discounts?: Reductions
  tax?: InvoiceTax
  /** Failed attempts before. */
  failures?: { at: number; failure: Failure }[]
  nextAttempt?: number
  dueDate?: number
  sent?: boolean
  partlyPaid?: number
  paidOffStripe?: boolean
  /** The amount paid outside Stripe; the rest is paid through Stripe. */
  partlyOffStripe?: number
  /** The amount credited before payment. */
  credited?: number
  /** The amount taken from the customer's balance. */
  fromBalance?: number
  overpaid?: number
  /** A pending bank debit; by default for the whole amount. */
  debit?: { at: number; amount?: number; method?: Method }
  uncollectibleReason?: string
  receiptNumber?: string
  metadata?: Record<string, string>
  period?: { start: number; end: number }
  number?: string
}

const withoutLine = ({ amount, discount }: Reductions[number]) => ({ amount, discount })

/** An invoice with lines, and the payment or the failed attempts for it. */
export function bill(author: Author, person: Person, facts: BillFacts): Tables['invoice'] {
  const { store } = author
  const id = author.id('in', facts.key)
  const currency = facts.currency ?? person.row.currency ?? 'eur'
  const subtotal = facts.lines.reduce((sum, line) => sum + line.amount, 0)
  const failures = facts.failures ?? []
  const made = invoice({
    id,
    created: facts.at,
    livemode: store.livemode,
    customer: person.row,
    currency,
    subtotal,
    status: facts.status,
    billingReason: facts.reason ?? (facts.subscription ? 'subscription_cycle' : 'manual'),
    accountName: 'Kelpie Coffee',
    ...(facts.discounts ? { discountAmounts: facts.discounts.map(withoutLine) } : {}),
    ...(facts.tax ? { tax: facts.tax } : {}),
    ...(facts.subscription ? { subscription: facts.subscription } : {}),
    ...(facts.period ? { periodStart: facts.period.start, periodEnd: facts.period.end } : {}),
    ...(facts.dueDate ? { dueDate: facts.dueDate } : {}),
    ...(facts.sent ? { sent: true } : {}),
    ...(failures.length > 0 || (facts.debit && !facts.sent)
      ? { attemptCount: failures.length + (facts.debit ? 1 : 0) }
      : {}),
    ...(facts.nextAttempt ? { nextAttempt: facts.nextAttempt } : {}),
    ...(facts.partlyPaid ? { amountPaid: facts.partlyPaid } : {}),
    ...(facts.paidOffStripe ? { paidOffStripe: true } : {}),
    ...(facts.partlyOffStripe ? { amountPaidOffStripe: facts.partlyOffStripe } : {}),
    ...(facts.credited ? { creditedBefore: facts.credited } : {}),
    ...(facts.fromBalance ? { fromBalance: facts.fromBalance } : {}),
    ...(facts.overpaid ? { overpaid: facts.overpaid } : {}),
    ...(facts.uncollectibleReason ? { uncollectibleReason: facts.uncollectibleReason } : {}),
    ...(facts.receiptNumber ? { receiptNumber: facts.receiptNumber } : {}),
    ...(facts.metadata ? { metadata: facts.metadata } : {}),
  })
  made.number = facts.number ?? null
  store.add('invoice', made)
  facts.lines.forEach((line, index) => addLine(author, made, facts, line, index))
  if (facts.fromBalance) author.credit(person, { amount: facts.fromBalance, at: facts.at, invoice: id })
  payFor(author, person, made, facts)
  return made
}

function addLine(
  author: Author,
  made: Tables['invoice'],
  facts: BillFacts,
  line: LineFacts,
  index: number,
): void {
  const price = line.price ? author.store.get('price', line.price) : undefined
  author.store.add(
    'line_item',
    lineItem({
      id: author.id('il', `${facts.key} ${index}`),
      created: made.created,
      livemode: made.livemode,
      invoice: made.id,
      amount: line.amount,
      currency: made.currency,
      description: line.description,
      quantity: line.quantity ?? 1,
      periodStart: facts.period?.start ?? made.created,
      periodEnd: facts.period?.end ?? made.created,
      ...(price
        ? { price: price.id, product: idOf(price.product), unitAmount: unitAmountIn(price, made.currency) }
        : {}),
      ...(facts.subscription && line.item
        ? { subscription: facts.subscription, subscriptionItem: line.item }
        : {}),
      discountAmounts: (facts.discounts ?? []).filter(({ line = 0 }) => line === index).map(withoutLine),
    }),
  )
}

function payFor(author: Author, person: Person, made: Tables['invoice'], facts: BillFacts): void {
  if (facts.paidOffStripe || made.total === 0 || made.status === 'draft' || made.status === 'void') return
  const taken =
    made.status === 'paid'
      ? made.amount_paid - (facts.partlyOffStripe ?? 0) + (facts.overpaid ?? 0)
      : (facts.partlyPaid ?? 0)
  const failures = facts.failures ?? []
  const intent = author.id('pi', facts.key)
  const description = facts.subscription ? 'Subscription update' : 'Payment for Invoice'
  failures.forEach(({ at, failure }, index) => {
    author.charge(
      person,
      {
        key: `${facts.key} failed ${index}`,
        at,
        amount: made.total,
        currency: made.currency,
        description,
        failure,
      },
      intent,
    )
  })
  if (taken > 0) {
    author.charge(
      person,
      {
        key: facts.key,
        at: facts.at + 3600 > author.clock.nowSeconds ? facts.at : facts.at + 3600,
        amount: taken,
        currency: made.currency,
        description,
        ...(facts.metadata ? { metadata: facts.metadata } : {}),
        ...(facts.receiptNumber ? { receiptNumber: facts.receiptNumber } : {}),
      },
      intent,
    )
  }
  if (facts.debit) {
    const { at, amount, method } = facts.debit
    author.charge(
      person,
      {
        key: `${facts.key} debit`,
        at,
        amount: amount ?? made.amount_remaining,
        currency: made.currency,
        description,
        pending: true,
        ...(method ? { method } : {}),
      },
      intent,
    )
  }
  if (taken === 0 && failures.length === 0 && !facts.debit) return
  author.store.add(
    'invoice_payment',
    invoicePayment({
      id: author.id('inpay', facts.key),
      created: made.created,
      livemode: made.livemode,
      invoice: made.id,
      currency: made.currency,
      requested: taken > 0 ? taken : (facts.debit?.amount ?? made.amount_due),
      paid: taken > 0 ? taken : null,
      status: taken > 0 ? 'paid' : 'open',
      intent,
    }),
  )
}
