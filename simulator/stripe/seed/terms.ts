// Subscriptions whose next charge does not follow from the price alone: ends, currencies, discounts, tax, payment methods.

import { oldCard } from '../objects/method.ts'
import { subscriptionItem } from '../objects/subscription.ts'
import { taxRate } from '../objects/catalogue.ts'
import type { Author } from './author.ts'
import { periodBefore, subscribe } from './billing.ts'
import { couponIds, type Catalogue } from './catalogue.ts'
import { customerOf, type SeedKey } from './people.ts'
import { Street, type Plan, type Sketch } from './street.ts'

const monthly = { every: 'month' } as const

/** Creates customers with one plan each and separate invoice numbers. */
class Terms {
  readonly street: Street
  readonly prices: Catalogue

  constructor(author: Author, prices: Catalogue) {
    this.street = new Street(author, 'eur')
    this.prices = prices
  }

  plant(key: SeedKey, plan: Plan, more: Partial<Sketch> = {}): void {
    const { street } = this
    const person = street.subscriber({ since: 9, ...customerOf(key), ...more }, plan)
    street.author.numberInvoices(person, key.toUpperCase())
  }
}

/** Subscriptions that end soon or later, and trials before a contract. */
function plantEnds(terms: Terms): void {
  const { street, prices } = terms
  const { clock } = street.author
  const canceled = { canceledAt: clock.days(3), cancelReason: 'cancellation_requested' } as const
  terms.plant('muehle', {
    items: [{ price: prices.cafe }],
    status: 'active',
    cancelAt: clock.days(-300),
    paidInvoices: 4,
    ...canceled,
  })
  terms.plant('pier', {
    items: [{ price: prices.house }],
    status: 'active',
    cancelAt: clock.days(-6),
    paidInvoices: 4,
    ...canceled,
  })
  const trial = { start: clock.days(9), end: clock.days(-5) }
  terms.plant(
    'obsthof',
    {
      items: [{ price: prices.cafe, quantity: 2 }],
      status: 'trialing',
      started: trial.start,
      trialStart: trial.start,
      trialEnd: trial.end,
      cancelAt: clock.days(-370),
      period: trial,
    },
    { since: 1 },
  )
  const short = { start: clock.days(12), end: clock.days(-2) }
  const guesthouse = street.person({ ...customerOf('seminar'), since: 1 })
  subscribe(street.author, guesthouse, {
    key: 'seminar',
    items: [{ price: prices.cafe }],
    status: 'trialing',
    started: short.start,
    trialStart: short.start,
    trialEnd: short.end,
    period: short,
    daysUntilDue: 14,
  })
}

/** Subscriptions in another currency than the price or the coupon. */
function plantCurrencies(terms: Terms): void {
  const { street, prices } = terms
  const { clock } = street.author
  const inEuros = { items: [{ price: prices.houseInEuros }], currency: 'eur' }
  terms.plant('fjord', { ...inEuros, status: 'active', paidInvoices: 3 })
  const trial = { start: clock.days(4), end: clock.days(-10) }
  terms.plant(
    'kysten',
    {
      ...inEuros,
      status: 'trialing',
      started: trial.start,
      trialStart: trial.start,
      trialEnd: trial.end,
      period: trial,
    },
    { since: 1 },
  )
  terms.plant('tandem', {
    items: [{ price: prices.cafe }],
    status: 'active',
    paidInvoices: 3,
    coupon: { id: couponIds.tenDollars },
  })
}

/** Discounts of an item, of a product, of 100 %, above the amount, used once, and ended. */
function plantDiscounts(terms: Terms): void {
  const { street, prices } = terms
  const { clock } = street.author
  const active = { status: 'active', paidInvoices: 3 } as const
  const house = [{ price: prices.house }]
  terms.plant('nordwand', {
    ...active,
    items: [{ price: prices.cafePlusTax, coupon: couponIds.half }, { price: prices.house }],
  })
  terms.plant('messe', {
    ...active,
    items: [{ price: prices.cafe }, { price: prices.house }],
    coupon: { id: couponIds.beansOnly },
  })
  terms.plant('hospiz', { ...active, items: [{ price: prices.cafe }], coupon: { id: couponIds.free } })
  terms.plant('lesesaal', {
    ...active,
    items: [{ price: prices.filter }],
    coupon: { id: couponIds.fiftyOff },
  })
  terms.plant('premiere', { ...active, items: house, coupon: { id: couponIds.halfOnce } })
  terms.plant('herbst', {
    ...active,
    items: house,
    coupon: { id: couponIds.tenPercent, end: clock.days(-4) },
  })
}

/** Stripe Tax added to the price, and a rate included in it. */
function plantTax(terms: Terms): void {
  const { street, prices } = terms
  const { author } = street
  const percent = 19
  terms.plant('kanzlei', {
    items: [{ price: prices.cafePlusTax }],
    status: 'active',
    automaticTax: true,
    taxed: { percent, inclusive: false },
    paidInvoices: 3,
  })
  const rate = taxRate({
    id: author.id('txr', 'within'),
    created: author.clock.months(40),
    livemode: author.store.livemode,
    percentage: percent,
    inclusive: true,
  })
  terms.plant('backwerk', {
    items: [{ price: prices.cafeWithTax }],
    status: 'active',
    taxRates: [rate],
    taxed: { percent, inclusive: true },
    paidInvoices: 3,
  })
}

/** A card of the subscription, cards without a default, and an update that waits for payment. */
function plantPaying(terms: Terms): void {
  const { street, prices } = terms
  const { author } = street
  const { clock, store } = author
  const card = author.id('card', 'werft')
  const shipyard = street.subscriber(
    { ...customerOf('werft'), since: 30 },
    { items: [{ price: prices.house }], status: 'active', source: card, paidInvoices: 3 },
  )
  author.numberInvoices(shipyard, 'WERFT')
  const made = { created: clock.months(30), customer: shipyard.row.id }
  store.add('card', oldCard({ id: card, ...made, last4: '5454', ...clock.cardMonth(8) }))

  const potter = street.subscriber(
    { ...customerOf('keramik'), since: 9, noDefault: true },
    { items: [{ price: prices.filter }], status: 'active', paidInvoices: 3 },
  )
  author.numberInvoices(potter, 'KERAMIK')
  author.saveMethod(
    potter,
    { kind: 'sepa_debit', last4: '4410', country: 'DE' },
    author.id('pm', 'keramik sepa'),
  )

  const period = periodBefore(clock.days(-17), monthly)
  const builder = street.person({ ...customerOf('umbau'), since: 9, method: street.visa })
  const held = subscribe(author, builder, {
    key: 'umbau',
    items: [{ price: prices.cafe, quantity: 2 }],
    status: 'active',
    started: builder.row.created,
    period,
    paidInvoices: 3,
  })
  author.numberInvoices(builder, 'UMBAU')
  held.pending_update = {
    billing_cycle_anchor: null,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: clock.hours(-20),
    metadata: null,
    subscription_items: [
      subscriptionItem({
        id: author.id('si', 'umbau 0'),
        created: builder.row.created,
        subscription: held.id,
        price: prices.cafe,
        quantity: 6,
        periodStart: period.start,
        periodEnd: period.end,
      }),
    ],
    trial_end: null,
    trial_from_plan: null,
  }
}

/** Creates these customers. */
export function plantTerms(author: Author, prices: Catalogue): void {
  const terms = new Terms(author, prices)
  plantEnds(terms)
  plantCurrencies(terms)
  plantDiscounts(terms)
  plantTax(terms)
  plantPaying(terms)
}
