// Tests of your panels and actions. They run without a Stripe account and without a network: `npm test`.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTillside, type TestGateway } from 'tillside/testing'
import config from '../tillside.config.ts'

// A customer of the simulated Stripe; `npm run preview` shows all of them.
const ines = 'ines@cafemarisol.example'

let tillside: TestGateway
before(async () => {
  tillside = await openTillside(config)
})
after(() => tillside.close())

test('the panel shows the number of the customer in the CRM', async () => {
  const panel = await tillside.panel('customer-since', { customer: tillside.stripe.customer(ines) })
  assert.match(panel.text, /CRM number:\s+KC-1007/)
  assert.match(panel.html, /KC-1007/)
})

test('the refund is confirmed with its amount, and made once', async () => {
  const [payment = ''] = tillside.stripe.paymentsOf(ines)
  const action = tillside.action('refund-payment', { payment })
  const form = await action.open()
  assert.equal(form.type, 'form')
  const confirmation = await action.check({ amount: 1200 })
  assert.equal(confirmation.type, 'confirm')
  const key = crypto.randomUUID()
  const first = await action.run({ amount: 1200 }, key)
  const second = await action.run({ amount: 1200 }, key)
  assert.equal(first.type === 'outcome' && first.state, 'done')
  assert.equal(second.type === 'outcome' && second.repeated, true)
  assert.equal(tillside.stripe.requests().filter((line) => line === 'POST /v1/refunds').length, 1)
})

test('the refund is refused to everybody else', async () => {
  const [payment = ''] = tillside.stripe.paymentsOf(ines)
  const action = tillside.action('refund-payment', { payment }, { roles: ['view_only'] })
  await assert.rejects(action.open())
})
