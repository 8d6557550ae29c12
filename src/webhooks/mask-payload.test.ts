import { assert, jsonValue, property } from 'fast-check'
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
        customer_address: { line1: mask, city: mask, country: mask },
        description: mask,
        amount_due: 8900,
        currency: 'eur',
        unit_amount_decimal: '8900.5',
        hosted_invoice_url: mask,
        client_secret: mask,
        payment_intent: mask,
        metadata: { person: mask, age: mask, order: mask },
        status: 'open',
        card: { brand: 'visa', last4: '4242', number: mask, fingerprint: mask, exp_year: 2030 },
        dob: { day: mask, month: mask, year: mask },
        lines: { data: [{ id: 'il_1', description: mask, proration: false }] },
        last_payment_error: { code: 'card_declined', message: mask },
        new_field_of_stripe: mask,
      },
      previous_attributes: { customer_name: mask, status: 'draft', default_source: null },
    },
  })
})

test('a text that is not known to be harmless stays nowhere, however deep it lies', () => {
  const stays = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(stays) : [value]
  assert(
    property(jsonValue(), (value) => {
      const person = 'Ann Example <ann@example.com>'
      for (const key of ['status', 'id', 'created_at', 'amount', 'last4', 'anything'])
        expect(stays(maskPayload({ value, deep: [{ [key]: person }] }))).not.toContain(person)
    }),
  )
})
