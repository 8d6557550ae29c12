// An invoice with its lines, and the payment or the failed attempts for it.

import { invoicePayment } from '../objects/credit.ts'
import { invoice, lineItem } from '../objects/invoice.ts'
import type { Failure } from '../objects/payment.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import type { Author, Person } from './author.ts'

/** Reductions of an invoice, by the discount they come from. */
export type Reductions = { amount: number; discount: string }[]

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
  /** Failed attempts before. */
  failures?: { at: number; failure: Failure }[]
  nextAttempt?: number
  dueDate?: number
  sent?: boolean
  partlyPaid?: number
  paidOffStripe?: boolean
  uncollectibleReason?: string
  receiptNumber?: string
  metadata?: Record<string, string>
  period?: { start: number; end: number }
  number?: string
}

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
    ...(facts.discounts ? { discountAmounts: facts.discounts } : {}),
    ...(facts.subscription ? { subscription: facts.subscription } : {}),
    ...(facts.period ? { periodStart: facts.period.start, periodEnd: facts.period.end } : {}),
    ...(facts.dueDate ? { dueDate: facts.dueDate } : {}),
    ...(facts.sent ? { sent: true } : {}),
    ...(failures.length > 0 ? { attemptCount: failures.length } : {}),
    ...(facts.nextAttempt ? { nextAttempt: facts.nextAttempt } : {}),
    ...(facts.partlyPaid ? { amountPaid: facts.partlyPaid } : {}),
    ...(facts.paidOffStripe ? { paidOffStripe: true } : {}),
    ...(facts.uncollectibleReason ? { uncollectibleReason: facts.uncollectibleReason } : {}),
    ...(facts.receiptNumber ? { receiptNumber: facts.receiptNumber } : {}),
    ...(facts.metadata ? { metadata: facts.metadata } : {}),
  })
  made.number = facts.number ?? null
  store.add('invoice', made)
  facts.lines.forEach((line, index) => addLine(author, made, facts, line, index))
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
        ? { price: price.id, product: idOf(price.product), unitAmount: price.unit_amount_decimal ?? '0' }
        : {}),
      ...(facts.subscription && line.item
        ? { subscription: facts.subscription, subscriptionItem: line.item }
        : {}),
      ...(index === 0 && facts.discounts ? { discountAmounts: facts.discounts } : {}),
    }),
  )
}

function payFor(author: Author, person: Person, made: Tables['invoice'], facts: BillFacts): void {
  if (facts.paidOffStripe || made.total === 0 || made.status === 'draft' || made.status === 'void') return
  const taken = made.status === 'paid' ? made.total : (facts.partlyPaid ?? 0)
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
  if (taken === 0 && failures.length === 0) return
  author.store.add(
    'invoice_payment',
    invoicePayment({
      id: author.id('inpay', facts.key),
      created: made.created,
      livemode: made.livemode,
      invoice: made.id,
      currency: made.currency,
      requested: taken > 0 ? taken : made.total,
      paid: taken > 0 ? taken : null,
      status: taken > 0 ? 'paid' : 'open',
      intent,
    }),
  )
}
