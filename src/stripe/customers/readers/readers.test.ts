import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCustomer } from './customer.ts'
import { readDiscounts } from './discount.ts'
import { readDispute } from './dispute.ts'
import { readInvoice, readInvoiceSubscription, readLineNames, readLinePrices } from './invoice.ts'
import { readPaymentMethod } from './payment-method.ts'
import { readCharge, readPaymentIntent, readRefund } from './payment.ts'
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

test('an invoice line says what one unit of a price cost, in the currency that was paid in', () => {
  const line = (unit_amount_decimal: unknown, more: object = {}) => ({
    currency: 'EUR',
    pricing: { unit_amount_decimal, price_details: { price: 'price_1', product: 'prod_1' } },
    ...more,
  })
  const pricesOf = (...data: object[]) => readLinePrices({ lines: { data } })
  expect(pricesOf(line('1800'), line('0.25'), line('1800.000'))).toEqual([
    { priceId: 'price_1', currency: 'eur', unitAmountMinor: 1800, unitAmountDecimal: '1800' },
    { priceId: 'price_1', currency: 'eur', unitAmountDecimal: '0.25' },
    { priceId: 'price_1', currency: 'eur', unitAmountMinor: 1800, unitAmountDecimal: '1800.000' },
  ])
  // A trial makes any price free; a credit or a text is no price.
  expect(pricesOf(line('0'), line('-5'), line('free'), line(null), line(undefined))).toEqual([])
  expect(pricesOf(line('1800', { currency: undefined }), { currency: 'eur' })).toEqual([])
  expect(pricesOf({ ...line('1800'), pricing: { unit_amount_decimal: '1800' } })).toEqual([])
})

test('an invoice is paid by its status only, in every generation', () => {
  expect(readInvoice({ id: 'in_1', status: 'open', paid: true })?.status).toBe('open')
  const outside = (raw: object) => readInvoice({ id: 'in_1', amount_paid: 500, ...raw })?.paidOutsideMinor
  expect(outside({ paid_out_of_band: true })).toBe(500)
  expect(outside({ amount_paid_off_stripe: 200 })).toBe(200)
  expect(outside({ amount_paid_off_stripe: 0, paid_out_of_band: true })).toBe(0)
  expect(outside({})).toBe(0)
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
})

test('a dispute’s fees are in the currency they were settled in, less those given back', () => {
  const fees = (balance_transactions: object[]) => readDispute({ id: 'dp_1', balance_transactions })?.fees
  expect(fees([{ currency: 'USD', fee: 1500 }])).toEqual([{ amountMinor: 1500, currency: 'usd' }])
  expect(
    fees([
      { currency: 'eur', fee: 2000 },
      { currency: 'eur', fee: -2000 },
    ]),
  ).toEqual([])
  expect(
    fees([
      { currency: 'eur', fee: 2000 },
      { currency: 'usd', fee: 1500 },
      { currency: 'eur', fee: -500 },
    ]),
  ).toEqual([
    { amountMinor: 1500, currency: 'eur' },
    { amountMinor: 1500, currency: 'usd' },
  ])
  // Not said is unknown, not none.
  expect(fees([])).toBeUndefined()
  expect(fees([{ fee: 1500 }])).toBeUndefined()
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

const partly = { id: 'ch_1', status: 'succeeded', captured: true, amount: 10_000, created: 1_790_000_000 }
const refunded = (amount: number, more = {}) => ({
  id: `re_${amount}`,
  status: 'succeeded',
  amount,
  created: 1_790_086_400,
  reason: null,
  ...more,
})

test.each([
  [
    'taken in part, the release counted as a refund',
    { amount_captured: 3000, amount_refunded: 7000, refunds: [refunded(7000)] },
    { amountCapturedMinor: 3000, amountReleasedMinor: 7000, amountRefundedMinor: 0, refunds: [] },
  ],
  [
    'taken in part, no refund made of the release',
    { amount_captured: 3000, amount_refunded: 0, refunds: [] },
    { amountReleasedMinor: 7000, amountRefundedMinor: 0 },
  ],
  [
    'then refunded in part',
    { amount_captured: 6000, amount_refunded: 5000, refunds: [refunded(1000), refunded(4000)] },
    { amountReleasedMinor: 4000, amountRefundedMinor: 1000, refunds: [{ id: 're_1000' }] },
  ],
  [
    'then refunded in full, the release counted',
    {
      amount_captured: 6000,
      amount_refunded: 10_000,
      refunded: true,
      refunds: [refunded(6000), refunded(4000)],
    },
    { amountRefundedMinor: 6000, refunds: [{ id: 're_6000' }] },
  ],
  [
    'then refunded in full, no refund made of the release',
    { amount_captured: 6000, amount_refunded: 6000, refunded: true, refunds: [refunded(6000)] },
    { amountReleasedMinor: 4000, amountRefundedMinor: 6000, refunds: [{ id: 're_6000' }] },
  ],
  [
    'the same, refunds not listed',
    { amount_captured: 6000, amount_refunded: 6000, refunded: true },
    { amountRefundedMinor: 6000 },
  ],
  [
    'refunds not listed, only the release counted',
    { amount_captured: 6000, amount_refunded: 4000 },
    { amountRefundedMinor: 0 },
  ],
  [
    'refunds not listed, less given back than released',
    { amount_captured: 3000, amount_refunded: 1000 },
    { amountRefundedMinor: 1000 },
  ],
  [
    'a refund of the released amount that a person gave a reason for',
    {
      amount_captured: 6000,
      amount_refunded: 4000,
      refunds: [refunded(4000, { reason: 'requested_by_customer' })],
    },
    { amountRefundedMinor: 4000, refunds: [{ id: 're_4000' }] },
  ],
  [
    'a refund of the released amount long after any authorisation',
    { amount_captured: 6000, amount_refunded: 4000, refunds: [refunded(4000, { created: 1_799_000_000 })] },
    { amountRefundedMinor: 4000 },
  ],
  [
    'released whole, counted as a refund',
    {
      captured: false,
      amount_captured: 0,
      amount_refunded: 10_000,
      refunded: true,
      refunds: [refunded(10_000)],
    },
    { amountCapturedMinor: 0, amountReleasedMinor: 10_000, amountRefundedMinor: 0, refunds: [] },
  ],
  [
    'authorised, not taken yet',
    { captured: false, amount_captured: 0, amount_refunded: 0 },
    { amountReleasedMinor: 0, amountRefundedMinor: 0 },
  ],
  [
    'taken whole and refunded',
    { amount_captured: 10_000, amount_refunded: 2500, refunds: [refunded(2500)] },
    { amountReleasedMinor: 0, amountRefundedMinor: 2500, refunds: [{ id: 're_2500' }] },
  ],
])('a charge that was %s tells taken, released and refunded apart', (_name, raw, expected) => {
  expect(readCharge({ ...partly, ...raw })).toMatchObject(expected)
  const intent = { id: 'pi_1', status: 'succeeded', amount: 10_000, amount_received: raw.amount_captured }
  const read = readPaymentIntent({ ...intent, latest_charge: { ...partly, ...raw } })
  expect(read).toMatchObject(expected)
})

test('an intent alone does not know what was given back', () => {
  const intent = { id: 'pi_1', status: 'succeeded', amount: 10_000, amount_received: 3000 }
  const read = readPaymentIntent({ ...intent, latest_charge: 'ch_1' })
  expect(read).toMatchObject({ amountCapturedMinor: 3000, amountReleasedMinor: 7000 })
  expect(read).not.toHaveProperty('amountRefundedMinor')
  const open = { id: 'pi_1', status: 'processing', amount: 10_000, amount_received: 0 }
  expect(readPaymentIntent(open)?.amountRefundedMinor).toBe(0)
})

test('for any charge, of either generation, what was kept is what was taken less what was given back', () => {
  const charge = fc.record({
    taken: fc.nat(100_000),
    rest: fc.nat(100_000),
    given: fc.nat(100_000),
    isCounted: fc.boolean(),
    isListed: fc.boolean(),
  })
  fc.assert(
    fc.property(charge, ({ taken, rest, given, isCounted, isListed }) => {
      const back = Math.min(given, taken)
      // A release that no refund was made for, and a refund of exactly its amount: nothing but its reason tells them apart.
      const release = isCounted && rest > 0 ? [refunded(rest)] : []
      const refunds = [...(back > 0 ? [refunded(back, { reason: 'duplicate' })] : []), ...release]
      const said = back + (isCounted ? rest : 0)
      const raw = {
        ...partly,
        amount: taken + rest,
        amount_captured: taken,
        captured: taken > 0 || rest === 0,
        amount_refunded: said,
        refunded: said > 0 && said === (isCounted ? taken + rest : taken),
      }
      const read = readCharge(isListed ? { ...raw, refunds } : raw)
      const kept = (read?.amountCapturedMinor ?? 0) - (read?.amountRefundedMinor ?? 0)
      expect(kept).toBeGreaterThanOrEqual(0)
      // Without the list a partly refunded charge whose refund could be its release is taken for the release.
      const isKnown = isListed || isCounted || rest === 0 || said < rest || back === taken
      if (isKnown) expect(kept).toBe(taken - back)
    }),
    { numRuns: 500 },
  )
})

test('an intent tells how it is being paid when only one kind of method is possible', () => {
  const method = (more: object) => readPaymentIntent({ id: 'pi_1', status: 'processing', ...more })?.method
  expect(method({ payment_method_types: ['us_bank_account'] })).toEqual({ type: 'us_bank_account' })
  expect(method({ payment_method_types: ['card', 'sepa_debit'] })).toBeUndefined()
  expect(method({ status: 'requires_payment_method', payment_method_types: ['card'] })).toBeUndefined()
})
