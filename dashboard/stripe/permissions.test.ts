// Which permissions of the manifest a call to Stripe needs.

import { expect, test } from 'vitest'
import { lackingPermissions, permissionsFor } from './permissions.ts'

test.each([
  ['GET', '/v1/customers/cus_1', ['customer_read']],
  ['POST', '/v1/customers/cus_1', ['customer_write']],
  ['GET', '/v1/customers/cus_1/payment_methods', ['payment_method_read']],
  ['GET', '/v1/prices', ['plan_read']],
  ['POST', '/v1/refunds', ['charge_write']],
  ['GET', '/v1/apps/secrets/find?name=x', ['secret_write']],
  ['GET', '/v1/user/email', ['user_email_read']],
  [
    'GET',
    '/v1/invoices?expand[]=data.customer&expand[]=data.subscription.latest_invoice',
    ['invoice_read', 'customer_read', 'subscription_read'],
  ],
  ['GET', '/v1/something_new', []],
])('%s %s', (method, path, needed) => expect(permissionsFor({ method, path })).toEqual(needed))

test('write implies read, and nothing else does', () => {
  const read = { method: 'GET', path: '/v1/customers' }
  expect(lackingPermissions(['customer_write'], read)).toEqual([])
  expect(lackingPermissions(['invoice_read'], read)).toEqual(['customer_read'])
  expect(lackingPermissions(['customer_read'], { ...read, method: 'POST' })).toEqual(['customer_write'])
})
