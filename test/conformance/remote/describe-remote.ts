// A service in Python in the place of code: its panel is drawn, its action runs once, its handler gets an event. The same on every runtime.

import { randomUUID } from 'node:crypto'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actionResponseSchema } from '#contract/actions.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { createSamples } from '../../../simulator/stripe/sample-event.ts'
import {
  configText,
  lastOf,
  people,
  startConfiguredWorld,
  type ConfiguredWorld,
} from '../../worlds/gateway/configured.ts'
import { proof, type StartForTest } from '../../worlds/gateway/node.ts'
import { loyaltyConfig, startLoyalty, type Loyalty } from '../../worlds/remote.ts'

const webhookSecret = ['whsec', 'W'.repeat(32)].join('_')
const priya = 'priya@brightside.example'

/** `startWith` starts a gateway with the text of a configuration. */
export function describeRemote(startWith: (text: string) => StartForTest): void {
  let service: Loyalty
  let world: ConfiguredWorld
  beforeAll(async () => {
    service = await startLoyalty()
    const { before, body } = loyaltyConfig(service.url)
    const text = configText(body, before)
    const { keys } = createStripeSimulator()
    const settings = {
      STRIPE_API_KEY: `Kelpie=${keys.canWrite},Kelpie=${keys.canWriteTest}`,
      STRIPE_WEBHOOK_SECRETS_TEST: webhookSecret,
      TILLSIDE_RELAY_NETWORKS: '127.0.0.1/32',
    }
    world = await startConfiguredWorld(text, settings, startWith(text))
  })
  afterAll(async () => {
    await world.close()
    await service.stop()
  })

  const points = async () => {
    const messages = await world.ask({
      subject: {
        kind: 'panel',
        panel: 'loyalty',
        subject: { kind: 'customer', id: world.customerOf(priya) },
      },
    })
    return lastOf(messages, 'loyalty')?.blocks
  }
  const showing = (value: string) => [{ type: 'fields', fields: [{ label: 'Points', value }] }]

  async function act(request: object) {
    const connection: unknown = await (
      await fetch(`${world.gateway.url}/api/connection`, { headers: proof })
    ).json()
    const [account] = (connection as { accounts: { key: string }[] }).accounts
    const subject = { kind: 'customer', id: world.customerOf(priya), account: account?.key }
    const response = await fetch(`${world.gateway.url}/api/actions/grant-points`, {
      method: 'POST',
      headers: { ...proof, 'Content-Type': 'application/json' },
      body: JSON.stringify({ subject, ...request }),
    })
    return actionResponseSchema.parse(await response.json())
  }

  test('its panel stands beside the conversation, under the id and title of the configuration', async () => {
    const messages = await world.ask(people(priya))
    expect(messages.at(-1)).toMatchObject({ type: 'done' })
    expect(lastOf(messages, 'loyalty')).toMatchObject({ title: 'Loyalty', blocks: showing('0') })
  })

  test('its action opens with the service’s hint, is checked by the configuration’s schema, and runs once for a key', async () => {
    expect(await act({ stage: 'open' })).toMatchObject({
      type: 'form',
      fields: [{ name: 'points', kind: 'number', max: 500, hint: '100 points are worth 1 euro.' }],
    })
    expect(await act({ stage: 'check', input: { points: 501 } })).toMatchObject({
      type: 'form',
      fields: [{ error: expect.stringContaining('500') as unknown }],
    })
    expect(await act({ stage: 'check', input: { points: 25 } })).toMatchObject({
      type: 'confirm',
      title: 'Grant 25 points?',
      submit: 'Grant',
    })
    const key = randomUUID()
    const first = await act({ stage: 'run', input: { points: 25 }, key })
    expect(first).toMatchObject({ state: 'done', title: 'Granted: now 25 points' })
    const again = await act({ stage: 'run', input: { points: 25 }, key })
    expect(again).toMatchObject({ state: 'done', title: 'Granted: now 25 points', repeated: true })
    expect(await points()).toEqual(showing('25'))
  })

  test('its handler gets an event of Stripe', async () => {
    const event = createSamples(Date.now()).snapshot({
      type: 'invoice.paid',
      livemode: false,
      nowMs: Date.now(),
      newId: (prefix) => `${prefix}_remote`,
      overrides: { 'data.object.customer': world.customerOf(priya) },
    })
    const payload = JSON.stringify(event)
    const header = new Stripe('sk_unused').webhooks.generateTestHeaderString({
      payload,
      secret: webhookSecret,
    })
    const response = await fetch(`${world.gateway.url}/webhooks/stripe/test`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Stripe-Signature': header },
      body: payload,
    })
    expect(response.status).toBe(200)
    await expect.poll(points).toEqual(showing('26'))
  })

  test('a service that has gone harms its own panel only, which names it; its secret is in no line of the log', async () => {
    await service.stop()
    const messages = await world.ask(people(priya))
    expect(messages.at(-1)).toMatchObject({ type: 'done' })
    // In front of a closed port, the local workerd answers 500.
    expect(JSON.stringify(lastOf(messages, 'loyalty')?.blocks)).toMatch(
      /Loyalty (?:cannot be reached|failed)/,
    )
    await world.gateway.logged('source.failed')
    expect(world.gateway.lines.join('\n')).not.toContain('whsec_')
  })
}
