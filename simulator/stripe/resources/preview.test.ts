// The preview of the next invoice: everything that changes its amount, and when there is none.

import { expect, test } from 'vitest'
import { createTestClient, text } from '../test-client.ts'

function open() {
  const { ask, simulator } = createTestClient()
  const store = simulator.compartment(simulator.accounts.eu, true)
  const post = (form: Record<string, string>) => ask('/v1/invoices/create_preview', { form })
  const ofCustomer = (name: string) => {
    const customer = store.all('customer').find((each) => each.name === name)
    const held = store.all('subscription').find((each) => each.customer === customer?.id)
    if (!customer || !held) throw new Error(`there is no ${name} with a subscription`)
    return { customer, held }
  }
  return { store, post, ofCustomer }
}

test('computes the amount due from items, pending items, discount, tax and balance', async () => {
  const { store, post, ofCustomer } = open()
  const { customer, held } = ofCustomer('Atelier Lichthof')
  const { status, body } = await post({ customer: customer.id, subscription: held.id })
  expect(status).toBe(200)
  // 2 × 49.00 + 12.50 + 9.00 = 119.50; 10 % off; 19 % tax; 12.00 of credit.
  expect(body).toMatchObject({
    currency: 'eur',
    subtotal: 11_950,
    total_discount_amounts: [{ amount: 1195 }],
    total_taxes: [{ amount: 2043, tax_behavior: 'exclusive' }],
    total: 12_798,
    starting_balance: -1200,
    ending_balance: 0,
    amount_due: 11_598,
  })
  expect(store.find('invoice', text(body['id']))).toBeUndefined()
})

test('bills the schedule phase that is current by then', async () => {
  const { store, post, ofCustomer } = open()
  const { held } = ofCustomer('Atelier Lichthof')
  const [plan] = store.all('subscription_schedule')
  const [first, second] = plan?.phases ?? []
  const end =
    store.all('subscription_item').find((item) => item.subscription === held.id)?.current_period_end ?? 0
  if (!first || !second) throw new Error('there is no schedule')
  first.end_date = second.start_date = end
  const { body } = await post({ subscription: held.id })
  expect(body['subtotal']).toBe(5 * 4900 + 1250 + 900)
})

test('has no invoice for an ending subscription unless an item is pending', async () => {
  const { store, post, ofCustomer } = open()
  const { held } = ofCustomer('Atelier Lichthof')
  held.cancel_at_period_end = true
  expect((await post({ subscription: held.id })).body['subtotal']).toBe(2150)
  for (const item of store.all('invoiceitem')) item.invoice = 'in_1'
  expect(await post({ subscription: held.id })).toMatchObject({
    status: 400,
    body: { error: { code: 'invoice_upcoming_none' } },
  })
})
