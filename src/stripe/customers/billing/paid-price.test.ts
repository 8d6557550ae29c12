// A price of another currency than is paid in came without its amount: an invoice line of the same price proves it.

import { expect, test } from 'vitest'
import { drawCustomer } from '#panels/draw.ts'
import { customer, open, subscription } from '../../../../test/worlds/stripe/context.ts'

type Line = { amount: string; currency?: string; price?: string }
const line = ({ amount, currency = 'eur', price = 'price_1' }: Line) => ({
  currency,
  pricing: { unit_amount_decimal: amount, price_details: { price, product: 'prod_1' } },
})
const invoice = (id: string, lines: Line[], changes: object = {}) => ({
  id,
  customer: 'cus_1',
  status: 'paid',
  currency: 'eur',
  total: 1800,
  created: 1_790_000_000,
  lines: { data: lines.map(line) },
  ...changes,
})
const [item] = subscription.items.data
const inDollars = { ...item?.price, currency: 'usd', unit_amount: 2000 }

/** The amounts of the one item, with these invoices, newest first. */
async function priceWith(invoices: object[], price: object = inDollars) {
  const items = { data: [{ ...item, price }] }
  const { lookUp, now } = open({
    customers: [
      customer('cus_1', 'amy@rocketrides.io', {
        subscriptions: { data: [{ ...subscription, items }], has_more: false },
      }),
    ],
    invoices: invoices.map((one) => ({ ...one })),
  })
  const { billing } = await lookUp('amy@rocketrides.io')
  const [one] = billing
  if (one?.subscriptions.state !== 'read') throw new Error('nothing was read')
  const { currency, unitAmountMinor, unitAmountDecimal } =
    one.subscriptions.value.items[0]?.items[0]?.price ?? {}
  const verdict = drawCustomer(one, { locale: 'en', timeZone: 'UTC', nowMs: now() })[0]?.blocks.find(
    ({ type }) => type === 'verdict',
  )
  const amount = verdict?.type === 'verdict' ? verdict.amount : undefined
  return { currency, unitAmountMinor, unitAmountDecimal, amount }
}

test('what a unit of the same price cost on an invoice, in the currency of the subscription, is its amount', async () => {
  const { amount, ...price } = await priceWith([invoice('in_1', [{ amount: '1800' }])])
  expect(price).toEqual({ currency: 'eur', unitAmountMinor: 1800, unitAmountDecimal: '1800' })
  expect(amount).toMatchObject([{ amountMinor: 1800, currency: 'eur', per: { interval: 'month' } }])
})

test.each<[string, Line]>([
  ['of another price', { amount: '1800', price: 'price_2' }],
  ['in another currency', { amount: '1800', currency: 'gbp' }],
  ['of a free trial', { amount: '0' }],
])('a line %s proves nothing, and no amount is shown', async (_, wrong) => {
  const { amount, ...price } = await priceWith([invoice('in_1', [wrong])])
  expect(price).toEqual({ currency: 'eur', unitAmountMinor: undefined, unitAmountDecimal: undefined })
  expect(amount).toBeUndefined()
})

test('the newest invoice has the last word, also where older open ones are read beside it', async () => {
  const older = invoice('in_old', [{ amount: '1500' }], { created: 1_700_000_000 })
  const newer = invoice('in_new', [{ amount: '1800' }])
  expect(await priceWith([newer, older])).toMatchObject({ unitAmountMinor: 1800 })
  const many = Array.from({ length: 24 }, (_, k) => invoice(`in_${k}`, k === 3 ? [{ amount: '1800' }] : []))
  const open = invoice('in_open', [{ amount: '1500' }], {
    status: 'open',
    amount_remaining: 1,
    created: 1_700_000_000,
  })
  expect(await priceWith([...many, open])).toMatchObject({ unitAmountMinor: 1800 })
  const without = many.map((one) => ({ ...one, lines: { data: [] } }))
  expect(await priceWith([...without, open])).toMatchObject({ unitAmountMinor: 1500 })
})

test.each<[string, object]>([
  ['tiered', { ...inDollars, billing_scheme: 'tiered' }],
  ['one that the customer chooses', { ...inDollars, custom_unit_amount: {} }],
  ['known in its own currency', { ...inDollars, currency: 'eur', unit_amount: 2100 }],
])('a price that is %s keeps what it says', async (_, price) => {
  const { unitAmountMinor } = await priceWith([invoice('in_1', [{ amount: '1800' }])], price)
  expect(unitAmountMinor).not.toBe(1800)
})
