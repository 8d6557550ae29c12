import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCustomer } from './customer.ts'
import { readDiscounts } from './discount.ts'
import { readDispute } from './dispute.ts'
import { readInvoice, readInvoiceSubscription, readLineNames } from './invoice.ts'
import { readCharge, readPaymentIntent, readRefund } from './payment.ts'
import { readPaymentMethod } from './payment-method.ts'
import { readPrice } from './price.ts'
import { readSubscription, readSubscriptions } from './subscription.ts'

const at = 1_700_000_000
const card = { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2030 }

// One object in three generations of the API, with what each of them means in common.
const subscriptions = {
  '2020-08-27': {
    id: 'sub_1',
    status: 'active',
    created: at,
    current_period_end: at + 100,
    quantity: 2,
    plan: {
      id: 'gold',
      amount: 2000,
      currency: 'eur',
      interval: 'month',
      interval_count: 1,
      product: 'prod_1',
    },
    discount: { coupon: { id: 'SAVE', percent_off: 20, name: 'Twenty' } },
    default_source: { object: 'card', id: 'card_1', ...card },
  },
  '2023-10-16': {
    id: 'sub_1',
    status: 'active',
    created: at,
    current_period_end: at + 100,
    currency: 'eur',
    items: {
      data: [
        {
          id: 'si_1',
          quantity: 2,
          price: {
            id: 'gold',
            product: 'prod_1',
            currency: 'eur',
            unit_amount: 2000,
            recurring: { interval: 'month', interval_count: 1 },
          },
        },
      ],
    },
    discount: { coupon: { id: 'SAVE', percent_off: 20, name: 'Twenty' } },
    discounts: ['di_1'],
    default_payment_method: { id: 'pm_1', type: 'card', card },
  },
  '2026-10-28.endive': {
    id: 'sub_1',
    status: 'active',
    created: at,
    currency: 'eur',
    items: {
      data: [
        {
          id: 'si_1',
          quantity: 2,
          current_period_end: at + 100,
          price: {
            id: 'gold',
            product: 'prod_1',
            currency: 'eur',
            unit_amount: 2000,
            recurring: { interval: 'month', interval_count: 1 },
          },
        },
      ],
    },
    discounts: [
      { id: 'di_1', source: { type: 'coupon', coupon: { id: 'SAVE', percent_off: 20, name: 'Twenty' } } },
    ],
    default_payment_method: { id: 'pm_1', type: 'card', card },
  },
}

test.each(Object.entries(subscriptions))('a subscription of %s reads the same', (_, raw) => {
  expect(readSubscription(raw)).toMatchObject({
    status: 'active',
    currency: 'eur',
    periodEndAtMs: (at + 100) * 1000,
    items: [
      {
        productId: 'prod_1',
        quantity: 2,
        price: { id: 'gold', unitAmountMinor: 2000, interval: 'month', intervalCount: 1 },
      },
    ],
    discounts: [{ couponId: 'SAVE', percentOff: 20, name: 'Twenty' }],
    paymentMethod: { type: 'card', brand: 'visa', last4: '4242', expMonth: 8, expYear: 2030 },
  })
})

const invoices = {
  '2020-08-27': {
    id: 'in_1',
    status: 'paid',
    paid: true,
    payment_intent: 'pi_1',
    charge: 'ch_1',
    subscription: 'sub_1',
  },
  '2023-10-16': {
    id: 'in_1',
    status: 'paid',
    payment_intent: { id: 'pi_1' },
    charge: 'ch_1',
    subscription: { id: 'sub_1' },
  },
  '2026-10-28.endive': {
    id: 'in_1',
    status: 'paid',
    payments: {
      data: [
        { payment: { type: 'payment_intent', payment_intent: 'pi_1' } },
        { payment: { type: 'charge', charge: 'ch_1' } },
      ],
    },
    parent: {
      type: 'subscription_details',
      subscription_details: { subscription: { id: 'sub_1', status: 'canceled' } },
    },
  },
}

test.each(Object.entries(invoices))('an invoice of %s names its payments and its subscription', (_, raw) => {
  const invoice = readInvoice({
    ...raw,
    currency: 'eur',
    total: 500,
    amount_due: 500,
    amount_paid: 500,
    created: at,
  })
  expect(invoice).toMatchObject({
    status: 'paid',
    subscriptionId: 'sub_1',
    amountRemainingMinor: 0,
    createdAtMs: at * 1000,
  })
  expect(invoice?.paymentIds.toSorted()).toEqual(['ch_1', 'pi_1'])
})

test('an ended subscription is read from its invoice, and its product is named by the line', () => {
  expect(readInvoiceSubscription(invoices['2026-10-28.endive'])).toMatchObject({
    id: 'sub_1',
    status: 'canceled',
  })
  expect(readInvoiceSubscription(invoices['2020-08-27'])).toBeUndefined()
  const line = (description: string) => ({ description, pricing: { price_details: { product: 'prod_1' } } })
  const named = (description: string) => readLineNames({ lines: { data: [line(description)] } })[0]?.[1]
  expect(named('2 × Pro (at) plan (at €20.00 / month)')).toBe('Pro (at) plan')
  expect(named('1.000 × Pro (Stufe 1 zu 20,00 € / Monat)')).toBe('Pro')
  expect(named('1 × House blend (decaf)')).toBe('House blend (decaf)')
  expect(named('Setup')).toBeUndefined()
  expect(named('Remaining time on 2 × Pro after 12 Nov 2026')).toBeUndefined()
  expect(readLineNames({ lines: [{ description: '1 × Old', plan: { product: 'prod_2' } }] })).toEqual([
    ['prod_2', 'Old'],
  ])
})

test('an invoice is paid by its status only, in every generation', () => {
  expect(readInvoice({ id: 'in_1', status: 'open', paid: true })?.status).toBe('open')
  expect(readInvoice({ id: 'in_1', paid_out_of_band: true })?.paidOutsideStripe).toBe(true)
  expect(readInvoice({ id: 'in_1', amount_paid_off_stripe: 1 })?.paidOutsideStripe).toBe(true)
})

test('only https addresses are passed on', () => {
  const invoice = readInvoice({
    id: 'in_1',
    hosted_invoice_url: 'javascript:alert(1)',
    invoice_pdf: 'https://pay.stripe.com/x',
  })
  expect(invoice?.hostedUrl).toBeUndefined()
  expect(invoice?.pdfUrl).toBe('https://pay.stripe.com/x')
})

test('the bank’s reason is the decline code; a rule of our own is not', () => {
  const outcome = { type: 'issuer_declined', reason: 'insufficient_funds', advice_code: 'try_again_later' }
  expect(
    readCharge({ id: 'ch_1', status: 'failed', amount: 1, failure_code: 'card_declined', outcome }),
  ).toMatchObject({
    declineCode: 'insufficient_funds',
    adviceCode: 'try_again_later',
    amountCapturedMinor: 0,
  })
  expect(
    readCharge({ id: 'ch_1', outcome: { type: 'blocked', reason: 'rule' } })?.declineCode,
  ).toBeUndefined()
})

test('old charges without amount_captured count what they took', () => {
  expect(
    readCharge({ id: 'ch_1', status: 'succeeded', captured: true, amount: 700 })?.amountCapturedMinor,
  ).toBe(700)
  expect(readCharge({ id: 'ch_1', status: 'failed', captured: true, amount: 700 })?.amountCapturedMinor).toBe(
    0,
  )
})

test('a payment intent reads with its charge inside or without', () => {
  const error = {
    code: 'card_declined',
    decline_code: 'expired_card',
    message: 'Expired',
    payment_method: { type: 'card', card },
  }
  expect(
    readPaymentIntent({
      id: 'pi_1',
      status: 'requires_payment_method',
      amount: 5,
      last_payment_error: error,
    }),
  ).toMatchObject({
    id: 'pi_1',
    declineCode: 'expired_card',
    method: { last4: '4242' },
  })
  for (const holder of [
    { latest_charge: { id: 'ch_1', receipt_url: 'https://r' } },
    { charges: { data: [{ id: 'ch_1', receipt_url: 'https://r' }] } },
  ]) {
    expect(readPaymentIntent({ id: 'pi_1', ...holder })).toMatchObject({
      id: 'pi_1',
      receiptUrl: 'https://r',
    })
  }
})

test('tiers, fractions, packages and metered prices keep what cannot be computed as text', () => {
  expect(
    readPrice({ id: 'p', unit_amount: null, unit_amount_decimal: '0.5', currency: 'EUR' }),
  ).toMatchObject({ unitAmountDecimal: '0.5', currency: 'eur' })
  expect(readPrice({ id: 'p', unit_amount: null })).not.toHaveProperty('unitAmountMinor')
  expect(
    readPrice({
      id: 'p',
      billing_scheme: 'tiered',
      tiers_mode: 'volume',
      recurring: { interval: 'month', usage_type: 'metered' },
      tiers: [
        { up_to: 10, flat_amount: 100 },
        { up_to: null, unit_amount_decimal: 2.5 },
      ],
    }),
  ).toMatchObject({
    scheme: 'tiered',
    tiersMode: 'volume',
    metered: true,
    tiers: [{ upTo: 10, flatAmountMinor: 100 }, { unitAmountDecimal: '2.5' }],
  })
  expect(readPrice({ id: 'p', transform_quantity: { divide_by: 1000 } }).divideBy).toBe(1000)
  expect(readPrice({ id: 'p', custom_unit_amount: {} }).customerChooses).toBe(true)
})

test('a dispute that needs no answer has no due date', () => {
  expect(readDispute({ id: 'dp_1', charge: { id: 'ch_1' }, evidence_details: { due_by: 0 } })).toMatchObject({
    paymentId: 'ch_1',
  })
  expect(readDispute({ id: 'dp_1', evidence_details: { due_by: null } })).not.toHaveProperty('dueAtMs')
  expect(readDispute({ id: 'dp_1', balance_transactions: [{ fee: 1500 }, { fee: -500 }] })?.feeMinor).toBe(
    1000,
  )
})

test('payment methods of every kind read', () => {
  expect(readPaymentMethod({ id: 'pm', type: 'sepa_debit', sepa_debit: { last4: '3000' } })).toEqual({
    id: 'pm',
    type: 'sepa_debit',
    last4: '3000',
  })
  expect(readPaymentMethod({ id: 'pm', type: 'paypal', paypal: { payer_email: 'a@b.c' } })).toMatchObject({
    email: 'a@b.c',
  })
  expect(readPaymentMethod({ object: 'bank_account', id: 'ba', bank_name: 'X', last4: '1' })).toMatchObject({
    type: 'bank_account',
    bankName: 'X',
  })
  expect(readPaymentMethod({ type: 'card', card: { ...card, wallet: { type: 'apple_pay' } } })?.wallet).toBe(
    'apple_pay',
  )
  expect(readPaymentMethod('pm_not_expanded')).toBeUndefined()
})

test('a deleted customer is one, and credit keeps its sign', () => {
  expect(readCustomer({ id: 'cus_1', object: 'customer', deleted: true })).toMatchObject({
    deleted: true,
    balanceMinor: 0,
  })
  expect(
    readCustomer({ id: 'cus_1', balance: -500, invoice_credit_balance: { eur: 300, usd: 0 } }),
  ).toMatchObject({
    balanceMinor: -500,
    invoiceCredit: [{ amountMinor: 300, currency: 'eur' }],
  })
  expect(readCustomer({ id: 'acct_1' })?.customerAccountId).toBe('acct_1')
})

/** Every value inside, at any depth. */
function valuesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Object.values(value).flatMap(valuesOf)
}

test('whatever arrives, no reader throws or passes on undefined, null or NaN', () => {
  const fields = Object.keys({
    id: 0,
    object: 0,
    amount: 0,
    currency: 0,
    created: 0,
    status: 0,
    items: 0,
    data: 0,
    price: 0,
    plan: 0,
    product: 0,
    discounts: 0,
    discount: 0,
    coupon: 0,
    source: 0,
    tiers: 0,
    recurring: 0,
    card: 0,
    type: 0,
    outcome: 0,
    refunds: 0,
    payments: 0,
    parent: 0,
    lines: 0,
    description: 0,
    last_payment_error: 0,
    evidence_details: 0,
    due_by: 0,
    email: 0,
    invoice_credit_balance: 0,
    total_discount_amounts: 0,
    latest_charge: 0,
    charges: 0,
    default_source: 0,
    trial_end: 0,
  })
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(
      fc.constantFrom(null, undefined, NaN, -1, 1.5, 1e300, '', 'x', true, 'card', '__proto__'),
      fc.integer(),
    ),
    tree: fc.oneof(
      { maxDepth: 5 },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...fields), tie('tree'), { maxKeys: 12 }),
    ),
  }))
  const readers = [
    readCustomer,
    readSubscription,
    readInvoice,
    readInvoiceSubscription,
    readCharge,
    readPaymentIntent,
    readRefund,
    readDispute,
    readPrice,
    readDiscounts,
  ]
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...fields), tree, { maxKeys: 20 }), (raw) => {
      const results = [
        ...readers.map((read) => read({ id: 'x_1', ...raw })),
        readPaymentMethod(raw),
        readSubscriptions(raw),
      ]
      for (const result of results.filter((one) => one !== undefined)) {
        for (const value of valuesOf(result))
          expect([undefined, null].includes(value as null) || Number.isNaN(value)).toBe(false)
      }
    }),
    { numRuns: 1000 },
  )
})
