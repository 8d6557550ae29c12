// From Stripe's JSON to the screen: what a subscription costs is never shown in another currency, and no other card than its own.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Subscription, SubscriptionItem } from '#contract/billing.ts'
import { readCustomer } from '#stripe/customers/readers/customer.ts'
import { readSubscription } from '#stripe/customers/readers/subscription.ts'
import { drawCustomer, drawHit } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'
import { nextChargeOf } from './next-charge.ts'

const price = (changes: object = {}) => ({
  id: 'price_1',
  currency: 'usd',
  unit_amount: 2000,
  product: 'prod_1',
  tax_behavior: 'unspecified',
  recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
  ...changes,
})
const raw = (changes: object = {}, prices: object[] = [price()]) => ({
  id: 'sub_1',
  status: 'active',
  currency: 'eur',
  created: 1_700_000_000,
  items: {
    data: prices.map((one, index) => ({
      id: `si_${index}`,
      quantity: 1,
      current_period_end: f.at('2026-12-03') / 1000,
      price: one,
    })),
  },
  ...changes,
})
const read = (json: object): Subscription => {
  const subscription = readSubscription({ ...json })
  if (!subscription) throw new Error('no subscription')
  return subscription
}
const drawn = (json: object, parts: Parameters<typeof f.billing>[0] = {}) =>
  panelsText(drawCustomer(f.billing({ subscriptions: [read(json)], ...parts }), f.view))

test('a price is shown in the currency of the subscription, or not at all', () => {
  expect(drawn(raw())).not.toContain('$20.00')
  expect(drawn(raw())).toContain('amount unknown')
  const both = price({ currency_options: { usd: { unit_amount: 2000 }, eur: { unit_amount: 1800 } } })
  expect(drawn(raw({}, [both]))).toContain('Paying  €18.00 / month')
})

test('for arbitrary prices no amount is shown in a currency that is not the subscription’s', () => {
  const currency = fc.constantFrom('eur', 'usd', 'jpy')
  const anyPrice = fc.record({
    currency,
    amount: fc.integer({ min: 1, max: 100_000 }),
    options: fc.uniqueArray(currency),
  })
  fc.assert(
    fc.property(currency, fc.array(anyPrice, { minLength: 1, maxLength: 3 }), (paid, prices) => {
      const json = raw(
        { currency: paid },
        prices.map(({ currency: own, amount, options }) =>
          price({
            currency: own,
            unit_amount: amount,
            currency_options: Object.fromEntries(options.map((one) => [one, { unit_amount: amount + 1 }])),
          }),
        ),
      )
      const expected = prices.map(({ currency: own, amount, options }) =>
        own === paid ? amount : options.includes(paid) ? amount + 1 : undefined,
      )
      expect(read(json).items.map((item) => item.price.unitAmountMinor)).toEqual(expected)
      const { account, customer, match } = f.billing({ customer: { currency: paid } })
      const subscriptions = f.read({ items: [read(json)], hasMore: false })
      const shown = panelsText(drawHit({ account, customer, match, subscriptions }, f.view))
      const signs = { eur: '€', usd: '$', jpy: '¥' }
      for (const [code, sign] of Object.entries(signs)) if (code !== paid) expect(shown).not.toContain(sign)
    }),
    { numRuns: 60 },
  )
})

test('whatever discounts say, what is left is never negative, and nothing is called free that no invoice proves', () => {
  const discount = fc.record({
    id: fc.constantFrom('di_1', 'di_2'),
    percentOff: fc.double({ min: 0, max: 100, noNaN: true }),
    duration: fc.constant('forever' as const),
  })
  const taken = fc.record({
    discountId: fc.constantFrom('di_1', 'di_2'),
    amountMinor: fc.integer({ min: 0, max: 20_000 }),
  })
  fc.assert(
    fc.property(
      fc.array(discount, { minLength: 1, maxLength: 2 }),
      fc.array(taken, { maxLength: 2 }),
      (discounts, discountAmounts) => {
        const { customer } = f.billing()
        const invoices = [f.invoice({ subscriptionId: 'sub_1', linesTotalMinor: 4900, discountAmounts })]
        const subscription = f.subscription({ discounts })
        for (const { amountMinor } of nextChargeOf(subscription, { customer, invoices }, f.nowMs).amounts ??
          [])
          expect(amountMinor).toBeGreaterThanOrEqual(0)
        expect(nextChargeOf(subscription, { customer }, f.nowMs).costs).not.toBe('nothing')
      },
    ),
    { numRuns: 200 },
  )
})

test('a subscription that costs nothing says so, and names no charge', () => {
  const whole = { id: 'di_1', percentOff: 100, duration: 'forever' as const, products: 'all' as const }
  const free = f.subscription({ discounts: [whole] })
  for (const [locale, words] of [
    ['en', 'Active  €0.00 / month\n  Free, no charge'],
    ['de', 'Aktiv  €0.00 / month\n  Kostenlos, keine Abbuchung'],
    ['fr', 'Actif  €0.00 / month\n  Gratuit, sans débit'],
  ] as const) {
    const shown = panelsText(drawCustomer(f.billing({ subscriptions: [free] }), { ...f.view, locale }))
    expect(shown).toContain(words)
  }
})

test.each<[string, object, object, string]>([
  [
    'its own source',
    { default_source: { object: 'card', id: 'card_1', brand: 'MasterCard', last4: '5454' } },
    {},
    'Mastercard •••• 5454',
  ],
  [
    'its own method before its source',
    {
      default_payment_method: { type: 'card', card: { brand: 'visa', last4: '1111' } },
      default_source: { object: 'card', last4: '5454' },
    },
    {},
    'Visa •••• 1111',
  ],
  ['a method of which only the id came', { default_source: 'card_1' }, {}, 'unknown'],
  ['the customer’s', {}, {}, 'Visa •••• 4242'],
  ['no default', {}, { invoice_settings: { default_payment_method: null } }, 'no default payment method'],
])('a subscription with %s never names another card', (_, changes, more, words) => {
  const customer = readCustomer({
    id: 'cus_1',
    currency: 'eur',
    invoice_settings: { default_payment_method: { type: 'card', card: { brand: 'visa', last4: '4242' } } },
    ...more,
  })
  const text = drawn(raw(changes), customer ? { rest: { customer } } : {})
  expect(text).toContain(`Pays with: ${words}`)
})

test.each<[string, object, object, Subscription['extraTax']]>([
  ['fixed rates on top', { default_tax_rates: [{ percentage: 19, inclusive: false }] }, {}, 'added'],
  ['fixed rates inside', { default_tax_rates: [{ percentage: 19, inclusive: true }] }, {}, 'none'],
  ['Stripe Tax on top', { automatic_tax: { enabled: true } }, { tax_behavior: 'exclusive' }, 'added'],
  ['Stripe Tax inside', { automatic_tax: { enabled: true } }, { tax_behavior: 'inclusive' }, 'none'],
  ['Stripe Tax as the settings say', { automatic_tax: { enabled: true } }, {}, 'unknown'],
  ['a percentage of the oldest kind', { tax_percent: 19 }, {}, 'added'],
  ['no tax', {}, { tax_behavior: 'exclusive' }, 'none'],
])('%s is read as tax that is added or not', (_, changes, priced, extraTax) => {
  expect(read(raw(changes, [price(priced)])).extraTax).toBe(extraTax)
})

test('a trial whose invoice is sent needs no card, and says that an invoice comes first', () => {
  const trial = {
    status: 'trialing',
    trial_end: f.at('2026-11-22') / 1000,
    collection_method: 'send_invoice',
  }
  const { paymentMethod: _, ...customer } = f.billing().customer
  const text = drawn(raw(trial), { rest: { customer } })
  expect(text).toContain('First invoice 2026-11-22')
  expect(text).not.toContain('without a default payment method')
})

test.each<[string, object, object[], string | undefined]>([
  [
    'rates of the item before those of the subscription',
    { default_tax_rates: [{ percentage: 19, inclusive: true }] },
    [{ tax_rates: [{ percentage: 7, inclusive: false }] }],
    'plus tax',
  ],
  [
    'rates of the item that are inside, before those of the subscription',
    { default_tax_rates: [{ percentage: 19, inclusive: false }] },
    [{ tax_rates: [{ percentage: 7, inclusive: true }] }],
    undefined,
  ],
  [
    'one item with tax on top, one with tax inside',
    {},
    [
      { tax_rates: [{ percentage: 7, inclusive: false }] },
      { tax_rates: [{ percentage: 7, inclusive: true }] },
    ],
    'plus tax',
  ],
  [
    'a rate inside and one on top',
    {
      default_tax_rates: [
        { percentage: 5, inclusive: true },
        { percentage: 2, inclusive: false },
      ],
    },
    [{}],
    'plus tax',
  ],
  ['a rate of nothing', { default_tax_rates: [{ percentage: 0, inclusive: false }] }, [{}], undefined],
  [
    'fixed rates before Stripe Tax, which is off then',
    { automatic_tax: { enabled: false }, default_tax_rates: [{ percentage: 19, inclusive: false }] },
    [{}],
    'plus tax',
  ],
  ['Stripe Tax that the settings decide', { automatic_tax: { enabled: true } }, [{}], 'tax may be added'],
])('%s: the headline and the row say whether tax comes on top', (_, changes, items, words) => {
  const priced = raw(
    { ...changes },
    items.map(() => price({ currency: 'eur' })),
  )
  const data = priced.items.data.map((one, index) => ({ ...one, ...items[index] }))
  const json = { ...priced, items: { data } }
  const texts = [drawn(json), drawn(json).split('== subscriptions')[1] ?? '']
  for (const text of texts) {
    if (words === undefined) expect(text).not.toMatch(/tax/i)
    else expect(text).toContain(words)
  }
})

test('a debt on the balance of another currency is owed in that currency, beside what invoices ask for', () => {
  const owed = (invoiceCredit: Record<string, number>, parts: Parameters<typeof f.billing>[0] = {}) => {
    const customer = readCustomer({
      id: 'cus_1',
      currency: 'eur',
      balance: 0,
      invoice_credit_balance: invoiceCredit,
    })
    const text = drawn(raw({}, [price({ currency: 'eur' })]), {
      ...parts,
      rest: customer ? { customer } : {},
    })
    return /Owes: (.*)/.exec(text)?.[1]
  }
  expect(owed({ usd: -3000 })).toBe('$30.00')
  expect(owed({ usd: -3000, eur: 500 })).toBe('$30.00')
  expect(owed({ usd: 3000 })).toBeUndefined()
  const invoices = [
    f.openInvoice({ totalMinor: 1000 }),
    f.openInvoice({ id: 'in_2', totalMinor: 200, currency: 'usd' }),
  ]
  expect(owed({ usd: -3000 }, { invoices })).toBe('€10.00 | $32.00')
})

test('on a test clock no date and no alert is taken from our time', () => {
  const expiring = { type: 'card', brand: 'visa', last4: '4242', expMonth: 11, expYear: 2026 }
  const clocks: [object, object][] = [
    [{ test_clock: 'clock_1' }, {}],
    [{}, { test_clock: 'clock_1' }],
  ]
  const period = { current_period_end: f.at('2026-10-29') / 1000 }
  for (const [own, of] of clocks) {
    const customer = readCustomer({ id: 'cus_1', currency: 'eur', ...of })
    const priced = raw(own, [price({ currency: 'eur' })])
    const data = priced.items.data.map((one) => ({ ...one, ...period }))
    const text = drawn(
      { ...priced, items: { data } },
      customer ? { rest: { customer: { ...customer, paymentMethod: expiring } } } : {},
    )
    expect(text.match(/runs on a test clock/g)).toHaveLength(2)
    expect(text).not.toContain('2026-10-29')
    expect(text).not.toMatch(/Next charge|renews|Card expires/)
  }
  const text = drawn(raw({}, [price({ currency: 'eur' })]))
  expect(text).not.toContain('test clock')
  expect(text).toContain('Next charge')
})

test('what is billed by usage alone leaves nothing out', () => {
  const metered = { interval: 'month', interval_count: 1, usage_type: 'metered' }
  const text = drawn(raw({}, [price({ currency: 'eur', unit_amount: 1, recurring: metered })]))
  expect(text).toContain('Paying  by usage')
  expect(text).not.toContain('plus usage')
})

/** Billed until a day, as Stripe says it of a subscription. */
const until = (day: string, changes: object = {}) => ({
  bill_until: { type: 'duration', computed_timestamp: f.at(day) / 1000 },
  applies_to: null,
  ...changes,
})

test.each<[string, object, string, string | undefined]>([
  [
    'in this period',
    { billing_schedules: [until('2026-11-25')] },
    'Paying  €20.00 / month\n  Next charge 2026-12-03',
    undefined,
  ],
  [
    'until later',
    { billing_schedules: [until('2027-03-03')] },
    'Paying  €20.00 / month\n  Next charge 2027-03-03',
    '2027-03-03',
  ],
  [
    'until a time of its own',
    { billing_schedules: [{ bill_until: { timestamp: f.at('2027-03-03') / 1000 } }] },
    'Next charge 2027-03-03',
    '2027-03-03',
  ],
  [
    'twice, of which the later counts',
    { billing_schedules: [until('2027-01-03'), until('2027-03-03')] },
    'Next charge 2027-03-03',
    '2027-03-03',
  ],
  [
    'until its end',
    { billing_schedules: [until('2027-03-03')], cancel_at: f.at('2027-03-03') / 1000 },
    'Paying  €20.00 / month\n  ends 2027-03-03',
    '2027-03-03',
  ],
  [
    'for some items',
    { billing_schedules: [until('2027-03-03', { applies_to: [{ type: 'price', price: 'price_1' }] })] },
    'Active  €20.00 / month\n  Renews 2026-12-03',
    '2027-03-03',
  ],
])(
  'of a subscription that is billed ahead %s no charge is announced before that',
  (_, changes, headline, ahead) => {
    const text = drawn(raw(changes, [price({ currency: 'eur' })]))
    expect(text).toContain(headline)
    expect(text.includes('billed in advance until')).toBe(ahead !== undefined)
    if (ahead !== undefined) {
      expect(text).toContain(`billed in advance until ${ahead}`)
      expect(text).not.toContain('Next charge 2026-12-03')
    }
  },
)

test('a discount is named with the item that it is for, and not where it takes nothing off', () => {
  const half = { id: 'di_1', percentOff: 50, duration: 'forever' as const }
  const tea = f.item({
    id: 'si_tea',
    productId: 'prod_tea',
    productName: 'Tea plan',
    price: { unitAmountMinor: 1000 },
  })
  const row = (products: 'all' | string[], items = [f.item(), tea]) => {
    const subscriptions = [f.subscription({ items, discounts: [{ ...half, products }] })]
    return panelsText(drawCustomer(f.billing({ subscriptions }), f.view)).split('== subscriptions')[1] ?? ''
  }
  expect(row(['prod_tea'])).toMatch(/€54\.00 \/ month\n +Active, ‹Tea plan›: 50% off/)
  expect(row('all')).toMatch(/€29\.50 \/ month\n +Active, 50% off/)
  expect(row(['prod_tea', 'prod_cafe'])).toMatch(/€29\.50 \/ month\n +Active, 50% off/)
  expect(row(['prod_9'])).toMatch(/€59\.00 \/ month\n +Active …/)
  expect(row(['prod_9'])).not.toContain('% off')
  expect(row(['prod_cafe'], [f.item()])).toMatch(/€24\.50 \/ month\n +Active, 50% off/)
})

test('the price of each of several items is named with its product, that of a single one is not', () => {
  const tea = f.item({ id: 'si_tea', productId: 'prod_tea', productName: 'Tea plan' })
  const prices = (items: SubscriptionItem[]) =>
    /Price: (.*)/.exec(
      panelsText(drawCustomer(f.billing({ subscriptions: [f.subscription({ items })] }), f.view)),
    )?.[1]
  expect(prices([tea])).toBe('€49.00 / month')
  expect(prices([f.item({ productName: 'Café plan' }), tea])).toBe(
    '‹Café plan›: €49.00 / month | ‹Tea plan›: €49.00 / month',
  )
})
