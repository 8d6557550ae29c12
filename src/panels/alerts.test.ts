import { expect, test } from 'vitest'
import type { Block } from '#contract/panel.ts'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { text } from './fixtures/panel-text.ts'

const blocksOf = (billing: ReturnType<typeof f.billing>): Block[] =>
  drawCustomer(billing, f.view)[0]?.blocks ?? []
const alertsOf = (billing: ReturnType<typeof f.billing>) =>
  blocksOf(billing).filter((block) => block.type === 'alert')
const titles = (billing: ReturnType<typeof f.billing>) => alertsOf(billing).map(({ title }) => text(title))
const verdictOf = (billing: ReturnType<typeof f.billing>) =>
  blocksOf(billing).find((block) => block.type === 'verdict')
const noMethod = (parts: f.BillingParts = {}) => {
  const { paymentMethod: _, ...customer } = f.billing(parts).customer
  return f.billing({ ...parts, rest: { ...parts.rest, customer } })
}
const expiring = { type: 'card', brand: 'visa', last4: '4242', expMonth: 11, expYear: 2026 }

test('everything that can be wrong stands in the order of its weight', () => {
  const everything = f.billing({
    customer: { paymentMethod: expiring },
    subscriptions: [
      f.subscription(),
      f.subscription({ id: 'sub_2' }),
      f.subscription({
        id: 'sub_3',
        cancelAtPeriodEnd: true,
        periodEndAtMs: f.at('2026-11-23'),
        items: [f.item({ productId: 'p9', productName: 'Beans' })],
      }),
    ],
    invoices: [f.openInvoice({ attempted: true, attemptCount: 1, paymentIds: ['pi_5'] })],
    payments: [
      f.payment({ disputed: true, refunds: [f.refund({ status: 'failed', failureReason: 'declined' })] }),
      f.failedPayment({ id: 'ch_5', paymentIntentId: 'pi_5' }),
      f.payment({ id: 'pi_6', status: 'requires_action' }),
    ],
    disputes: [f.dispute()],
    rest: { paymentMethods: f.read(true as const), products: f.forbidden('rak_product_read') },
  })
  expect(titles(everything)).toEqual([
    'Dispute of €89.00: respond within 8 days',
    'Payment of €215.00 failed',
    'Refund of €10.00 failed',
    'Payment of €215.00 is waiting for the customer',
    'Card expires this month',
    'Billed twice?',
    '‹Beans› ends 2026-11-23(relative)',
    'The Stripe key cannot read products',
  ])
  expect(alertsOf(everything).map(({ status }) => status)).toEqual([
    'bad',
    'bad',
    'bad',
    'warn',
    'warn',
    'warn',
    'warn',
    'info',
  ])
  for (const { actions = [] } of alertsOf(everything))
    expect(actions.filter(({ kind }) => kind !== 'refresh').length).toBeLessThanOrEqual(2)
})

test('a healthy customer with credit has no alert', () => {
  expect(titles(f.billing({ customer: { balanceMinor: -1200 } }))).toEqual([])
})

test('credit that no subscription will use up is named', () => {
  expect(titles(f.billing({ subscriptions: [], customer: { balanceMinor: -1200 } }))).toEqual([
    'Unused credit of €12.00',
  ])
})

test('a dispute that was won is no alert, though the payment stays marked as disputed', () => {
  expect(
    titles(
      f.billing({ payments: [f.payment({ disputed: true })], disputes: [f.dispute({ status: 'won' })] }),
    ),
  ).toEqual([])
})

test('the verdict "Past due" is not repeated by an alert', () => {
  const billing = f.billing({
    subscriptions: [f.subscription({ status: 'past_due' })],
    invoices: [f.openInvoice({ attempted: true, attemptCount: 2 })],
  })
  expect([verdictOf(billing)?.word, titles(billing)]).toEqual(['Past due', []])
})

test('an overdue invoice beside a running subscription is an alert and leaves the verdict as it was', () => {
  const billing = f.billing({
    invoices: [f.openInvoice({ collectionMethod: 'send_invoice', dueAtMs: f.at('2026-11-12') })],
  })
  expect([verdictOf(billing)?.word, titles(billing)]).toEqual(['Paying', ['Invoice of €215.00 is overdue']])
})

test('a trial that ends soon without a default method is an alert, but not while methods cannot be read', () => {
  const trial = f.subscription({
    status: 'trialing',
    trialEndsAtMs: f.at('2026-11-22'),
    trialEndWithoutMethod: 'cancel',
  })
  expect(titles(noMethod({ subscriptions: [trial] }))).toEqual([
    'The trial ends 2026-11-22(relative) without a default payment method',
  ])
  expect(titles(f.billing({ subscriptions: [trial] }))).toEqual([])
  expect(
    titles(noMethod({ subscriptions: [trial], rest: { paymentMethods: f.unread({ reason: 'timeout' }) } })),
  ).toEqual([])
  const later = f.subscription({ status: 'trialing', trialEndsAtMs: f.at('2026-11-29') })
  expect(titles(noMethod({ subscriptions: [later] }))).toEqual([])
})

test.each([
  [10, 2026, ['The card has expired']],
  [11, 2026, ['Card expires this month']],
  [12, 2026, []],
  [1, 2028, []],
] as const)('a card of %i/%i of a running subscription', (expMonth, expYear, expected) => {
  expect(titles(f.billing({ customer: { paymentMethod: { ...expiring, expMonth, expYear } } }))).toEqual(
    expected,
  )
})

test('a card that expires is no alert when nothing will be charged to it', () => {
  expect(
    titles(
      f.billing({
        customer: { paymentMethod: expiring },
        subscriptions: [f.subscription({ status: 'canceled' })],
      }),
    ),
  ).toEqual([])
  expect(
    titles(
      f.billing({
        customer: { paymentMethod: expiring },
        subscriptions: [f.subscription({ collectionMethod: 'send_invoice' })],
      }),
    ),
  ).toEqual([])
})

test('a dispute whose deadline has passed is not said to be answerable', () => {
  expect(titles(f.billing({ disputes: [f.dispute({ dueAtMs: f.nowMs - 5000 })] }))).toEqual([
    'Dispute of €89.00: the deadline has passed',
  ])
})

test.each<[string, f.BillingParts, string, string]>([
  [
    'paused collection only',
    { subscriptions: [f.subscription({ collectionPause: { behavior: 'void' } })] },
    'Paused',
    'warn',
  ],
  [
    'a first payment not completed',
    { subscriptions: [f.subscription({ status: 'incomplete' })] },
    'Not started',
    'warn',
  ],
  [
    'a free plan',
    { subscriptions: [f.subscription({ items: [f.item({ price: { unitAmountMinor: 0 } })] })] },
    'Active',
    'ok',
  ],
  ['an unknown status', { subscriptions: [f.subscription({ status: 'hibernating' })] }, 'Unknown', 'info'],
  ['nothing at all', { subscriptions: [] }, 'Never paid', 'quiet'],
  ['one payment and no subscription', { subscriptions: [], payments: [f.payment()] }, 'Paid once', 'ok'],
  [
    'only refunded payments',
    { subscriptions: [], payments: [f.payment({ amountRefundedMinor: 21500 })] },
    'Refunded',
    'quiet',
  ],
  [
    'an invoice paid outside Stripe',
    { subscriptions: [], invoices: [f.invoice({ paidOutsideMinor: 21500 })] },
    'Has paid',
    'ok',
  ],
  [
    'an overdue invoice and no subscription',
    { subscriptions: [], invoices: [f.openInvoice({ dueAtMs: f.at('2026-11-01') })] },
    'Past due',
    'bad',
  ],
  [
    'payments that cannot be read',
    { subscriptions: [], payments: f.forbidden('rak_charge_read') },
    'Unknown',
    'info',
  ],
  [
    'subscriptions that cannot be read',
    { subscriptions: f.forbidden('rak_subscription_read') },
    'Unknown',
    'info',
  ],
  [
    'more payments in Stripe, none of these paid',
    {
      subscriptions: [],
      payments: f.read({ items: [f.failedPayment()], hasMore: true, from: 'charges' as const }),
    },
    'Unknown',
    'info',
  ],
  ['a deleted customer', { customer: { deleted: true } }, 'Deleted', 'quiet'],
])('the verdict on %s', (_, parts, word, status) => {
  expect(verdictOf(f.billing(parts))).toMatchObject({ word, status })
})

test('the verdict has no amount when there are two currencies or intervals: the fields list them', () => {
  const billing = f.billing({
    subscriptions: [
      f.subscription(),
      f.subscription({ id: 'sub_2', items: [f.item({ productId: 'p2', price: { currency: 'usd' } })] }),
    ],
  })
  expect(verdictOf(billing)?.amount).toBeUndefined()
  const fields = blocksOf(billing).find((block) => block.type === 'fields')?.fields
  expect(fields?.find(({ label }) => label === 'Plan')?.value).toMatchObject({
    lines: [[{ amountMinor: 4900, currency: 'eur' }], [{ amountMinor: 4900, currency: 'usd' }]],
  })
})

test('totals stay in minor units, one per currency, and say when they rest on one page', () => {
  const payments = [
    f.payment({ currency: 'jpy', amountMinor: 5000, amountCapturedMinor: 5000 }),
    f.payment({ amountRefundedMinor: 500 }),
    f.payment({ currency: 'jpy', amountCapturedMinor: 1 }),
    f.failedPayment(),
  ]
  const billing = f.billing({
    payments: f.read({ items: payments, hasMore: true, from: 'charges' as const }),
    disputes: [f.dispute({ status: 'lost' })],
  })
  const fields = blocksOf(billing).find((block) => block.type === 'fields')?.fields ?? []
  expect(fields.find(({ label }) => label === 'Lifetime, net')).toMatchObject({
    value: {
      lines: [
        ['at least ', { amountMinor: 5001, currency: 'jpy' }],
        ['at least ', { amountMinor: 21000, currency: 'eur' }],
      ],
    },
    note: 'from the last 4 payments',
  })
  expect(fields.find(({ label }) => label === 'Lost to disputes')).toMatchObject({
    value: { lines: [[{ amountMinor: -8900, currency: 'eur' }]] },
  })
})

test('what goes into a reply or to the clipboard is neutral and leads to Stripe only', () => {
  const invoice = f.openInvoice({
    attempted: true,
    attemptCount: 3,
    paymentIds: ['pi_1'],
    hostedUrl: 'https://invoice.stripe.com/i/x',
  })
  const billing = f.billing({
    subscriptions: [f.subscription({ status: 'past_due' })],
    invoices: [invoice],
    payments: [f.failedPayment({ declineCode: 'stolen_card' })],
  })
  expect(verdictOf(billing)?.actions).toEqual([
    {
      kind: 'insert',
      label: 'Insert pay link',
      text: 'You can pay invoice KELP-0042 here:',
      href: 'https://invoice.stripe.com/i/x',
    },
    { kind: 'copy', label: 'Copy link', text: 'https://invoice.stripe.com/i/x' },
  ])
  const inserted = JSON.stringify(drawCustomer(billing, f.view)).match(/"kind":"insert"[^}]*/g) ?? []
  expect(inserted.length).toBeGreaterThan(1)
  for (const action of inserted) expect(action).not.toMatch(/stolen|lost|fraud/i)
  const evil = { ...invoice, hostedUrl: 'https://invoice.stripe.com.evil.example/i/x' }
  expect(
    verdictOf(f.billing({ subscriptions: [f.subscription({ status: 'past_due' })], invoices: [evil] }))
      ?.actions,
  ).toBeUndefined()
})

test('a colleague reads the billing state in the comment, with the link to the customer', () => {
  const actions = drawCustomer(f.billing(), f.view)
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === 'actions' ? block.actions : []))
  expect(actions.find(({ kind }) => kind === 'comment')).toMatchObject({
    text: 'Stripe: Café Marisol, Lda. (cus_1Marisol)\nPaying €49.00 / month\nNext charge Dec 3, 2026, since Mar 2023\nhttps://dashboard.stripe.com/acct_1Kelpie/customers/cus_1Marisol',
  })
})

test('an invoice that waits for the customer is told once, with the way to pay', () => {
  const invoice = f.openInvoice({ attempted: true, attemptCount: 1, paymentIds: ['pi_1'] })
  const alerts = alertsOf(
    f.billing({
      invoices: [invoice],
      payments: [f.failedPayment({ failureCode: 'authentication_required' })],
    }),
  )
  expect(alerts.map(({ text: why, actions }) => [text(why ?? ''), actions?.length])).toEqual([
    [
      'Payment failed, no more automatic retries: the customer has to confirm with their bank (3-D Secure)',
      2,
    ],
  ])
})

test('a price that is no plain amount is written out where the verdict cannot carry it', () => {
  const { unitAmountMinor: _unused, ...price } = f.item().price
  const tiered = {
    ...f.item(),
    price: { ...price, scheme: 'tiered' as const, tiersMode: 'graduated' as const },
  }
  const billing = f.billing({ subscriptions: [f.subscription({ items: [tiered] })] })
  const fields = blocksOf(billing).find((block) => block.type === 'fields')?.fields ?? []
  expect(verdictOf(billing)?.amount).toBeUndefined()
  expect(fields.find(({ label }) => label === 'Plan')?.value).toEqual({ lines: [['tiered (graduated)']] })
})
