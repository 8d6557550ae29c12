// Creates the data of the world: customers, subscriptions, bills. Each method adds all objects that Stripe would add, so that
// invoices, payments, intents and charges always agree.

import type { Ids } from '../ids.ts'
import { balanceEntry, customer, discount, type CustomerSketch } from '../objects/customer.ts'
import { paymentMethod, type Method } from '../objects/method.ts'
import {
  charge,
  paymentIntent,
  refund,
  refundableWhole,
  type Failure,
  type RefundSketch,
} from '../objects/payment.ts'
import { dispute } from '../objects/dispute.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import type { Compartment } from '../store.ts'
import type { Clock } from './clock.ts'

/** A customer being created. */
export type Person = { row: Tables['customer']; method?: Method; methodId?: string }

export type PersonSketch = Omit<CustomerSketch, 'id' | 'livemode' | 'invoicePrefix' | 'paymentMethod'> & {
  key: string
  method?: Method
  /** The method is attached but not the default. */
  noDefault?: boolean
}

export type ChargeFacts = {
  key: string
  at: number
  amount: number
  currency?: string
  description?: string
  method?: Method
  failure?: Failure
  pending?: boolean
  uncaptured?: boolean
  metadata?: Record<string, string>
  receiptNumber?: string
}

/** Creates the data of one account in one mode. */
export class Author {
  readonly store: Compartment
  readonly ids: Ids
  readonly clock: Clock

  constructor(store: Compartment, ids: Ids, clock: Clock) {
    this.store = store
    this.ids = ids
    this.clock = clock
  }

  id(prefix: string, label: string): string {
    return this.ids.of(prefix, `${this.store.accountId} ${this.store.livemode} ${label}`)
  }

  person(sketch: PersonSketch): Person {
    const { key, method, noDefault = false, ...rest } = sketch
    const id = this.id('cus', key)
    const methodId = method ? this.id('pm', key) : undefined
    const { livemode } = this.store
    const row = this.store.add(
      'customer',
      customer({
        ...rest,
        id,
        livemode,
        invoicePrefix: id.slice(-8).toUpperCase(),
        ...(methodId && !noDefault ? { paymentMethod: methodId } : {}),
      }),
    )
    if (!method || !methodId) return { row }
    this.saveMethod({ row, method, methodId }, method, methodId)
    return { row, method, methodId }
  }

  saveMethod(person: Person, method: Method, id: string): void {
    this.store.add(
      'payment_method',
      paymentMethod({
        id,
        created: person.row.created,
        livemode: this.store.livemode,
        customer: person.row.id,
        method,
        ...(person.row.name ? { holder: person.row.name } : {}),
        ...(person.row.email ? { email: person.row.email } : {}),
      }),
    )
  }

  /** One payment attempt; creates the intent unless one is given. */
  charge(person: Person | undefined, facts: ChargeFacts, intentId?: string): Tables['charge'] {
    const method = facts.method ??
      person?.method ?? { kind: 'card', brand: 'visa', last4: '4242', ...this.clock.cardMonth(20) }
    const intent = intentId ?? this.id('pi', facts.key)
    const made = this.store.add(
      'charge',
      charge({
        id: this.id(method.kind === 'card' ? 'ch' : 'py', facts.key),
        created: facts.at,
        livemode: this.store.livemode,
        amount: facts.amount,
        currency: facts.currency ?? person?.row.currency ?? 'eur',
        intent,
        method,
        ...(person ? { customer: person.row.id } : {}),
        ...(person?.methodId ? { methodId: person.methodId } : {}),
        ...(person?.row.email ? { email: person.row.email } : {}),
        ...(person?.row.name ? { holder: person.row.name } : {}),
        ...(facts.description ? { description: facts.description } : {}),
        ...(facts.failure ? { failure: facts.failure } : {}),
        ...(facts.pending ? { pending: true } : {}),
        ...(facts.uncaptured ? { uncaptured: true } : {}),
        ...(facts.metadata ? { metadata: facts.metadata } : {}),
        ...(facts.receiptNumber ? { receiptNumber: facts.receiptNumber } : {}),
      }),
    )
    this.#intentOf(made, method, facts)
    return made
  }

  #intentOf(made: Tables['charge'], method: Method, facts: ChargeFacts): void {
    const id = idOf(made.payment_intent)
    const held = this.store.find('payment_intent', id)
    const status = facts.failure
      ? 'requires_payment_method'
      : facts.pending
        ? 'processing'
        : facts.uncaptured
          ? 'requires_capture'
          : 'succeeded'
    const intent = paymentIntent({
      id,
      created: held?.created ?? made.created,
      livemode: made.livemode,
      amount: made.amount,
      currency: made.currency,
      status,
      method,
      latestCharge: made.id,
      ...(typeof made.customer === 'string' ? { customer: made.customer } : {}),
      ...(made.payment_method ? { methodId: made.payment_method } : {}),
      ...(made.description ? { description: made.description } : {}),
      ...(facts.failure ? { failure: facts.failure } : {}),
      ...(facts.metadata ? { metadata: facts.metadata } : {}),
    })
    if (held) Object.assign(held, intent)
    else this.store.add('payment_intent', intent)
  }

  /** An intent without a charge: an unfinished checkout, or one waiting for the customer. */
  intent(
    person: Person,
    facts: { key: string; at: number; amount: number; status: Tables['payment_intent']['status'] },
  ): void {
    this.store.add(
      'payment_intent',
      paymentIntent({
        id: this.id('pi', facts.key),
        created: facts.at,
        livemode: this.store.livemode,
        amount: facts.amount,
        currency: person.row.currency ?? 'eur',
        status: facts.status,
        customer: person.row.id,
        ...(person.method ? { method: person.method } : {}),
        ...(person.methodId ? { methodId: person.methodId } : {}),
      }),
    )
  }

  /**
   * Captures a part of an authorisation and releases the rest. API versions before 2025-03-31 create a refund of the rest,
   * later ones only record the captured amount.
   */
  capture(made: Tables['charge'], facts: { amount: number; at: number; refundsRest?: boolean }): void {
    const rest = made.amount - facts.amount
    made.captured = true
    made.amount_captured = facts.amount
    made.balance_transaction = made.id.replace(/^(ch|py)_/, 'txn_')
    const intent = this.store.get('payment_intent', idOf(made.payment_intent))
    Object.assign(intent, { status: 'succeeded', amount_capturable: 0, amount_received: facts.amount })
    if (facts.refundsRest) this.refund(made, { amount: rest, at: facts.at })
  }

  /** Releases an authorisation of which nothing was captured. */
  release(made: Tables['charge'], old?: { at: number; refundsRest: true }): void {
    const intent = this.store.get('payment_intent', idOf(made.payment_intent))
    Object.assign(intent, {
      status: 'canceled',
      amount_capturable: 0,
      canceled_at: old?.at ?? made.created + 7 * 86_400,
      cancellation_reason: old ? 'automatic' : 'expired',
    })
    if (!old) return
    this.refund(made, { amount: made.amount, at: old.at })
  }

  refund(
    made: Tables['charge'],
    facts: Omit<RefundSketch, 'id' | 'created' | 'charge'> & { at: number },
  ): Tables['refund'] {
    const { at, ...rest } = facts
    const count = this.store.all('refund').filter((each) => each.charge === made.id).length
    const prefix = made.id.startsWith('py_') ? 'pyr' : 're'
    const given = refund({ id: this.id(prefix, `${made.id} ${count}`), created: at, charge: made, ...rest })
    if (given.status !== 'failed' && given.status !== 'canceled') {
      made.amount_refunded += given.amount
      const held = this.store.related('refund', 'charge', made.id)
      made.refunded = made.amount_refunded >= refundableWhole(made, [...held, given])
    }
    return this.store.add('refund', given)
  }

  dispute(
    made: Tables['charge'],
    facts: {
      at: number
      status: Tables['dispute']['status']
      reason: string
      dueBy: number | null
      feeMinor?: number
      submissions?: number
      settled?: { currency: string; amount: number }
    },
  ): void {
    made.disputed = true
    const { at, feeMinor = 2000, ...rest } = facts
    this.store.add(
      'dispute',
      dispute({ id: this.id('du', made.id), created: at, charge: made, feeMinor, ...rest }),
    )
  }

  /** Applies a coupon to the customer, a subscription, or a subscription item. */
  discount(
    person: Person,
    facts: { coupon: string; start: number; end?: number; subscription?: string; item?: string },
  ): string {
    const id = this.id('di', `${person.row.id} ${facts.coupon} ${facts.item ?? facts.subscription ?? ''}`)
    this.store.add('discount', discount({ id, customer: person.row.id, ...facts }))
    if (facts.subscription === undefined) person.row.discount = id
    return id
  }

  /** Numbers the invoices of one customer in a separate series, so that the numbers of others do not change. */
  numberInvoices(person: Person, series: string): void {
    const oldestFirst = this.store
      .related('invoice', 'customer', person.row.id)
      .filter(({ status }) => status !== 'draft')
      .toSorted((one, other) => one.created - other.created)
    for (const [index, each] of oldestFirst.entries())
      each.number = `${series}-${String(index + 1).padStart(4, '0')}`
  }

  /** Changes the balance; a negative amount is credit. */
  credit(
    person: Person,
    facts: { amount: number; at: number; description?: string; invoice?: string },
  ): void {
    person.row.balance += facts.amount
    this.store.add(
      'customer_balance_transaction',
      balanceEntry({
        id: this.id('cbtxn', `${person.row.id} ${facts.at} ${facts.amount}`),
        ...(facts.description ? { description: facts.description } : {}),
        ...(facts.invoice ? { invoice: facts.invoice } : {}),
        customer: person.row.id,
        created: facts.at,
        livemode: this.store.livemode,
        amount: facts.amount,
        endingBalance: person.row.balance,
        currency: person.row.currency ?? 'eur',
      }),
    )
  }
}
