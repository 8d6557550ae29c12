import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Discount, Price, Subscription, SubscriptionItem } from '#contract/billing.ts'
import { startDrawing } from './drawing.ts'
import * as f from './fixtures/billing.ts'
import { text } from './fixtures/panel-text.ts'
import { itemTotal } from './item-total.ts'
import { discountLine, fractionText, itemPrice, priceLine } from './price.ts'
import { nextChargeOf } from './next-charge.ts'

const drawing = startDrawing(f.account, f.view)
const bare = ({ unitAmountMinor: _unused, ...price }: Price): Price => price
const price = (changes: Partial<Price> = {}) => f.item({ price: { unitAmountMinor: 2000, ...changes } }).price
const amountsOf = (subscription: Subscription) =>
  nextChargeOf(subscription, { customer: f.billing().customer }, f.nowMs).amounts
const tiers = [{ upTo: 10, unitAmountDecimal: '0' }, { unitAmountDecimal: '200' }]
const tiered = (changes: Partial<Price>) => bare(price({ scheme: 'tiered', ...changes }))

test.each<[string, Price, string]>([
  ['plain', price(), '€20.00 / month'],
  ['every three months', price({ intervalCount: 3 }), '€20.00 / 3 month'],
  ['without decimals', price({ currency: 'jpy', unitAmountMinor: 5000 }), '¥5,000 / month'],
  ['for a thousand', price({ unitAmountMinor: 500, divideBy: 1000 }), '€5.00 per 1,000'],
  ['a fraction of a cent', { ...bare(price()), unitAmountDecimal: '0.5' }, '€0.005 per unit'],
  ['graduated', tiered({ tiersMode: 'graduated', tiers }), 'from €0.00: first 10 free, then €2.00 each'],
  ['graduated, tiers not read', tiered({ tiersMode: 'graduated' }), 'tiered (graduated)'],
  [
    'by volume',
    tiered({
      tiersMode: 'volume',
      tiers: [{ upTo: 100, unitAmountDecimal: '200' }, { unitAmountDecimal: '150' }],
    }),
    'by volume: ≤ 100 at €2.00, above that at €1.50',
  ],
  ['by volume, tiers not read', tiered({ tiersMode: 'volume' }), 'tiered (volume)'],
  [
    'a tier with a flat amount',
    tiered({ tiersMode: 'volume', tiers: [{ unitAmountDecimal: '200', flatAmountMinor: 1000 }] }),
    'by volume: above that at €2.00 + €10.00',
  ],
  ['metered', price({ metered: true, unitAmountMinor: 1 }), '€0.01 per unit used, billed monthly'],
  [
    'metered every two weeks',
    price({ metered: true, unitAmountMinor: 1, interval: 'week', intervalCount: 2 }),
    '€0.01 per unit used, billed every 2 weeks',
  ],
  ['chosen by the customer', price({ customerChooses: true }), 'customer chooses price'],
  ['unknown', bare(price()), 'amount unknown'],
])('a price that is %s', (_, one, words) => {
  expect(text(priceLine(one, drawing))).toBe(words)
})

test('a one-time price has no interval', () => {
  const { interval: _, intervalCount: __, ...once } = price()
  expect(text(priceLine(once, drawing))).toBe('€20.00')
})

test('a quantity is written before the price of one', () => {
  expect(text(itemPrice(f.item({ quantity: 3, price: { unitAmountMinor: 2000 } }), drawing))).toBe(
    '3 × €20.00 / month',
  )
})

test.each<[string, SubscriptionItem]>([
  ['metered', f.item({ price: { metered: true } })],
  ['tiered', f.item({ price: { scheme: 'tiered' } })],
  ['chosen by the customer', f.item({ price: { customerChooses: true } })],
  ['divided with a rest', f.item({ quantity: 7, price: { divideBy: 5 } })],
  [
    'too large for a whole number',
    f.item({ quantity: 9, price: { unitAmountMinor: Number.MAX_SAFE_INTEGER } }),
  ],
])('no total is claimed for an item that is %s', (_, item) => {
  expect(itemTotal(item)).toBeUndefined()
})

test('amounts of different currencies or intervals are never summed', () => {
  const items = [
    f.item(),
    f.item({ price: { currency: 'usd' } }),
    f.item({ price: { interval: 'year' } }),
    f.item({ price: { intervalCount: 2 } }),
    f.item(),
  ]
  expect(amountsOf(f.subscription({ items }))?.map((amount) => text([amount]))).toEqual([
    '€98.00 / month',
    '$49.00 / month',
    '€49.00 / year',
    '€49.00 / 2 month',
  ])
})

test('a total is withheld when a part of it is unknown', () => {
  expect(amountsOf(f.subscription({ itemsHasMore: true }))).toBeUndefined()
  expect(
    amountsOf(f.subscription({ items: [f.item(), f.item({ price: { scheme: 'tiered' } })] })),
  ).toBeUndefined()
})

const fiveOff = [
  { amountMinor: 500, currency: 'eur' },
  { amountMinor: 600, currency: 'usd' },
]
test.each<[Discount, string, string]>([
  [{ percentOff: 10, endsAtMs: f.at('2027-01-31') }, 'eur', '10% off until 2027-01-31(date)'],
  [{ percentOff: 33.333 }, 'eur', '33.33% off'],
  [{ percentOff: 50, duration: 'once' }, 'eur', '50% off once'],
  [{ amountsOff: fiveOff }, 'eur', '€5.00 off'],
  [{ amountsOff: fiveOff, duration: 'once' }, 'usd', '$6.00 off once'],
  [{ amountsOff: fiveOff }, 'jpy', 'discount applied'],
  [{ couponId: 'Z4OV52SU' }, 'eur', 'discount applied'],
])('the discount %j, paid in %s, reads as %s', (discount, currency, words) => {
  expect(text(discountLine(discount, currency, drawing))).toBe(words)
})

test('a fraction keeps every digit and the value of the decimal', () => {
  const decimal = fc
    .tuple(fc.nat(999_999), fc.integer({ min: 1, max: 999_999 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`)
  fc.assert(
    fc.property(
      decimal,
      fc.constantFrom(['eur', 2], ['jpy', 0], ['kwd', 3]),
      (minor, [currency, exponent]) => {
        const shown = fractionText(minor, currency, 'en') ?? ''
        const [whole = '', part = ''] = minor.split('.')
        expect(shown.replace(/[^\d]/g, '').replace(/^0+/, '')).toBe(
          (whole + part.replace(/0+$/, '')).replace(/^0+/, ''),
        )
        expect(shown.split('.')[1]?.length).toBe(exponent + part.replace(/0+$/, '').length)
      },
    ),
  )
})
