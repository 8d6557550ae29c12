// Compares what the preview's Stripe sends with the settings of the preview's gateway.

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
  /** Returns the path, and the account of the event or the name of the secret that signed it. */
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

test('sends an event of an own account once, signed with the secret named after the account', async () => {
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

test('sends test events to both addresses for an account with the app in both modes', async () => {
  const { simulator, read } = await open()
  const { us } = simulator.accounts
  simulator.installs.set(us, { live: true, test: true })
  await simulator.webhooks.settled()
  simulator.control.happen({ ...happen, accountId: us, livemode: false })
  await simulator.webhooks.settled()
  const [live, test] = [`/webhooks/stripe/live ${us}`, `/webhooks/stripe/test ${us}`]
  // One event for the installation in live mode; two each for the one in test mode and the payout.
  expect(await read()).toEqual([live, live, live, test, test])
})

test('describes a handler’s run in a line of plain words', () => {
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
