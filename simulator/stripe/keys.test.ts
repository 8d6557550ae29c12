// Authentication and permissions, with Stripe's error messages.

import { expect, test } from 'vitest'
import { createTestClient, customerId } from './test-client.ts'

test('answers 401 with its own message for a missing, wrong, expired, revoked or publishable key', async () => {
  const { ask } = createTestClient()
  const without = await ask('/v1/customers', { headers: { authorization: '' } })
  expect([without.status, without.error['type']]).toEqual([401, 'invalid_request_error'])
  expect(without.message).toContain('You did not provide an API key.')
  const wrong = await ask('/v1/customers', { headers: { authorization: 'Bearer sk_test_nobody1234' } })
  expect(wrong.message).toBe('Invalid API Key provided: sk_test_******1234')
  const expired = await ask('/v1/customers', { key: 'expired' })
  expect(expired.error).toMatchObject({ code: 'api_key_expired' })
  expect((await ask('/v1/customers', { key: 'revoked' })).status).toBe(401)
  expect((await ask('/v1/customers', { key: 'publishable' })).error).toMatchObject({
    code: 'secret_key_required',
  })
})

test('accepts the key as the user of Basic authorization', async () => {
  const { ask, simulator } = createTestClient()
  const { status } = await ask('/v1/customers', {
    headers: { authorization: `Basic ${btoa(`${simulator.keys.live}:`)}` },
  })
  expect(status).toBe(200)
})

test('answers 403 for a missing permission, naming the permission, the account and the end of the key, without a code', async () => {
  const { ask, simulator } = createTestClient()
  const { status, error, message } = await ask('/v1/disputes', { key: 'noDisputes' })
  expect(status).toBe(403)
  expect(error).not.toHaveProperty('code')
  expect(message).toBe(
    `The provided key 'rk_live_${'*'.repeat(36)}${simulator.keys.noDisputes.slice(-6)}' does not have the required permissions for this endpoint on account '${simulator.accounts.eu}'. Having the 'rak_dispute_read' permission would allow this request to continue.`,
  )
})

test('each narrowed key is refused at its endpoint only', async () => {
  const { ask } = createTestClient()
  const paths = {
    noSubscriptions: '/v1/subscriptions',
    noInvoices: '/v1/invoices',
    noCharges: '/v1/charges',
    noProducts: '/v1/products',
    noDisputes: '/v1/disputes',
    noCoupons: '/v1/coupons',
    noPaymentMethods: '/v1/payment_methods',
    noCustomers: '/v1/customers',
  } as const
  for (const [key, lacking] of Object.entries(paths)) {
    for (const path of Object.values(paths)) {
      const { status } = await ask(path, { key: key as keyof typeof paths })
      expect([key, path, status]).toEqual([key, path, path === lacking ? 403 : 200])
    }
  }
})

test('names alternative permissions', async () => {
  const { ask } = createTestClient()
  const { message } = await ask('/v1/invoices', { key: 'noInvoices' })
  expect(message).toContain("Having the 'rak_credit_note_read', 'rak_invoice_read' permissions would allow")
})

test('checks permission before existence and after parameters', async () => {
  const { ask } = createTestClient()
  expect((await ask('/v1/disputes/du_none', { key: 'noDisputes' })).status).toBe(403)
  expect((await ask('/v1/disputes/du_none')).status).toBe(404)
  expect((await ask('/v1/disputes?nonsense=1', { key: 'noDisputes' })).status).toBe(400)
})

test('refuses writes with a read-only key, and allows reads with a writing key', async () => {
  const { ask } = createTestClient()
  const probe = { form: { 'metadata[probe]': '1' } }
  const refused = await ask('/v1/customers/cus_probe', probe)
  expect([refused.status, refused.message.includes('rak_customer_write')]).toEqual([403, true])
  expect((await ask('/v1/customers/cus_probe', { ...probe, key: 'canWrite' })).status).toBe(404)
  expect((await ask('/v1/customers', { key: 'canWrite' })).status).toBe(200)
})

test('separates live and test mode, and names the mode that has the object', async () => {
  const { ask, simulator } = createTestClient()
  const id = customerId(simulator, 'tomasz.zielinski@poczta.example')
  const { status, message } = await ask(`/v1/customers/${id}`, { key: 'test' })
  expect(status).toBe(404)
  expect(message).toBe(
    `No such customer: '${id}'; a similar object exists in live mode, but a test mode key was used to make this request.`,
  )
})

test('separates accounts, and requires a key with Connect for Stripe-Account', async () => {
  const { ask, simulator } = createTestClient()
  const id = customerId(simulator, 'tomasz.zielinski@poczta.example')
  expect((await ask(`/v1/customers/${id}`, { key: 'us' })).message).toBe(`No such customer: '${id}'`)
  const headers = { 'stripe-account': simulator.accounts.us }
  const refused = await ask('/v1/customers', { headers })
  expect([refused.status, refused.message.includes('does not have any Connect permissions')]).toEqual([
    403,
    true,
  ])
  const answered = await ask('/v1/customers?email=hello@tworivers.example', { headers, key: 'platform' })
  expect(answered.data.map((each) => each['name'])).toEqual(['Two Rivers Roasters Inc.'])
  expect(answered.headers.get('stripe-account')).toBe(simulator.accounts.us)
  const stranger = await ask('/v1/customers', {
    headers: { 'stripe-account': 'acct_other' },
    key: 'platform',
  })
  expect(stranger.error).toMatchObject({ code: 'account_invalid' })
})
