// Each alert: when it is there, and when something that looks alike is none.

import { expect, test } from 'vitest'
import type { Subscription } from '#contract/billing.ts'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { text } from './fixtures/panel-text.ts'

const titles = (billing: ReturnType<typeof f.billing>) =>
  (drawCustomer(billing, f.view)[0]?.blocks ?? []).flatMap((block) =>
    block.type === 'alert' ? [text(block.title)] : [],
  )

type Case = [what: string, parts: f.BillingParts, expected: string[]]
const check = (cases: Case[]) =>
  test.each(cases)('an alert stands where it is due and nowhere else: %s', (_, parts, expected) => {
    expect(titles(f.billing(parts))).toEqual(expected)
  })

const soon = f.at('2026-11-23')
const trial = (changes: Partial<Subscription> = {}) =>
  f.subscription({
    status: 'trialing',
    trialEndsAtMs: soon,
    periodEndAtMs: soon,
    trialEndWithoutMethod: 'create_invoice',
    ...changes,
  })
const tea = f.item({ id: 'si_tea', productId: 'prod_tea', productName: 'Tea plan' })
const without = (parts: f.BillingParts): f.BillingParts => {
  const { paymentMethod: _, ...customer } = f.billing(parts).customer
  return { ...parts, rest: { ...parts.rest, customer } }
}
const november = { type: 'card', brand: 'visa', last4: '4242', expMonth: 11, expYear: 2026 }
const disputed = (status: string, changes = {}): f.BillingParts => ({
  payments: [f.payment({ disputed: true })],
  disputes: [f.dispute({ status, ...changes })],
})
const tried = { attempted: true, attemptCount: 1, paymentIds: ['pi_1'] }

check([
  [
    'a dispute that needs an answer',
    disputed('needs_response'),
    ['Dispute of €89.00: respond within 8 days'],
  ],
  [
    'an inquiry that needs one',
    disputed('warning_needs_response'),
    ['Inquiry of €89.00: respond within 8 days'],
  ],
  [
    'an appeal that needs one',
    disputed('appeal_needs_response'),
    ['Appeal of €89.00: respond within 8 days'],
  ],
  [
    'a dispute due today',
    disputed('needs_response', { dueAtMs: f.nowMs + 3_600_000 }),
    ['Dispute of €89.00: respond today'],
  ],
  ['a dispute that the bank looks at', disputed('under_review'), []],
  ['a dispute that is lost', disputed('lost'), []],
  ['a dispute that was prevented', disputed('prevented'), []],
  ['an inquiry that was closed', disputed('warning_closed'), []],
])

check([
  [
    'an invoice whose payment failed',
    { invoices: [f.openInvoice(tried)], payments: [f.failedPayment()] },
    ['Payment of €215.00 failed'],
  ],
  [
    'the same while a debit retries it',
    { invoices: [f.openInvoice(tried)], payments: [f.pendingDebit(), f.failedPayment()] },
    [],
  ],
  ['an open invoice that was not tried', { invoices: [f.openInvoice()] }, []],
  [
    'a sent invoice that is not due yet',
    { invoices: [f.openInvoice({ collectionMethod: 'send_invoice', dueAtMs: soon })] },
    [],
  ],
  [
    'a sent invoice that is overdue',
    { invoices: [f.openInvoice({ collectionMethod: 'send_invoice', dueAtMs: f.at('2026-11-01') })] },
    ['Invoice of €215.00 is overdue'],
  ],
  [
    'one that is overdue while a debit pays it',
    { invoices: [f.openInvoice({ ...tried, dueAtMs: f.at('2026-11-01') })], payments: [f.pendingDebit()] },
    [],
  ],
  [
    'a draft, a void one, one written off',
    {
      invoices: ['draft', 'void', 'uncollectible'].map((status) =>
        f.openInvoice({ ...tried, id: status, status }),
      ),
    },
    [],
  ],
  [
    'five that failed, of which three are told',
    { invoices: [1, 2, 3, 4, 5].map((k) => f.openInvoice({ ...tried, id: `in_${k}`, paymentIds: [] })) },
    Array.from({ length: 3 }, () => 'Payment of €215.00 failed'),
  ],
  [
    'what failed where the headline says past due',
    { subscriptions: [], invoices: [f.openInvoice(tried)], payments: [f.failedPayment()] },
    [],
  ],
])

const failed = f.refund({ id: 're_f', status: 'failed', createdAtMs: f.at('2026-10-01') })
check([
  ['a refund that failed', { payments: [f.payment({ refunds: [failed] })] }, ['Refund of €10.00 failed']],
  [
    'one that was made again since',
    { payments: [f.payment({ amountRefundedMinor: 1000, refunds: [f.refund(), failed] })] },
    [],
  ],
  [
    'one that was made again with less',
    { payments: [f.payment({ refunds: [f.refund({ amountMinor: 900 }), failed] })] },
    ['Refund of €10.00 failed'],
  ],
  [
    'one that was made before and failed after',
    { payments: [f.payment({ refunds: [failed, f.refund({ createdAtMs: f.at('2026-09-01') })] })] },
    ['Refund of €10.00 failed'],
  ],
  [
    'a refund that is pending, or canceled',
    { payments: [f.payment({ refunds: ['pending', 'canceled'].map((status) => f.refund({ status })) })] },
    [],
  ],
])

check([
  [
    'a payment that waits for the customer',
    { payments: [f.payment({ id: 'pi_9', status: 'requires_action' })] },
    ['Payment of €215.00 is waiting for the customer'],
  ],
  [
    'a payment that waits for a method, or for its capture',
    {
      payments: ['requires_payment_method', 'requires_capture', 'processing'].map((status) =>
        f.payment({ id: status, status }),
      ),
    },
    [],
  ],
  [
    'one that waits and is told by its unpaid invoice',
    {
      invoices: [f.openInvoice({ ...tried, paymentIds: ['pi_9'] })],
      payments: [f.payment({ id: 'pi_9', paymentIntentId: 'pi_9', status: 'requires_action' })],
    },
    ['Payment of €215.00 is waiting for the customer'],
  ],
])

const card = (parts: f.BillingParts, method: typeof november = november): f.BillingParts => ({
  ...parts,
  customer: { paymentMethod: method, ...parts.customer },
})
check([
  ['a card that expires before the next charge', card({}), ['Card expires this month']],
  [
    'the card of the subscription itself',
    { subscriptions: [f.subscription({ paymentMethod: november })] },
    ['Card expires this month'],
  ],
  [
    'the customer’s card where the subscription has another',
    card({ subscriptions: [f.subscription({ paymentMethod: { ...november, expYear: 2030 } })] }),
    [],
  ],
  [
    'the card of a subscription that ends',
    card({ subscriptions: [f.subscription({ cancelAtPeriodEnd: true })] }),
    [],
  ],
  ['a card of which only the id came', { subscriptions: [f.subscription({ paymentMethod: 'unread' })] }, []],
  ['a card without a running subscription', card({ subscriptions: [] }), []],
  [
    'a card of a subscription on a test clock',
    card({ subscriptions: [f.subscription({ testClock: true })] }),
    [],
  ],
  ['a card of a customer on a test clock', card({ customer: { testClock: true } }), []],
])

const other = (changes: Partial<Subscription> = {}) => f.subscription({ id: 'sub_2', ...changes })
check([
  ['two subscriptions to one product', { subscriptions: [f.subscription(), other()] }, ['Billed twice?']],
  ['one of the two has ended', { subscriptions: [f.subscription(), other({ status: 'canceled' })] }, []],
  [
    'one of the two never started',
    { subscriptions: [f.subscription(), other({ status: 'incomplete' })] },
    [],
  ],
  [
    'two items of one subscription',
    { subscriptions: [f.subscription({ items: [f.item(), f.item({ id: 'si_2' })] })] },
    [],
  ],
  ['two products', { subscriptions: [f.subscription(), other({ items: [tea] })] }, []],
])

const noDefault = 'The trial ends 2026-11-23(relative) without a default payment method'
check([
  ['a trial that ends soon and has no default method', without({ subscriptions: [trial()] }), [noDefault]],
  ['a trial that has one', { subscriptions: [trial()] }, []],
  [
    'a trial of which only the id of its method came',
    without({ subscriptions: [trial({ paymentMethod: 'unread' })] }),
    [],
  ],
  [
    'a trial whose invoice is sent',
    without({ subscriptions: [trial({ collectionMethod: 'send_invoice' })] }),
    [],
  ],
  [
    'a trial of what is free',
    without({ subscriptions: [trial({ items: [f.item({ price: { unitAmountMinor: 0 } })] })] }),
    [],
  ],
  [
    'a trial that ends with itself',
    without({ subscriptions: [trial({ cancelAtPeriodEnd: true })] }),
    ['‹Café plan› ends 2026-11-23(relative)'],
  ],
  [
    'a trial that ends in four days',
    without({ subscriptions: [trial({ trialEndsAtMs: f.at('2026-11-25') })] }),
    [],
  ],
  ['a trial on a test clock', without({ subscriptions: [trial({ testClock: true })] }), []],
])

const ends = '‹Café plan› ends 2026-11-23(relative)'
check([
  [
    'a subscription that ends with its period soon',
    { subscriptions: [f.subscription({ cancelAtPeriodEnd: true, periodEndAtMs: soon })] },
    [ends],
  ],
  [
    'one with a date within a week, before it renews',
    { subscriptions: [f.subscription({ cancelAtMs: soon })] },
    [ends],
  ],
  ['one with a date far away', { subscriptions: [f.subscription({ cancelAtMs: f.at('2027-09-01') })] }, []],
  [
    'one that ended already',
    { subscriptions: [f.subscription({ status: 'canceled', cancelAtMs: soon })] },
    [],
  ],
  ['one whose date has passed', { subscriptions: [f.subscription({ cancelAtMs: f.at('2026-11-19') })] }, []],
  ['one on a test clock', { subscriptions: [f.subscription({ cancelAtMs: soon, testClock: true })] }, []],
])

check([
  [
    'credit that nothing uses up',
    { subscriptions: [], customer: { balanceMinor: -1200 } },
    ['Unused credit of €12.00'],
  ],
  [
    'credit beside what ended',
    { subscriptions: [f.subscription({ status: 'canceled' })], customer: { balanceMinor: -1200 } },
    ['Unused credit of €12.00'],
  ],
  ['credit beside a running subscription', { customer: { balanceMinor: -1200 } }, []],
  [
    'credit where there may be more subscriptions',
    { subscriptions: f.read({ items: [], hasMore: true }), customer: { balanceMinor: -1200 } },
    [],
  ],
  ['a debt on the balance', { subscriptions: [], customer: { balanceMinor: 1200 } }, []],
])

check([
  [
    'one missing permission',
    { disputes: f.forbidden('rak_dispute_read') },
    ['The Stripe key cannot read disputes'],
  ],
  ['a part that Stripe did not answer', { disputes: f.unread({ reason: 'timeout' }) }, []],
  [
    'a deleted customer',
    { customer: { deleted: true, balanceMinor: -1200 }, subscriptions: [], ...disputed('needs_response') },
    [],
  ],
  [
    'a customer whom Stripe calls delinquent, without a known debt',
    { customer: { delinquent: true } },
    ['Stripe marks this customer as delinquent'],
  ],
  [
    'one whose debt is known',
    { customer: { delinquent: true }, invoices: [f.openInvoice(tried)], payments: [f.failedPayment()] },
    ['Payment of €215.00 failed'],
  ],
])

test('a deadline that has passed is not announced, in the alert as in the row', () => {
  const past = JSON.stringify(
    drawCustomer(f.billing(disputed('needs_response', { dueAtMs: f.at('2026-11-18') })), f.view),
  )
  expect(past).toContain('the deadline has passed')
  expect(past).not.toMatch(/2026-11-18|response needed|Evidence is due/)
})
