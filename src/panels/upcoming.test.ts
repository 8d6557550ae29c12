// The headline and the row of a subscription once its next invoice was previewed.

import { expect, test } from 'vitest'
import type { NextInvoice } from '#contract/billing.ts'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

const next = (of: Partial<NextInvoice> = {}): NextInvoice => ({
  subscriptionId: 'sub_1',
  currency: 'eur',
  atMs: f.at('2026-12-18'),
  sent: false,
  lines: [],
  linesHasMore: false,
  discountMinor: 0,
  taxMinor: 0,
  taxIncludedMinor: 0,
  totalMinor: 5950,
  amountDueMinor: 5950,
  ...of,
})
const discounted = f.subscription({ discounts: [{ percentOff: 10 }] })

function drawn(previews: [string, NextInvoice | 'none'][], subscriptions = [discounted]) {
  const billing = { ...f.billing({ subscriptions }), nextInvoices: new Map(previews) }
  return panelsText(
    drawCustomer(billing, f.view).filter(({ id }) => ['customer', 'subscriptions'].includes(id)),
  )
}

test('a previewed invoice gives the headline and the row its amount and its date, and nothing is left out', () => {
  const text = drawn([['sub_1', next()]])
  expect(text).toMatch(/\[ok\] Paying {2}€59\.50\n {2}Next charge 2026-12-18/)
  expect(text).not.toContain('before discounts')
  expect(text).toMatch(/€59\.50\n.*Charge 2026-12-18/)
})

test('an invoice of nothing is no charge', () => {
  const text = drawn([['sub_1', next({ amountDueMinor: 0 })]])
  expect(text).toMatch(/\[ok\] Active {2}€0\.00/)
  expect(text).not.toContain('Next charge')
  expect(text).toContain('Nothing to pay 2026-12-18')
})

const two = [discounted, f.subscription({ id: 'sub_2', discounts: [{ percentOff: 10 }] })]
const headline = (text: string) => text.split('== subscriptions')[0]
const ofSecond = (of: Partial<NextInvoice>) => next({ subscriptionId: 'sub_2', ...of })

test.each<[string, [string, NextInvoice | 'none'][], string]>([
  ['missing', [], '2026-12-03'],
  ['of another day', [['sub_2', ofSecond({ atMs: f.at('2026-12-20') })]], '2026-12-18'],
  ['in another currency', [['sub_2', ofSecond({ currency: 'usd' })]], '2026-12-18'],
])(
  'with the second preview %s the first is not shown as the whole, and the first date is',
  (_, second, date) => {
    const computed = drawn([], two)
    expect(computed).toContain('before discounts')
    const told = headline(computed)?.replace('2026-12-03', date)
    expect(headline(drawn([['sub_1', next()], ...second], two))).toBe(told)
  },
)

test('previews of one day are one amount; what has no further invoice adds nothing to it', () => {
  const both = drawn(
    [
      ['sub_1', next()],
      ['sub_2', ofSecond({})],
    ],
    two,
  )
  expect(headline(both)).toContain('Paying  €119.00')
  const one = drawn(
    [
      ['sub_1', next()],
      ['sub_2', 'none'],
    ],
    two,
  )
  expect(headline(one)).toMatch(/Paying {2}€59\.50\n {2}Next charge 2026-12-18/)
  expect(one).toContain('No further invoice')
})

test('a subscription without a further invoice is charged no more: no headline, row or alert names a date', () => {
  const own = { ...discounted, cancelAtMs: f.at('2027-09-01') }
  const text = drawn([['sub_1', 'none']], [own])
  expect(text).toMatch(/\[ok\] Active {2}€49\.00 \/ month\n {2}No further invoice, ends 2027-09-01/)
  expect(text).not.toContain('2026-12-03')
  expect(text.match(/No further invoice/g)).toHaveLength(2)
})

test('an invoice of nothing is not called free, because credit may pay it', () => {
  const text = drawn([['sub_1', next({ amountDueMinor: 0 })]])
  expect(text).not.toContain('Free')
  expect(headline(text)).toContain('Nothing to pay 2026-12-18')
})

test('the alert of an expiring card names the charge that was previewed', () => {
  const paymentMethod = { type: 'card', brand: 'visa', last4: '4242', expMonth: 11, expYear: 2026 }
  const alerts = (previews: [string, NextInvoice | 'none'][]) => {
    const nextInvoices = new Map(previews)
    const billing = f.billing({ customer: { paymentMethod }, subscriptions: [f.subscription()] })
    return panelsText(
      drawCustomer({ ...billing, nextInvoices }, f.view).filter(({ id }) => id === 'customer'),
    )
  }
  expect(alerts([])).toContain('The charge on 2026-12-03(date) is likely to fail')
  expect(alerts([['sub_1', next()]])).toContain('The charge on 2026-12-18(date) is likely to fail')
  expect(alerts([['sub_1', 'none']])).not.toContain('is likely to fail')
})

test('what Stripe previews of a subscription that is past due or paused is no next charge', () => {
  for (const changes of [{ status: 'past_due' }, { collectionPause: { behavior: 'void' } }]) {
    const subscriptions = [f.subscription(changes)]
    expect(drawn([['sub_1', next()]], subscriptions)).toBe(drawn([], subscriptions))
  }
})

test('a preview whose time has come is not the next invoice any more', () => {
  expect(drawn([['sub_1', next({ atMs: f.nowMs - 1 })]])).toBe(drawn([]))
})

test('a subscription says that it follows a schedule, and that a change is waiting for payment', () => {
  const text = drawn(
    [],
    [f.subscription({ scheduleId: 'sub_sched_1', pendingUpdate: { expiresAtMs: f.at('2026-12-01') } })],
  )
  expect(text).toContain('Active, a change is waiting for payment until 2026-12-01(date), follows a schedule')
})
