import { expect, test } from 'vitest'
import type { Customer, Discount, Invoice, Subscription } from '#contract/billing.ts'
import * as f from './fixtures/billing.ts'
import { text } from './fixtures/panel-text.ts'
import { nextChargeOf, nextChargeOfAll, type NextCharge } from './next-charge.ts'

type Beside = { customer?: Partial<Customer>; invoices?: Invoice[] }

const customerOf = (changes: Partial<Customer> = {}): Customer => ({ ...f.billing().customer, ...changes })

function next(changes: Partial<Subscription>, { customer, invoices }: Beside = {}): NextCharge {
  const basis = { customer: customerOf(customer), ...(invoices ? { invoices } : {}) }
  return nextChargeOf(f.subscription(changes), basis, f.nowMs)
}

const amountsText = ({ amounts }: NextCharge) => amounts?.map((amount) => text([amount])).join(' | ')
const told = (charge: NextCharge) =>
  [charge.costs, charge.by, amountsText(charge) ?? 'unknown', ...charge.remarks].join(', ')

const half: Discount = { id: 'di_half', percentOff: 50, duration: 'forever' }
const whole: Discount = { id: 'di_whole', percentOff: 100, duration: 'forever' }
const off = (amountMinor: number, currency = 'eur'): Discount => ({
  id: 'di_off',
  amountsOff: [{ amountMinor, currency }],
  duration: 'forever',
})

/** What Stripe billed for the plan of 49.00 with these discounts. */
const billed = (changes: Partial<Invoice>, ...taken: [discountId: string, amountMinor: number][]): Invoice =>
  f.invoice({
    subscriptionId: 'sub_1',
    linesTotalMinor: 4900,
    discountAmounts: taken.map(([discountId, amountMinor]) => ({ discountId, amountMinor })),
    ...changes,
  })

test.each<[string, Partial<Subscription>, Beside, string]>([
  ['nothing else', {}, {}, 'something, charge, €49.00 / month'],
  [
    'a price of zero',
    { items: [f.item({ price: { unitAmountMinor: 0 } })] },
    {},
    'nothing, charge, €0.00 / month',
  ],
  [
    'a price in words',
    { items: [f.item({ price: { scheme: 'tiered' } })] },
    {},
    'something, charge, unknown',
  ],
  ['no item', { items: [] }, {}, 'something, charge, '],
  ['use', { items: [f.item({ price: { metered: true } })] }, {}, 'something, charge, , use'],
  [
    'a free seat and use',
    { items: [f.item({ quantity: 0 }), f.item({ price: { metered: true } })] },
    {},
    'something, charge, €0.00 / month, use',
  ],
  ['invoices that are sent', { collectionMethod: 'send_invoice' }, {}, 'something, invoice, €49.00 / month'],
  ['a schedule', { scheduleId: 'sub_sched_1' }, {}, 'something, charge, €49.00 / month, schedule'],
  ['an update that waits', { pendingUpdate: {} }, {}, 'something, charge, €49.00 / month, update'],
  ['tax on top', { extraTax: 'added' }, {}, 'something, charge, €49.00 / month, tax'],
  [
    'tax on top, for somebody exempt',
    { extraTax: 'added' },
    { customer: { taxExempt: 'reverse' } },
    'something, charge, €49.00 / month',
  ],
  [
    'tax that the settings decide',
    { extraTax: 'unknown' },
    {},
    'something, charge, €49.00 / month, tax_possible',
  ],
  [
    'tax that its invoice shows',
    { extraTax: 'unknown' },
    { invoices: [billed({ addedTaxMinor: 931 })] },
    'something, charge, €49.00 / month, tax',
  ],
  [
    'no tax, as its invoice shows',
    { extraTax: 'unknown' },
    { invoices: [billed({})] },
    'something, charge, €49.00 / month',
  ],
  [
    'tax of another subscription',
    { extraTax: 'unknown' },
    { invoices: [billed({ subscriptionId: 'sub_9', addedTaxMinor: 931 })] },
    'something, charge, €49.00 / month, tax_possible',
  ],
  ['credit for a part', {}, { customer: { balanceMinor: -4800 } }, 'something, charge, €49.00 / month'],
  ['credit for all of it', {}, { customer: { balanceMinor: -4900 } }, 'something, invoice, €49.00 / month'],
  [
    'credit in another currency',
    {},
    { customer: { currency: 'usd', balanceMinor: -4900 } },
    'something, charge, €49.00 / month',
  ],
  [
    'credit that may cover tax',
    { extraTax: 'added' },
    { customer: { invoiceCredit: [{ currency: 'eur', amountMinor: 1 }] } },
    'something, invoice, €49.00 / month, tax',
  ],
])('with %s the next charge is told as it is', (_, changes, beside, words) => {
  expect(told(next(changes, beside))).toBe(words)
})

test.each<[string, Discount[], Invoice[], string]>([
  ['that no invoice shows', [half], [], 'something, charge, €49.00 / month, discounts'],
  ['of all of it that no invoice shows', [whole], [], 'unknown, charge, €49.00 / month, discounts'],
  ['as its invoice shows it', [half], [billed({}, ['di_half', 2450])], 'something, charge, €24.50 / month'],
  [
    'as an open invoice shows it',
    [half],
    [billed({ status: 'open' }, ['di_half', 2450])],
    'something, charge, €24.50 / month',
  ],
  [
    'on a void invoice',
    [half],
    [billed({ status: 'void' }, ['di_half', 2450])],
    'something, charge, €49.00 / month, discounts',
  ],
  ['of all of it', [whole], [billed({}, ['di_whole', 4900])], 'nothing, charge, €0.00 / month'],
  ['of more than all of it', [off(9900)], [billed({}, ['di_off', 4900])], 'nothing, charge, €0.00 / month'],
  ['of an amount that leaves something', [off(4800)], [], 'something, charge, €49.00 / month, discounts'],
  ['of an amount above the price', [off(5000)], [], 'unknown, charge, €49.00 / month, discounts'],
  ['of an amount in another currency', [off(100, 'usd')], [], 'unknown, charge, €49.00 / month, discounts'],
  ['of which only the id came', [{ id: 'di_1' }], [], 'unknown, charge, €49.00 / month, discounts'],
  [
    'that is one of two on the invoice',
    [half],
    [billed({}, ['di_half', 2450], ['di_more', 100])],
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'beside one that the invoice lacks',
    [half, off(100)],
    [billed({}, ['di_half', 2450])],
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'stacked, as the invoice shows both',
    [half, off(100)],
    [billed({}, ['di_half', 2450], ['di_off', 100])],
    'something, charge, €23.50 / month',
  ],
  [
    'on lines of another total',
    [half],
    [billed({ linesTotalMinor: 9800 }, ['di_half', 4900])],
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'in another currency',
    [half],
    [billed({ currency: 'usd' }, ['di_half', 2450])],
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'on an invoice of another subscription',
    [half],
    [billed({ subscriptionId: 'sub_9' }, ['di_half', 2450])],
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'for one invoice only',
    [{ ...half, duration: 'once' }],
    [billed({}, ['di_half', 2450]), billed({}, ['di_half', 2450])],
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'that lasts until later',
    [{ ...half, duration: 'repeating', endsAtMs: f.at('2027-05-01') }],
    [billed({}, ['di_half', 2450])],
    'something, charge, €24.50 / month',
  ],
  [
    'that ends before the renewal',
    [{ ...half, endsAtMs: f.at('2026-12-01') }],
    [billed({}, ['di_half', 2450])],
    'something, charge, €49.00 / month',
  ],
  [
    'whose coupon was not read, on one invoice',
    [{ id: 'di_1' }],
    [billed({}, ['di_1', 2450])],
    'unknown, charge, €49.00 / month, discounts',
  ],
  [
    'whose coupon was not read, on two invoices',
    [{ id: 'di_1' }],
    [billed({}, ['di_1', 2450]), billed({}, ['di_1', 2450])],
    'something, charge, €24.50 / month',
  ],
])('a discount %s counts as far as that is proven', (_, discounts, invoices, words) => {
  expect(told(next({ discounts }, { invoices }))).toBe(words)
})

test('a discount of an item counts like one of the subscription', () => {
  const items = [f.item({ discounts: [half] })]
  expect(told(next({ items }))).toBe('something, charge, €49.00 / month, discounts')
  expect(told(next({ items }, { invoices: [billed({}, ['di_half', 2450])] }))).toBe(
    'something, charge, €24.50 / month',
  )
})

/** With its coupon known whole: it is for every product. */
const forAll = (discount: Discount): Discount => ({ ...discount, products: 'all' })
const third: Discount = { id: 'di_third', percentOff: 33.33, duration: 'forever' }
const two = (...discounts: Discount[][]) =>
  [4900, 1000].map((unitAmountMinor, index) =>
    f.item({ price: { unitAmountMinor }, discounts: discounts[index] ?? [] }),
  )

test.each<[string, Partial<Subscription>, string]>([
  ['an amount', { discounts: [forAll(off(900))] }, 'something, charge, €40.00 / month'],
  ['an amount above the price', { discounts: [forAll(off(5000))] }, 'nothing, charge, €0.00 / month'],
  [
    'an amount above the price, less than that of all pieces',
    { discounts: [forAll(off(5000))], items: [f.item({ quantity: 2 })] },
    'something, charge, €48.00 / month',
  ],
  [
    'an amount in another currency',
    { discounts: [forAll(off(900, 'usd'))] },
    'unknown, charge, €49.00 / month, discounts',
  ],
  ['all of it', { discounts: [forAll(whole)] }, 'nothing, charge, €0.00 / month'],
  ['half of it', { discounts: [forAll(half)] }, 'something, charge, €24.50 / month'],
  ['what has to be rounded', { discounts: [forAll(third)] }, 'something, charge, €49.00 / month, discounts'],
  [
    'something, one after the other',
    { discounts: [forAll(half), forAll(off(450))] },
    'something, charge, €20.00 / month',
  ],
  [
    'something, in the other order',
    { discounts: [forAll(off(900)), forAll(half)] },
    'something, charge, €20.00 / month',
  ],
  [
    'something, of which one is for some products',
    { discounts: [forAll(half), off(450)] },
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'half, once',
    { discounts: [forAll({ ...half, duration: 'once' })] },
    'something, charge, €49.00 / month, discounts',
  ],
  [
    'half, until before the renewal',
    { discounts: [forAll({ ...half, endsAtMs: f.at('2026-12-01') })] },
    'something, charge, €49.00 / month',
  ],
  ['one item alone', { items: two([forAll(whole)]) }, 'something, charge, €10.00 / month'],
  ['both items', { items: two([forAll(whole)], [forAll(off(2000))]) }, 'nothing, charge, €0.00 / month'],
  [
    'one item, then everything',
    { items: two([forAll(half)]), discounts: [forAll(off(450))] },
    'something, charge, €30.00 / month',
  ],
  [
    'a part of each item',
    { items: two(), discounts: [forAll({ ...half, percentOff: 10 })] },
    'something, charge, €53.10 / month',
  ],
  [
    'several things of several items',
    { items: two(), discounts: [forAll(off(450)), forAll(half)] },
    'something, charge, €59.00 / month, discounts',
  ],
])(
  'a coupon for every product that takes off %s is computed as far as that is exact',
  (_, changes, words) => {
    expect(told(next(changes))).toBe(words)
  },
)

const only = (discount: Discount, ...products: string[]): Discount => ({ ...discount, products })
const tea = f.item({ id: 'si_tea', productId: 'prod_tea', price: { unitAmountMinor: 1000 } })

test.each<[string, Partial<Subscription>, string]>([
  ['the one that is bought', { discounts: [only(half, 'prod_cafe')] }, 'something, charge, €24.50 / month'],
  ['another one', { discounts: [only(half, 'prod_tea')] }, 'something, charge, €49.00 / month'],
  [
    'one of two, half of it',
    { items: [f.item(), tea], discounts: [only(half, 'prod_tea')] },
    'something, charge, €54.00 / month',
  ],
  [
    'one of two, more than that costs',
    { items: [f.item(), tea], discounts: [only(off(5000), 'prod_tea', 'prod_9')] },
    'something, charge, €49.00 / month',
  ],
  [
    'both of two',
    { items: [f.item(), tea], discounts: [only(off(5000), 'prod_tea', 'prod_cafe')] },
    'something, charge, €9.00 / month',
  ],
  [
    'an item of another product',
    { items: [f.item({ discounts: [only(half, 'prod_tea')] }), tea] },
    'something, charge, €59.00 / month',
  ],
])('a coupon for %s takes off of that alone', (_, changes, words) => {
  expect(told(next(changes))).toBe(words)
})

test('a coupon for some products is not computed where the product of an item is not known', () => {
  const { productId: _, ...item } = f.item()
  expect(told(next({ items: [item], discounts: [only(half, 'prod_cafe')] }))).toBe(
    'something, charge, €49.00 / month, discounts',
  )
})

test('what is free is charged all the same when something is owed on the balance', () => {
  const free = { discounts: [forAll(whole)] }
  expect(next(free, { customer: { balanceMinor: 500 } }).costs).toBe('unknown')
  expect(next(free, { customer: { invoiceCredit: [{ currency: 'eur', amountMinor: -1 }] } }).costs).toBe(
    'unknown',
  )
  expect(next(free, { customer: { balanceMinor: -500 } }).costs).toBe('nothing')
})

test('the customer’s discount counts where the subscription has none of its own', () => {
  const customer = { discounts: [half] }
  const invoices = [billed({}, ['di_half', 2450])]
  expect(told(next({}, { customer, invoices }))).toBe('something, charge, €24.50 / month')
  const own = { discounts: [off(100)] }
  expect(told(next(own, { customer, invoices }))).toBe('something, charge, €49.00 / month, discounts')
  expect(told(next(own, { customer, invoices: [billed({}, ['di_off', 100])] }))).toBe(
    'something, charge, €48.00 / month',
  )
  // One invoice that names no subscription may be of other things: the customer's discount proves nothing there.
  const { subscriptionId: _, ...unnamed } = billed({}, ['di_half', 2450])
  expect(told(next({}, { customer, invoices: [unnamed] }))).toBe(
    'something, charge, €49.00 / month, discounts',
  )
})

test.each<[string, Partial<Subscription>, string | undefined, string | undefined]>([
  ['no end', {}, '2026-12-03', undefined],
  ['an end far away', { cancelAtMs: f.at('2027-09-01') }, '2026-12-03', '2027-09-01'],
  ['an end within the next period', { cancelAtMs: f.at('2026-12-20') }, '2026-12-03', '2026-12-20'],
  ['an end with this period', { cancelAtMs: f.at('2026-12-03') }, undefined, '2026-12-03'],
  ['an end before this period is over', { cancelAtMs: f.at('2026-11-25') }, undefined, '2026-11-25'],
  ['an end at the period’s end', { cancelAtPeriodEnd: true }, undefined, '2026-12-03'],
  [
    'both, as Stripe sends them',
    { cancelAtPeriodEnd: true, cancelAtMs: f.at('2026-12-03') },
    undefined,
    '2026-12-03',
  ],
  ['a trial', { status: 'trialing', trialEndsAtMs: f.at('2026-11-25') }, '2026-11-25', undefined],
  [
    'a trial with an end far away',
    { status: 'trialing', trialEndsAtMs: f.at('2026-11-25'), cancelAtMs: f.at('2027-09-01') },
    '2026-11-25',
    '2027-09-01',
  ],
  [
    'a trial with an end before its own',
    { status: 'trialing', trialEndsAtMs: f.at('2026-11-25'), cancelAtMs: f.at('2026-11-22') },
    undefined,
    '2026-11-22',
  ],
  [
    'a trial that ends with itself',
    { status: 'trialing', trialEndsAtMs: f.at('2026-11-25'), cancelAtPeriodEnd: true },
    undefined,
    '2026-11-25',
  ],
  ['a period that is over', { periodEndAtMs: f.at('2026-10-29') }, undefined, undefined],
  [
    'an end between the periods of two items',
    {
      cancelAtMs: f.at('2027-03-01'),
      items: [f.item({ periodEndAtMs: f.at('2026-12-03') }), f.item({ periodEndAtMs: f.at('2027-06-01') })],
    },
    '2026-12-03',
    '2027-03-01',
  ],
  [
    'an end with the longer of two periods',
    {
      cancelAtPeriodEnd: true,
      cancelAtMs: f.at('2027-06-01'),
      items: [f.item({ periodEndAtMs: f.at('2026-12-03') }), f.item({ periodEndAtMs: f.at('2027-06-01') })],
    },
    '2026-12-03',
    '2027-06-01',
  ],
])('a subscription with %s renews and ends when it does', (_, changes, renews, ends) => {
  const charge = next(changes)
  const day = (atMs: number | undefined) => atMs && new Date(atMs).toISOString().slice(0, 10)
  expect([day(charge.atMs), day(charge.endsAtMs)]).toEqual([renews, ends])
})

test('several subscriptions have the sum of their amounts and the first date on which something is to pay', () => {
  const free = f.subscription({
    periodEndAtMs: f.at('2026-11-22'),
    items: [f.item({ price: { unitAmountMinor: 0 } })],
  })
  const sent = f.subscription({ periodEndAtMs: f.at('2026-11-30'), collectionMethod: 'send_invoice' })
  const all = nextChargeOfAll([f.subscription(), free, sent], { customer: customerOf() }, f.view)
  expect(told(all)).toBe('something, invoice, €98.00 / month')
  expect(all.atMs).toBe(f.at('2026-11-30'))
  expect(told(nextChargeOfAll([free], { customer: customerOf() }, f.view))).toBe(
    'nothing, charge, €0.00 / month',
  )
})
