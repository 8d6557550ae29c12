// Selling subscriptions with the official SDK: Checkout, the portal, and what Stripe does by itself as time passes.

import { Stripe } from 'stripe'
import { expect, onTestFinished, test } from 'vitest'
import { listenStripe } from '../listen.ts'
import type { Dunning } from '../settings.ts'
import { createStripeSimulator } from '../simulator.ts'
import { idOf } from '../objects/reference.ts'
import type { Card } from './checkout.ts'

const startMs = Date.UTC(2026, 10, 21, 12)
const daySeconds = 86_400
const nowSeconds = startMs / 1000

async function start(dunning?: Dunning) {
  const simulator = createStripeSimulator({ now: () => startMs })
  if (dunning) simulator.control.set({ dunning })
  const listening = await listenStripe(simulator)
  onTestFinished(() => listening.close())
  const stripe = new Stripe(simulator.keys.plan, {
    host: '127.0.0.1',
    port: listening.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
  const store = simulator.compartment(simulator.accounts.tillside, true)
  const [price] = store.all('price')
  const customer = await stripe.customers.create({ email: 'amy@one.example', name: 'One Ltd' })
  const sell = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
    stripe.checkout.sessions.create({
      mode: 'subscription',
      customer: customer.id,
      line_items: [{ price: price?.id ?? '', quantity: 1 }],
      success_url: 'http://127.0.0.1:1/thanks?session={CHECKOUT_SESSION_ID}',
      cancel_url: 'http://127.0.0.1:1/back',
      ...more,
    })
  /** Sends the form of a page, as a browser does. */
  const send = (url: string | null, form: Record<string, string>) =>
    fetch(url ?? '', { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
  const pay = async (
    card: Card | 'none' = '4242',
    more: Partial<Stripe.Checkout.SessionCreateParams> = {},
  ) => {
    const session = await sell(more)
    await send(session.url, { card, name: 'One Ltd', country: 'DE' })
    const bought = await stripe.checkout.sessions.retrieve(session.id)
    return { session: bought, id: idOf(bought.subscription) }
  }
  const typesOf = () =>
    store
      .all('event')
      .filter(({ recorded }) => recorded)
      .map(({ type }) => type)
  /** Moves the clock and returns the types of what happened. */
  const pass = (by: { days?: number; hours?: number }) => {
    const ids = simulator.control.advance(by)
    return ids.map((id) => store.get('event', id).type)
  }
  const portal = async () => {
    const configuration = await stripe.billingPortal.configurations.create({
      features: {
        payment_method_update: { enabled: true },
        invoice_history: { enabled: true },
        subscription_cancel: { enabled: true, mode: 'at_period_end' },
      },
    })
    return stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      return_url: 'http://127.0.0.1:1/billing',
    })
  }
  return { simulator, stripe, customer, sell, send, pay, pass, portal, typesOf, store }
}

test('sells a subscription from today: paid at once, and the events in Stripe’s order', async () => {
  const { sell, send, stripe, typesOf } = await start()
  const session = await sell({
    client_reference_id: 'tnt_1',
    subscription_data: { metadata: { tenant: 'tnt_1' } },
  })
  expect([session.status, session.payment_status, session.mode, session.client_reference_id]).toEqual([
    'open',
    'unpaid',
    'subscription',
    'tnt_1',
  ])
  const page = await (await fetch(session.url ?? '')).text()
  expect(page).toContain('$4.00 a month, from today.')
  expect(page).not.toContain('<script')
  const answer = await send(session.url, { card: '4242', name: 'One Ltd', country: 'DE' })
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `http://127.0.0.1:1/thanks?session=${session.id}`,
  ])
  const bought = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] })
  expect(bought).toMatchObject({ status: 'complete', payment_status: 'paid', url: null })
  expect(bought.subscription).toMatchObject({ status: 'active', metadata: { tenant: 'tnt_1' } })
  expect(
    typesOf().filter((type) => !/^(charge|payment_|customer\.subscription\.updated)/.test(type)),
  ).toEqual([
    'customer.created',
    'customer.subscription.created',
    'invoice.created',
    'invoice.finalized',
    'invoice.paid',
    'checkout.session.completed',
  ])
})

test('a card that is declined at once buys nothing and leaves the page open for another', async () => {
  const { sell, send, stripe } = await start()
  const { url, id } = await sell()
  const declined = await send(url, { card: '0002', name: 'One Ltd', country: 'DE' })
  expect([declined.status, await declined.text()]).toEqual([200, expect.stringContaining('declined')])
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open')
  expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([])
  expect((await send(url, { card: '4242', name: 'One Ltd', country: 'DE' })).status).toBe(303)
})

test('refuses what Stripe refuses: a trial end too near, an expiry too near, tax and its id without saving them', async () => {
  const { sell } = await start()
  const refused = (more: Partial<Stripe.Checkout.SessionCreateParams>) =>
    sell(more).then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    )
  expect(await refused({ subscription_data: { trial_end: nowSeconds + 2 * daySeconds - 1 } })).toMatch(
    /at least 2 days/,
  )
  expect(await refused({ expires_at: nowSeconds + 1799 })).toMatch(/at least 30 minutes/)
  expect(await refused({ automatic_tax: { enabled: true } })).toMatch(/requires a valid address/)
  expect(await refused({ tax_id_collection: { enabled: true } })).toMatch(/customer_update\[name\]/)
  const whole: Partial<Stripe.Checkout.SessionCreateParams> = {
    automatic_tax: { enabled: true },
    tax_id_collection: { enabled: true },
    customer_update: { address: 'auto', name: 'auto' },
    subscription_data: { trial_end: nowSeconds + 2 * daySeconds },
    expires_at: nowSeconds + 1800,
  }
  expect(await refused(whole)).toBe('accepted')
})

test('an open session expires, by itself or when asked to, and a complete one does not', async () => {
  const { sell, stripe, pay, pass } = await start()
  const first = await sell()
  expect(await stripe.checkout.sessions.expire(first.id)).toMatchObject({ status: 'expired', url: null })
  expect((await fetch(first.url ?? '')).status).toBe(410)
  await sell({ expires_at: nowSeconds + 1800 })
  expect(pass({ hours: 1 })).toEqual(['checkout.session.expired'])
  const { session } = await pay()
  await expect(stripe.checkout.sessions.expire(session.id)).rejects.toThrow(/status of "complete"/)
})

test('a trial with a card: announced three days before, active at its end, paid an hour later', async () => {
  const { pay, pass, stripe } = await start()
  const { session, id } = await pay('4242', {
    subscription_data: { trial_end: nowSeconds + 10 * daySeconds },
  })
  expect(session.payment_status).toBe('no_payment_required')
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('trialing')
  expect(pass({ days: 7 })).toEqual(['customer.subscription.trial_will_end'])
  expect(pass({ days: 3 })).toEqual([
    'customer.subscription.updated',
    'invoice.created',
    'customer.subscription.updated',
  ])
  const { data: drafts } = await stripe.invoices.list({ subscription: id, status: 'draft' })
  expect([(await stripe.subscriptions.retrieve(id)).status, drafts.length]).toEqual(['active', 1])
  expect(pass({ hours: 1 })).toEqual([
    'invoice.finalized',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice.paid',
  ])
  expect(pass({ days: 31 })).toContain('invoice.paid')
})

test.each([
  ['cancel', 'canceled', ['customer.subscription.deleted']],
  ['pause', 'paused', ['customer.subscription.updated', 'customer.subscription.paused']],
] as const)('a trial without a card ends as it was told to: %s', async (missing, status, events) => {
  const { pay, pass, stripe } = await start()
  const { id } = await pay('none', {
    payment_method_collection: 'if_required',
    subscription_data: {
      trial_period_days: 4,
      trial_settings: { end_behavior: { missing_payment_method: missing } },
    },
  })
  pass({ days: 3 })
  expect(pass({ days: 1 })).toEqual(events)
  expect((await stripe.subscriptions.retrieve(id)).status).toBe(status)
})

test.each([
  ['unpaid', 'unpaid', 'customer.subscription.updated'],
  ['cancel', 'canceled', 'customer.subscription.deleted'],
  ['pause', 'paused', 'customer.subscription.paused'],
  ['leave', 'past_due', 'invoice.payment_failed'],
] as const)('a card that fails later: past_due, retried, then %s', async (atLast, status, last) => {
  const { pay, pass, stripe } = await start({ retryAfterDays: [3, 4], atLast })
  const { id } = await pay('0341', { subscription_data: { trial_period_days: 4 } })
  const failed = pass({ days: 4, hours: 1 })
  expect(failed.slice(-2)).toEqual(['invoice.payment_failed', 'customer.subscription.updated'])
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due')
  const [open] = (await stripe.invoices.list({ subscription: id, status: 'open' })).data
  expect([open?.attempt_count, open?.next_payment_attempt]).toEqual([1, nowSeconds + 7 * daySeconds + 3600])
  expect(pass({ days: 3 })).toContain('invoice.payment_failed')
  expect(pass({ days: 4 }).at(-1)).toBe(last)
  expect((await stripe.subscriptions.retrieve(id)).status).toBe(status)
})

test('in the portal another card pays the open invoice, which revives the subscription', async () => {
  const { pay, pass, portal, send, stripe } = await start()
  const { id } = await pay('0341', { subscription_data: { trial_period_days: 4 } })
  pass({ days: 4, hours: 1 })
  const { url } = await portal()
  const page = await (await fetch(url)).text()
  expect(page).toContain('•••• 0341')
  const [invoice] = (await stripe.invoices.list({ subscription: id, status: 'open' })).data
  expect(await (await send(url, { do: 'pay', invoice: invoice?.id ?? '' })).text()).toContain('declined')
  expect((await send(url, { do: 'card', card: '4242' })).status).toBe(303)
  expect((await send(url, { do: 'pay', invoice: invoice?.id ?? '' })).status).toBe(303)
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('active')
})

test('in the portal a subscription is canceled with its period, or kept after all', async () => {
  const { pay, pass, portal, send, stripe } = await start()
  const { id } = await pay()
  const { url } = await portal()
  await send(url, { do: 'cancel' })
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
    cancel_at_period_end: true,
    status: 'active',
  })
  await send(url, { do: 'renew' })
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ cancel_at_period_end: false })
  await send(url, { do: 'cancel' })
  expect(pass({ days: 30 })).toEqual(['customer.subscription.deleted'])
  expect((await fetch(url)).status).toBe(410)
})

test('a subscription is paused and resumed, and a resumption is paid at once', async () => {
  const { pay, stripe, typesOf } = await start()
  const { id } = await pay()
  expect(await stripe.subscriptions.pause(id)).toMatchObject({ status: 'paused' })
  expect(await stripe.subscriptions.resume(id)).toMatchObject({ status: 'active' })
  expect(typesOf().slice(-2)).toEqual(['customer.subscription.updated', 'customer.subscription.resumed'])
})

test('the seeded world stands still while the clock moves', async () => {
  const { pass, simulator } = await start()
  const before = simulator.compartment(simulator.accounts.eu, true).all('invoice').length
  expect(pass({ days: 60 })).toEqual([])
  expect(simulator.compartment(simulator.accounts.eu, true).all('invoice')).toHaveLength(before)
  expect(simulator.now()).toBe(startMs + 60 * daySeconds * 1000)
})

test('the control route moves the clock, and refuses to move it nowhere', async () => {
  const { simulator } = await start()
  const move = (body: object) =>
    simulator.handle(
      new Request('http://stripe.test/_control/clock', { method: 'POST', body: JSON.stringify(body) }),
    )
  expect((await move({ days: 2 })).status).toBe(200)
  expect(simulator.now()).toBe(startMs + 2 * daySeconds * 1000)
  expect([(await move({})).status, (await move({ days: -1 })).status]).toEqual([400, 400])
})
