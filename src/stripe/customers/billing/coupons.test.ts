// What a discount takes off: when a request is made for it, what it brings, and how long it is kept.

import { expect, test } from 'vitest'
import type { Discount, Subscription } from '#contract/billing.ts'
import { customer, open, subscription } from '../../../../test/worlds/stripe/context.ts'
import { permissionError, stripeError } from '../../../../test/worlds/stripe/stub-fetch.ts'

const dayMs = 86_400_000
const expand = (field: string) =>
  ['currency_options', 'applies_to'].map((name) => `expand[]=${field}.source.coupon.${name}`).join('&')
const expanded = (bearer: string, field = 'discounts') => `/v1/${bearer}?${expand(field)}`

type Coupon = { id: string; applies_to?: object } & Record<string, unknown>
const nineOff: Coupon = {
  id: 'NINE',
  amount_off: 1000,
  currency: 'usd',
  duration: 'forever',
  currency_options: { usd: { amount_off: 1000 }, eur: { amount_off: 900 } },
}
const discount = (coupon: string | Coupon, id = 'di_1') => ({ id, source: { type: 'coupon', coupon } })
const withDiscounts = (changes: object) => ({
  subscriptions: { data: [{ ...subscription, ...changes }], has_more: false },
})

/** A customer whose subscription differs; what carries the discounts answers with the coupons in full. */
function openWith(own: object, carried: Record<string, object>, other = own) {
  const of = open({
    customers: [customer('cus_1', 'amy@rocketrides.io', own), customer('cus_2', 'bea@rocketrides.io', other)],
    products: [{ id: 'prod_1', name: 'Pro' }],
  })
  of.stub.intercept = ({ pathname, searchParams }) => {
    const found = carried[pathname.replace('/v1/', '')]
    return found && searchParams.has('expand[]') ? Response.json(found) : undefined
  }
  const look = async (address = 'amy@rocketrides.io', how = of.ask()) => {
    of.stub.requests.length = 0
    const { billing } = await of.lookUp(address, how)
    const [one] = billing
    if (one?.subscriptions.state !== 'read') throw new Error('nothing was read')
    const [first] = one.subscriptions.value.items
    const asked = of.stub.requests.filter((request) => request.includes('source.coupon.'))
    return { discounts: first?.discounts, subscription: first, billing: one, asked }
  }
  return { ...of, look }
}
const worth = (discounts: readonly Discount[] = []) =>
  discounts.map(({ amountsOff, percentOff, products }) => ({ amountsOff, percentOff, products }))

test('a first look without a discount, or with one whose worth an invoice tells, asks for no coupon', async () => {
  const plan = ['/v1/customers', '/v1/customers/search', '/v1/charges', '/v1/invoices', '/v1/products']
  const percent = { ...discount({ id: 'TEN', percent_off: 10, duration: 'forever' }) }
  const told = [{ id: 'in_1', customer: 'cus_1', status: 'paid', total: 1, created: 1, discounts: [percent] }]
  const both = [
    [{}, []],
    [withDiscounts({ discounts: [discount('TEN')] }), told],
  ] as const
  for (const [own, invoices] of both) {
    const { lookUp, stub } = open({
      customers: [customer('cus_1', 'amy@rocketrides.io', own)],
      products: [{ id: 'prod_1', name: 'Pro' }],
      charges: [{ id: 'ch_1', customer: 'cus_1', status: 'succeeded', captured: true, amount: 1 }],
      invoices: [...invoices],
    })
    await lookUp('amy@rocketrides.io')
    expect(stub.requests.map((request) => request.split('?')[0])).toEqual(plan)
  }
})

test('a coupon that came as an id, or in another currency, is read with the subscription, once a day for all customers', async () => {
  const of = openWith(
    withDiscounts({ discounts: [discount('NINE')] }),
    { 'subscriptions/sub_1': { id: 'sub_1', discounts: [discount(nineOff)] } },
    withDiscounts({ id: 'sub_2', discounts: [discount('NINE', 'di_2')] }),
  )
  const first = await of.look()
  expect(first.asked).toEqual([expanded('subscriptions/sub_1')])
  expect(worth(first.discounts)).toEqual([
    {
      amountsOff: [
        { currency: 'usd', amountMinor: 1000 },
        { currency: 'eur', amountMinor: 900 },
      ],
      percentOff: undefined,
      products: 'all',
    },
  ])
  expect((await of.look()).asked).toEqual([])
  const refreshed = await of.look('amy@rocketrides.io', of.ask({ fresh: true }))
  expect(refreshed.asked).toEqual([])
  expect(worth(refreshed.discounts)).toEqual(worth(first.discounts))
  const other = await of.look('bea@rocketrides.io')
  expect(other.asked).toEqual([])
  expect(worth(other.discounts)).toEqual(worth(first.discounts))
  of.pass(dayMs + 1)
  expect((await of.look()).asked).toEqual([expanded('subscriptions/sub_1')])
})

test('an amount that an invoice tells in another currency than is paid in is not taken for the whole', async () => {
  const { lookUp, stub } = open({
    customers: [customer('cus_1', 'amy@rocketrides.io', withDiscounts({ discounts: [discount('NINE')] }))],
    invoices: [
      {
        id: 'in_1',
        customer: 'cus_1',
        status: 'paid',
        created: 1,
        discounts: [discount({ ...nineOff, currency_options: undefined })],
      },
    ],
  })
  stub.intercept = ({ pathname }) =>
    pathname === '/v1/subscriptions/sub_1' ? Response.json({ discounts: [discount(nineOff)] }) : undefined
  const { billing } = await lookUp('amy@rocketrides.io')
  const [subscriptions] = billing.map((one) => one.subscriptions)
  expect(subscriptions).toMatchObject({
    value: { items: [{ discounts: [{ amountsOff: [{ currency: 'usd' }, { currency: 'eur' }] }] }] },
  })
})

test('a discount of an item is known only by its id, and read with the item', async () => {
  const [item] = subscription.items.data
  const of = openWith(withDiscounts({ items: { data: [{ ...item, discounts: ['di_item'] }] } }), {
    'subscription_items/si_1': {
      discounts: [discount({ id: 'HALF', percent_off: 50, duration: 'forever' }, 'di_item')],
    },
  })
  const first = await of.look()
  expect(first.asked).toEqual([expanded('subscription_items/si_1')])
  expect(first.subscription?.items[0]?.discounts).toMatchObject([
    { id: 'di_item', couponId: 'HALF', percentOff: 50, products: 'all' },
  ])
  expect((await of.look()).asked).toEqual([])
  expect((await of.look('amy@rocketrides.io', of.ask({ fresh: true }))).asked).toEqual([])
})

test('the discount of a customer is read when a subscription inherits it', async () => {
  const inherited = { discount: discount({ id: 'NINE', amount_off: 1000, currency: 'usd' }) }
  const of = openWith(inherited, { 'customers/cus_1': { discount: discount(nineOff) } })
  const { asked, billing } = await of.look()
  expect(asked).toEqual([expanded('customers/cus_1', 'discount')])
  expect(billing.customer.discounts).toMatchObject([
    { amountsOff: [{ currency: 'usd' }, { currency: 'eur', amountMinor: 900 }], products: 'all' },
  ])
})

test('a coupon for some products names them', async () => {
  const some = { ...nineOff, applies_to: { products: ['prod_9'] } }
  const of = openWith(withDiscounts({ discounts: [discount('NINE')] }), {
    'subscriptions/sub_1': { discounts: [discount(some)] },
  })
  expect(worth((await of.look()).discounts)).toMatchObject([{ products: ['prod_9'] }])
})

test('several subscriptions with one coupon cost one request, ended ones none, and many at most five', async () => {
  const data = (count: number, coupon: (index: number) => string, status = 'active') => ({
    subscriptions: {
      data: Array.from({ length: count }, (_, k) => ({
        ...subscription,
        id: `sub_${k}`,
        status,
        discounts: [discount(coupon(k), `di_${k}`)],
      })),
    },
  })
  const shared = openWith(
    data(3, () => 'NINE'),
    { 'subscriptions/sub_0': { discounts: [discount(nineOff, 'di_0')] } },
  )
  const { asked, billing } = await shared.look()
  expect(asked).toEqual([expanded('subscriptions/sub_0')])
  const read = billing.subscriptions.state === 'read' ? billing.subscriptions.value.items : []
  const described = (one: Subscription) => one.discounts[0]?.amountsOff !== undefined
  expect(read.map(described)).toEqual([true, true, true])
  const ended = openWith(
    data(1, () => 'NINE', 'canceled'),
    {},
  )
  expect((await ended.look()).asked).toEqual([])
  const many = openWith(
    data(8, (k) => `C${k}`),
    {},
  )
  expect((await many.look()).asked).toHaveLength(5)
})

test('a coupon that cannot be read is not asked for at each look, and its discount stays without an amount', async () => {
  const own = withDiscounts({ discounts: [discount('NINE')] })
  const gone = openWith(own, {})
  const first = await gone.look()
  expect(first.asked).toHaveLength(1)
  expect(worth(first.discounts)).toEqual([
    { amountsOff: undefined, percentOff: undefined, products: undefined },
  ])
  expect((await gone.look()).asked).toEqual([])

  const refused = openWith(own, {})
  refused.stub.intercept = (url) =>
    url.search.includes('source.coupon') ? permissionError('rak_coupon_read') : undefined
  const { asked } = await refused.look()
  expect(asked).toEqual([])
  expect((await refused.look()).asked).toEqual([])
})

test('while reads are scarce no coupon is asked for', async () => {
  const of = openWith(withDiscounts({ discounts: [discount('NINE')] }), {})
  const before = of.stub.intercept
  of.stub.intercept = (url, init) =>
    url.pathname === '/v1/charges' ? stripeError(429, {}) : before?.(url, init)
  expect((await of.look()).asked).toEqual([])
})
