// The main people, who appear on most screens.

import type { Failure } from '../objects/payment.ts'
import type { Method } from '../objects/method.ts'
import type { Author } from './author.ts'
import { bill } from './bill.ts'
import { periodBefore, subscribe } from './billing.ts'
import { couponIds, type Catalogue } from './catalogue.ts'
import { seedPerson } from './people.ts'

const monthly = { every: 'month' } as const
const yearly = { every: 'year' } as const

/** Declined for insufficient funds. */
export const insufficientFunds: Failure = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
  adviceCode: 'try_again_later',
}

/** A card by its last digits. */
export const card = (brand: string, last4: string, month: { expMonth: number; expYear: number }): Method => ({
  kind: 'card',
  brand,
  last4,
  ...month,
})

function plantInes(author: Author, prices: Catalogue): void {
  const { clock } = author
  const { address, company = '' } = seedPerson('ines')
  const ines = author.person({
    key: 'ines',
    name: company,
    email: address,
    phone: '+351 22 555 0182',
    description: 'Contas',
    created: clock.months(44),
    currency: 'eur',
    country: 'PT',
    locales: ['pt'],
    metadata: { crm: 'KC-1007' },
    method: card('visa', '4242', clock.cardMonth(21)),
  })
  const period = periodBefore(clock.days(-12), monthly)
  const started = clock.months(14)
  subscribe(author, ines, {
    key: 'ines cafe',
    items: [{ price: prices.cafe, quantity: 3 }],
    status: 'active',
    started,
    period,
    paidInvoices: 12,
  })
  subscribe(author, ines, {
    key: 'ines house',
    items: [{ price: prices.house, quantity: 2 }],
    status: 'active',
    started,
    period,
    paidInvoices: 9,
    coupon: { id: couponIds.tenPercent, end: clock.days(-71) },
  })
  const [torn] = author.store
    .all('charge')
    .filter((each) => each.customer === ines.row.id && each.amount === 14_700)
    .slice(-2)
  if (torn)
    author.refund(torn, { amount: 3400, at: torn.created + 4 * 86_400, reason: 'requested_by_customer' })
  for (const [index, days] of [310, 205].entries()) {
    author.charge(ines, {
      key: `ines shop ${index}`,
      at: clock.days(days),
      amount: 8900 + index * 2100,
      description: 'Order in the shop',
    })
  }
  author.credit(ines, { amount: -1200, at: clock.days(40), description: 'One bag arrived torn' })
}

function plantTomasz(author: Author, prices: Catalogue): void {
  const { clock } = author
  const { name, address } = seedPerson('tomasz')
  const tomasz = author.person({
    key: 'tomasz',
    name,
    email: address,
    created: clock.months(22),
    currency: 'eur',
    country: 'PL',
    method: card('visa', '4242', clock.cardMonth(0)),
  })
  const lastCharge = clock.hours(9)
  subscribe(author, tomasz, {
    key: 'tomasz house',
    items: [{ price: prices.houseFortnight }],
    status: 'active',
    started: clock.months(22),
    period: { start: lastCharge, end: lastCharge + 14 * 86_400 },
    paidInvoices: 28,
  })
  bill(author, tomasz, {
    key: 'tomasz grinder',
    at: clock.days(13),
    status: 'paid',
    lines: [
      { amount: 8900, description: 'Hand grinder C2', price: prices.grinder },
      { amount: 3400, description: 'House blend, 1 kg' },
    ],
    metadata: { order: 'KC-20931' },
  })
  const grinder = author.charge(tomasz, {
    key: 'tomasz disputed',
    at: clock.days(23),
    amount: 8900,
    description: 'Hand grinder C2',
    metadata: { order: 'KC-20788' },
  })
  author.dispute(grinder, {
    at: clock.days(3),
    status: 'needs_response',
    reason: 'product_not_received',
    dueBy: clock.days(-8),
  })
  const twice = author.charge(tomasz, {
    key: 'tomasz twice',
    at: clock.days(81),
    amount: 1900,
    description: 'Filter papers',
  })
  author.refund(twice, { amount: 1900, at: clock.days(80), reason: 'duplicate' })
}

function plantPriya(author: Author, prices: Catalogue): void {
  const { clock } = author
  const { address, company = '' } = seedPerson('priya')
  const priya = author.person({
    key: 'priya',
    name: company,
    email: address,
    created: clock.months(40),
    currency: 'eur',
    delinquent: true,
    country: 'GB',
    method: card('mastercard', '0341', clock.cardMonth(3)),
  })
  const due = clock.days(9)
  subscribe(author, priya, {
    key: 'priya cafe',
    items: [{ price: prices.cafeYear }],
    status: 'past_due',
    started: clock.months(36),
    period: { start: due, end: clock.days(9 - 365) },
    paidInvoices: 4,
    newest: {
      key: 'priya due',
      status: 'open',
      failures: [8.9, 5, 2].map((days) => ({ at: clock.days(days), failure: insufficientFunds })),
      nextAttempt: clock.days(-2),
      dueDate: due,
    },
  })
  subscribe(author, priya, {
    key: 'priya espresso',
    items: [{ price: prices.espresso }],
    status: 'canceled',
    started: clock.months(12),
    period: periodBefore(clock.months(9), monthly),
    paidInvoices: 2,
    canceledAt: clock.months(9),
    endedAt: clock.months(9),
    cancelReason: 'cancellation_requested',
    cancelFeedback: 'other',
    cancelComment: 'moved office',
  })
}

function plantOstwind(author: Author, prices: Catalogue): void {
  const { clock } = author
  const { address } = seedPerson('ostwind')
  const shared = { email: address, currency: 'eur', country: 'DE' }
  const berlin = author.person({
    ...shared,
    key: 'ostwind berlin gmbh',
    name: 'Ostwind Berlin GmbH',
    created: clock.months(54),
    method: card('visa', '1881', clock.cardMonth(14)),
  })
  subscribe(author, berlin, {
    key: 'ostwind berlin gmbh',
    items: [{ price: prices.cafe, quantity: 3 }],
    status: 'active',
    started: clock.months(54),
    period: periodBefore(clock.days(-12), monthly),
    paidInvoices: 10,
  })
  const second = author.person({
    ...shared,
    key: 'ostwind berlin',
    name: 'Ostwind Berlin',
    created: clock.days(50),
    method: card('visa', '1881', clock.cardMonth(14)),
  })
  subscribe(author, second, {
    key: 'ostwind berlin',
    items: [{ price: prices.cafe }],
    status: 'active',
    started: clock.days(50),
    period: periodBefore(clock.days(-11), monthly),
    paidInvoices: 2,
  })
  const leipzig = author.person({
    ...shared,
    key: 'ostwind leipzig',
    name: 'Ostwind Leipzig',
    created: clock.months(27),
    delinquent: true,
    method: card('mastercard', '5100', clock.cardMonth(9)),
  })
  subscribe(author, leipzig, {
    key: 'ostwind leipzig',
    items: [{ price: prices.cafeYear }],
    status: 'past_due',
    started: clock.months(27),
    period: periodBefore(clock.days(-350), yearly),
    paidInvoices: 3,
    newest: {
      key: 'ostwind leipzig due',
      status: 'open',
      failures: [{ at: clock.days(14), failure: insufficientFunds }],
      nextAttempt: clock.days(-4),
    },
  })
  author.person({ email: address, key: 'ostwind none', created: clock.months(70) })
}

function plantKoehler(author: Author, prices: Catalogue): void {
  const { clock } = author
  const roaster = author.person({
    key: 'koehler',
    name: 'Köhler Rösterei OHG',
    email: 'buchhaltung@koehler-roast.example',
    created: clock.months(31),
    currency: 'eur',
    country: 'DE',
    method: { kind: 'sepa_debit', last4: '3000', country: 'DE' },
  })
  subscribe(author, roaster, {
    key: 'koehler',
    items: [{ price: prices.house, quantity: 2 }],
    status: 'active',
    started: clock.months(31),
    period: periodBefore(clock.days(-20), monthly),
    paidInvoices: 6,
  })
}

/** Creates these customers. */
export function plantMainPeople(author: Author, prices: Catalogue): void {
  plantInes(author, prices)
  plantTomasz(author, prices)
  plantPriya(author, prices)
  plantOstwind(author, prices)
  plantKoehler(author, prices)
}
