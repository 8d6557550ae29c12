// What the preview's Stripe sends, held against the settings its gateway is given.

import { Stripe } from 'stripe'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfig } from '#config.ts'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { openReceiver, type Received } from '../../test/worlds/receiver.ts'
import { handlerRunLine, planEvents } from './events.ts'

async function open() {
  const simulator = createStripeSimulator()
  const events = planEvents(simulator)
  onTestFinished(events.close)
  const { webhookSecrets } = parseConfig({
    ...events.settings,
    STRIPE_API_BASE: 'http://127.0.0.1:1',
    STRIPE_API_KEY: `Kelpie Coffee=${simulator.keys.live},Kelpie Coffee US=${simulator.keys.us},Kelpie Coffee=${simulator.keys.test}`,
    TILLSIDE_PROXY_SECRET: 'x'.repeat(20),
  })
  const receiver = await openReceiver()
  events.begin(`http://127.0.0.1:${receiver.port}`)
  /** Where it came, whose account it names, and what the secret that signed it is called. */
  async function readOne({ path, body, headers }: Received) {
    const mode = path === '/webhooks/stripe/live' ? 'live' : 'test'
    const verified = await Promise.all(
      webhookSecrets[mode].map(async ({ name, secret }) => {
        const signature = String(headers['stripe-signature'])
        const event = Stripe.webhooks.constructEventAsync(body, signature, secret.reveal())
        return event.then(({ account }) => [`${path} ${account ?? name}`]).catch(() => [])
      }),
    )
    return verified.flat()
  }
  const read = async () => (await Promise.all(receiver.seen.map(readOne))).flat().toSorted()
  return { simulator, read }
}

const happen = { type: 'payout.paid', subject: { id: 'po_1', object: 'payout' } }

test('an event of an own account comes once, signed with the secret that is named after the account', async () => {
  const { simulator, read } = await open()
  simulator.control.happen(happen)
  simulator.control.happen({ ...happen, livemode: false })
  simulator.control.happen({ ...happen, accountId: simulator.accounts.us })
  await simulator.webhooks.settled()
  expect(await read()).toEqual([
    '/webhooks/stripe/live Kelpie Coffee',
    '/webhooks/stripe/live Kelpie Coffee US',
    '/webhooks/stripe/test Kelpie Coffee',
  ])
})

test('of an account with the app in both modes, test events come to both addresses', async () => {
  const { simulator, read } = await open()
  const { us } = simulator.accounts
  simulator.installs.set(us, { live: true, test: true })
  await simulator.webhooks.settled()
  simulator.control.happen({ ...happen, accountId: us, livemode: false })
  await simulator.webhooks.settled()
  const [live, test] = [`/webhooks/stripe/live ${us}`, `/webhooks/stripe/test ${us}`]
  // Installed in live mode; then in test mode, and the payout: twice each.
  expect(await read()).toEqual([live, live, live, test, test])
})

test('what a handler made of an event is a line in plain words', () => {
  const run = { eventId: 'evt_1', type: 'invoice.paid', handler: 'tell-crm', startedMs: 1000, endedMs: 1200 }
  expect(handlerRunLine({ ...run, ok: true })).toMatchObject({
    verb: 'handled',
    what: 'invoice.paid by tell-crm',
    tookMs: 200,
  })
  expect(handlerRunLine({ ...run, ok: false })).toMatchObject({
    verb: 'not handled',
    note: 'it is tried again',
  })
})
