import { assert, constantFrom, jsonValue, property } from 'fast-check'
import { expect, test } from 'vitest'
import { mask, maskPayload } from './mask-payload.ts'

test('ids, amounts, moments and kinds stay; whatever is of a person does not', () => {
  const secret = ['pi_1', 'secret', 'abc'].join('_')
  expect(
    maskPayload({
      id: 'evt_1QkZ',
      object: 'event',
      type: 'invoice.payment_failed',
      api_version: '2026-10-28.endive',
      created: 1_795_000_000,
      livemode: true,
      request: { id: 'req_1', idempotency_key: 'ann-1' },
      data: {
        object: {
          id: 'in_1',
          customer: 'cus_1',
          customer_name: 'Ann Example',
          customer_email: 'ann@example.com',
          customer_phone: '+43 1 234',
          customer_address: { line1: 'Street 1', city: 'Vienna', country: 'AT' },
          description: 'for ann',
          amount_due: 8900,
          currency: 'eur',
          unit_amount_decimal: '8900.5',
          hosted_invoice_url: 'https://invoice.stripe.com/i/acct_1/x',
          client_secret: secret,
          payment_intent: secret,
          metadata: { person: 'ann', age: 31, order: 'in_2' },
          status: 'open',
          card: {
            brand: 'visa',
            last4: '4242',
            number: '4242424242424242',
            fingerprint: 'abc',
            exp_year: 2030,
          },
          dob: { day: 1, month: 2, year: 1990 },
          lines: { data: [{ id: 'il_1', description: 'One seat for Ann', proration: false }] },
          last_payment_error: { code: 'card_declined', message: 'Ann’s card was declined.' },
          new_field_of_stripe: 'ann',
        },
        previous_attributes: { customer_name: 'Anna', status: 'draft', default_source: null },
      },
    }),
  ).toEqual({
    id: 'evt_1QkZ',
    object: 'event',
    type: 'invoice.payment_failed',
    api_version: '2026-10-28.endive',
    created: 1_795_000_000,
    livemode: true,
    request: { id: 'req_1', idempotency_key: mask },
    data: {
      object: {
        id: 'in_1',
        customer: 'cus_1',
        customer_name: mask,
        customer_email: mask,
        customer_phone: mask,
        customer_address: { [mask]: mask, [`${mask} 2`]: mask, [`${mask} 3`]: mask },
        description: mask,
        amount_due: 8900,
        currency: 'eur',
        unit_amount_decimal: '8900.5',
        hosted_invoice_url: mask,
        client_secret: mask,
        payment_intent: mask,
        metadata: { [mask]: mask, [`${mask} 2`]: mask, [`${mask} 3`]: mask },
        status: 'open',
        card: { brand: 'visa', last4: mask, number: mask, fingerprint: mask, exp_year: mask },
        dob: { [mask]: mask, [`${mask} 2`]: mask, [`${mask} 3`]: mask },
        lines: { data: [{ id: 'il_1', description: mask, proration: false }] },
        last_payment_error: { code: 'card_declined', message: mask },
        [mask]: mask,
      },
      previous_attributes: { customer_name: mask, status: 'draft', default_source: null },
    },
  })
})

test('a person planted anywhere, as text, number or field name, is shown nowhere', () => {
  const texts = constantFrom(
    'Ann Example',
    'ann@private.example',
    '+43 660 1234567',
    '436601234567',
    '12345678901',
    'AT61 1904 3002 3457 3201',
    'https://pay.example/?key=ann',
    'pi_1_secret_ann',
  )
  const numbers = constantFrom(436_601_234_567, 12_345_678_901, 123_456_789, 19_900_201)
  const keys = constantFrom(
    'value',
    'phone',
    'last4',
    'number',
    'description',
    'status',
    'type',
    'code',
    'id',
    'customer',
    'created',
    'name',
    'url',
    'new_field',
  )
  assert(
    property(jsonValue(), texts, numbers, keys, (value, text, number, key) => {
      for (const holder of ['object', 'metadata', 'customer_tax_ids', 'anything', 'previous_attributes']) {
        const planted = [{ [key]: text }, { [key]: number }, { [text]: value }, { [String(number)]: 1 }]
        const shown = JSON.stringify(maskPayload({ data: { [holder]: [...planted, { deep: planted }] } }))
        expect(shown).not.toContain(JSON.stringify(text).slice(1, -1))
        expect(shown).not.toContain(String(number))
      }
    }),
  )
})

test('a tax id is masked, and its kind stays', () => {
  expect(
    maskPayload({ customer_tax_ids: [{ type: 'hr_oib', value: '12345678901' }], phone: 436_601_234_567 }),
  ).toEqual({ customer_tax_ids: [{ type: 'hr_oib', value: mask }], phone: mask })
})

test('what an operator looks for stays: states, amounts, times and the ids that lead on', () => {
  const payload = {
    id: 'evt_1QkZ',
    object: 'v2.core.event',
    type: 'v2.core.account[requirements].updated',
    created: '2026-11-02T10:00:00.000Z',
    related_object: { id: 'acct_1Qk', type: 'v2.core.account' },
    data: {
      object: {
        id: 'sub_1Qk',
        object: 'subscription',
        status: 'past_due',
        collection_method: 'charge_automatically',
        cancel_at_period_end: false,
        current_period_end: 1_798_000_000,
        default_payment_method: 'pm_1Qk',
        latest_invoice: 'in_1Qk',
        amount_remaining: 8900,
        attempt_count: 2,
        next_payment_attempt: 1_797_000_000,
        items: { data: [{ id: 'si_1', quantity: 3, price: { id: 'price_1', unit_amount: 2966 } }] },
        payment_settings: { payment_method_types: ['card', 'sepa_debit'] },
      },
    },
  }
  expect(maskPayload(payload)).toEqual(payload)
})
