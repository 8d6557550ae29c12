// Currencies with zero, two and three decimals; prices of every kind; discounts and credit.

import type { Failure } from '../objects/payment.ts'
import type { Author } from './author.ts'
import { periodBefore, subscribe } from './billing.ts'
import { couponIds, type Catalogue, type PriceKey } from './catalogue.ts'
import { card } from './main-people.ts'
import { seedPerson } from './people.ts'
import { Street } from './street.ts'

const monthly = { every: 'month' } as const
const overTheLimit: Failure = {
  code: 'card_declined',
  declineCode: 'card_velocity_exceeded',
  message: 'Your card has exceeded the balance or credit limit available.',
}

function plantMisaki(author: Author, prices: Catalogue): void {
  const { clock } = author
  const { address, company = '' } = seedPerson('misaki')
  const misaki = author.person({
    key: 'misaki',
    name: company,
    email: address,
    created: clock.months(33),
    currency: 'jpy',
    country: 'JP',
    locales: ['ja'],
    invoiceCredit: { jpy: 300, eur: -410 },
    method: card('jcb', '0505', clock.cardMonth(28)),
  })
  author.credit(misaki, { amount: -300, at: clock.days(61), description: 'A cup was missing' })
  subscribe(author, misaki, {
    key: 'misaki',
    items: [{ price: prices.filterJpy }],
    status: 'active',
    started: clock.months(33),
    period: periodBefore(clock.days(-10), monthly),
    paidInvoices: 33,
  })
  author.charge(misaki, {
    key: 'misaki kwd',
    at: clock.days(44),
    amount: 12_345,
    currency: 'kwd',
    method: { kind: 'knet' },
    description: 'Order from Kuwait',
  })
  const eur = author.charge(misaki, {
    key: 'misaki eur',
    at: clock.days(50),
    amount: 124_456,
    currency: 'eur',
    method: { kind: 'sepa_debit', last4: '3201', country: 'DE' },
    description: 'Order in Europe',
  })
  author.refund(eur, { amount: 1000, at: clock.days(47), reason: 'requested_by_customer' })
  author.charge(misaki, {
    key: 'misaki failed',
    at: clock.days(52),
    amount: 1_250_000,
    currency: 'jpy',
    failure: overTheLimit,
  })
}

function plantCurrencies(author: Author, prices: Catalogue): void {
  const rows: [string, string, string, PriceKey][] = [
    ['isk', 'Kaffihús Sól', 'pantanir@kaffihus-sol.example', 'filterIsk'],
    ['ugx', 'Kampala Beans', 'orders@kampala-beans.example', 'filterUgx'],
    ['huf', 'Kávéház Duna', 'iroda@duna-kavehaz.example', 'filterHuf'],
    ['kwd', 'ديوان القهوة', 'accounts@diwan-coffee.example', 'filterKwd'],
  ]
  for (const [currency, name, email, priceKey] of rows) {
    new Street(author, currency).subscriber(
      { key: `currency ${currency}`, name, email },
      { items: [{ price: prices[priceKey] }], status: 'active', paidInvoices: 3 },
    )
  }
}

function plantPrices(author: Author, prices: Catalogue): void {
  const rows: [string, string, PriceKey, number][] = [
    ['Stellwerk Coworking', 'office@stellwerk.example', 'seatsGraduated', 14],
    ['Grand Hotel Aare', 'purchasing@hotel-aare.example', 'seatsVolume', 120],
    ['Byte & Bean', 'ops@bytebean.example', 'api', 25_000],
    ['Cupola Gelato', 'ciao@cupola.example', 'paper', 4001],
    ['Freunde der Röstung', 'verein@roestfreunde.example', 'gift', 1],
    ['Old Mill Tearoom', 'tea@oldmill.example', 'winter', 1],
    ['Daily Grind Kiosk', 'kiosk@dailygrind.example', 'filterDay', 2],
  ]
  const street = new Street(author, 'eur')
  for (const [name, email, priceKey, quantity] of rows) {
    street.subscriber(
      { key: `price ${priceKey}`, name, email },
      { items: [{ price: prices[priceKey], quantity }], status: 'active', paidInvoices: 2 },
    )
  }
  street.subscriber(
    { key: 'price brews', name: 'Kontor Nord', email: 'office@kontor-nord.example' },
    {
      items: [{ price: prices.brews, metered: true }, { price: prices.house }],
      status: 'active',
      paidInvoices: 3,
    },
  )
}

function plantDiscounts(author: Author, prices: Catalogue): void {
  const { clock } = author
  const street = new Street(author, 'eur')
  const quarter = street.subscriber(
    { key: 'coupon customer', name: 'Chorverein Linde', email: 'kasse@chor-linde.example' },
    { items: [{ price: prices.house }], status: 'active', paidInvoices: 2 },
  )
  author.discount(quarter, { coupon: couponIds.quarter, start: clock.months(10) })
  street.subscriber(
    { key: 'coupon amount', name: 'Jonna Räisänen', email: 'jonna@raisanen.example' },
    {
      items: [{ price: prices.filter }],
      status: 'active',
      paidInvoices: 2,
      coupon: { id: couponIds.fiveOff },
    },
  )
  const owed = street.person({ key: 'two credits', name: 'Pieter de Wit', email: 'pieter@dewit.example' })
  owed.row.invoice_credit_balance = { eur: 2500, usd: 1000 }
  author.credit(owed, { amount: -2500, at: clock.days(30), description: 'Returned a bag' })
}

/** Creates these customers. */
export function plantMoney(author: Author, prices: Catalogue): void {
  plantMisaki(author, prices)
  plantCurrencies(author, prices)
  plantPrices(author, prices)
  plantDiscounts(author, prices)
}
