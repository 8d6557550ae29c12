// Customers whose first page of a list lacks what matters, or with repeated failures, refunds and several currencies.

import type { Failure } from '../objects/payment.ts'
import type { Author } from './author.ts'
import { bill } from './bill.ts'
import { periodBefore, subscribe } from './billing.ts'
import type { Catalogue } from './catalogue.ts'
import { insufficientFunds } from './main-people.ts'
import { customerOf } from './people.ts'
import { Street } from './street.ts'

const monthly = { every: 'month' } as const
const weekly = { every: 'week' } as const

/** Eleven subscriptions, the oldest past due: Stripe includes only the newest ten with the customer. */
function plantFloors(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock } = author
  const house = street.person({ ...customerOf('etagen'), method: street.visa, delinquent: true })
  subscribe(author, house, {
    key: 'etagen 0',
    items: [{ price: prices.cafe }],
    status: 'past_due',
    started: clock.months(14),
    period: periodBefore(clock.days(-25), monthly),
    paidInvoices: 3,
    newest: {
      key: 'etagen due',
      status: 'open',
      failures: [{ at: clock.days(5), failure: insufficientFunds }],
      nextAttempt: clock.days(-2),
    },
  })
  for (let floor = 1; floor <= 10; floor += 1) {
    subscribe(author, house, {
      key: `etagen ${floor}`,
      items: [{ price: prices.filter, quantity: floor }],
      status: 'active',
      started: clock.months(2),
      period: periodBefore(clock.days(-floor), monthly),
      metadata: { floor: String(floor) },
    })
  }
  author.numberInvoices(house, 'ETAGEN')
}

/** 24 paid invoices, and an older unpaid one. */
function plantOldDebt(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock } = author
  const stall = street.person({ ...customerOf('wochenmarkt'), method: street.visa, delinquent: true })
  bill(author, stall, {
    key: 'wochenmarkt old',
    at: clock.days(180),
    status: 'open',
    sent: true,
    dueDate: clock.days(150),
    lines: [{ amount: 250_000, description: 'Espresso machine, used' }],
  })
  subscribe(author, stall, {
    key: 'wochenmarkt',
    items: [{ price: prices.houseWeek }],
    status: 'active',
    started: clock.days(167),
    period: periodBefore(clock.days(-1), weekly),
    paidInvoices: 24,
  })
  author.numberInvoices(stall, 'MARKT')
}

/** Four disputes; the one of the oldest payment is due first. */
function plantDisputes(street: Street): void {
  const { author } = street
  const { clock } = author
  const bazaar = street.person({ ...customerOf('basar'), method: street.visa })
  for (const [index, due] of [9, 12, 15, 1].entries()) {
    const sold = author.charge(bazaar, {
      key: `basar ${index}`,
      at: clock.days(30 + index * 4),
      amount: 3000 + index * 1000,
      description: 'Order in the shop',
    })
    author.dispute(sold, {
      at: clock.days(6),
      status: 'needs_response',
      reason: 'product_not_received',
      dueBy: clock.days(-due),
    })
  }
}

/** Paid and owes in three currencies, with an invoice credit balance in a fourth. */
function plantThreeCurrencies(street: Street): void {
  const { author } = street
  const { clock } = author
  const firm = street.person({ ...customerOf('dreiland'), method: street.visa })
  firm.row.invoice_credit_balance = { gbp: -3000 }
  const owed: [currency: string, amount: number][] = [
    ['eur', 12_000],
    ['chf', 15_500],
    ['usd', 9900],
  ]
  for (const [index, [currency, amount]] of owed.entries()) {
    bill(author, firm, {
      key: `dreiland ${currency}`,
      at: clock.days(50 + index),
      status: 'open',
      sent: true,
      dueDate: clock.days(20),
      currency,
      lines: [{ amount, description: 'House blend, wholesale' }],
    })
    author.charge(firm, {
      key: `dreiland paid ${currency}`,
      at: clock.days(80 + index),
      amount: amount * 2,
      currency,
      description: 'Order in the shop',
    })
  }
  author.numberInvoices(firm, 'DREI')
}

/** Two failed invoices, a repeated refund, and three attempts that Stripe counts as one. */
function plantRepeats(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock } = author
  const failed = (days: number) => [{ at: clock.days(days), failure: insufficientFunds }]
  const florist = street.subscriber(
    { ...customerOf('noll'), delinquent: true },
    {
      items: [{ price: prices.espresso }],
      status: 'past_due',
      period: periodBefore(clock.days(-26), monthly),
      paidInvoices: 3,
      newest: { key: 'noll due', status: 'open', failures: failed(4), nextAttempt: clock.days(-1) },
    },
  )
  bill(author, florist, {
    key: 'noll vases',
    at: clock.days(9),
    status: 'open',
    lines: [{ amount: 2000, description: 'Two vases' }],
    failures: failed(9),
    nextAttempt: clock.days(-3),
  })
  author.numberInvoices(florist, 'NOLL')

  const joiner = street.person({ ...customerOf('lind'), method: street.visa })
  const returned = author.charge(joiner, {
    key: 'lind',
    at: clock.days(40),
    amount: 15_000,
    description: 'Order in the shop',
  })
  const refundFacts = { amount: 5000, reason: 'requested_by_customer' } as const
  author.refund(returned, {
    ...refundFacts,
    at: clock.days(20),
    status: 'failed',
    failureReason: 'lost_or_stolen_card',
  })
  author.refund(returned, { ...refundFacts, at: clock.days(12) })

  const huts = street.person({ ...customerOf('berg'), method: street.visa, delinquent: true })
  const tried: { at: number; failure: Failure }[] = [6, 5, 3].map((days) => ({
    at: clock.days(days),
    failure: insufficientFunds,
  }))
  const owed = bill(author, huts, {
    key: 'berg',
    at: clock.days(6),
    status: 'open',
    lines: [{ amount: 7400, description: 'Filter coffee, 5 kg' }],
    failures: tried,
    nextAttempt: clock.days(-2),
  })
  // Stripe does not count manual attempts.
  owed.attempt_count = 1
  author.numberInvoices(huts, 'BERG')
}

/** A subscription with a pending bank debit, and a name whose accents are encoded in two ways. */
function plantOthers(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock } = author
  const ships = street.subscriber(
    { ...customerOf('rhein'), method: { kind: 'sepa_debit', last4: '2108', country: 'DE' } },
    {
      items: [{ price: prices.cafe }],
      status: 'active',
      period: periodBefore(clock.days(-28), monthly),
      paidInvoices: 3,
      newest: { key: 'rhein due', status: 'open', debit: { at: clock.days(1) } },
    },
  )
  author.numberInvoices(ships, 'RHEIN')
  const accents = street.subscriber(customerOf('pena'), {
    items: [{ price: prices.house }],
    status: 'active',
    paidInvoices: 2,
  })
  author.numberInvoices(accents, 'PENA')
}

/** Creates these customers. */
export function plantCrowds(author: Author, prices: Catalogue): void {
  const street = new Street(author, 'eur')
  plantFloors(street, prices)
  plantOldDebt(street, prices)
  plantDisputes(street)
  plantThreeCurrencies(street)
  plantRepeats(street, prices)
  plantOthers(street, prices)
}
