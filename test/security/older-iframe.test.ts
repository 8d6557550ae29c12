// Sends an older iframe's unchanged requests to the lane in front of the simulated Stripe; the answers equal Stripe's.

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, test } from 'vitest'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { lanes, listen, secret } from '../worlds/proxy-lane.ts'

const nowMs = Date.UTC(2026, 10, 21)
const version = { 'Stripe-Version': '2020-08-27', 'Content-Type': 'application/json' }

async function openStripe() {
  const simulator = createStripeSimulator({ now: () => nowMs })
  const listener = getRequestListener((request) => simulator.handle(request), {
    overrideGlobalObjects: false,
  })
  return { simulator, url: await listen(createServer((req, res) => void listener(req, res))) }
}

type Listed = { data: { id: string; email?: string; items?: { data: { price: { product: string } }[] } }[] }

/** Parses a body and removes request ids, which Stripe repeats in the links of its errors. */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text()
  return JSON.parse(text.replaceAll(response.headers.get('request-id') ?? '', 'req_this'))
}

/** Sends the same request to the lane and to Stripe, each with its own credentials. */
async function askBoth(lane: string, stripe: { url: string; key: string }, target: string): Promise<unknown> {
  const through = await fetch(`${lane}/stripe${target}`, { headers: { ...version, 'X-API-KEY': secret } })
  const direct = await fetch(stripe.url + target, {
    headers: { ...version, Authorization: `Bearer ${stripe.key}` },
  })
  const [body, expected] = [await bodyOf(through), await bodyOf(direct)]
  expect(through.status, target).toBe(direct.status)
  expect(body, target).toEqual(expected)
  expect(through.headers.get('content-type')).toBe(direct.headers.get('content-type'))
  expect(through.headers.get('stripe-version')).toBe(direct.headers.get('stripe-version'))
  expect(through.headers.get('request-id')).toMatch(/^req_/)
  return body
}

/** Sends the preflight that a browser sends before each of these requests. */
async function expectPreflight(lane: string, target: string): Promise<void> {
  const { status, headers } = await fetch(`${lane}/stripe${target}`, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://iframe.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'content-type,stripe-version,x-api-key',
    },
  })
  const allowed = headers.get('access-control-allow-headers')?.toLowerCase().split(', ')
  expect(status).toBe(204)
  expect(headers.get('access-control-allow-origin')).toBe('*')
  expect(headers.get('access-control-allow-methods')).toContain('GET')
  expect(allowed).toEqual(
    expect.arrayContaining(['content-type', 'stripe-version', 'x-api-key', 'x-user-id']),
  )
}

describe.each(lanes)('$name', ({ open }) => {
  test('answers search, subscriptions, paid invoices and products as Stripe does', async () => {
    const { simulator, url } = await openStripe()
    const stripe = { url, key: simulator.keys.live }
    const lane = await open({ upstream: url, env: { STRIPE_API_KEY: stripe.key } })
    const ask = async (target: string) => {
      await expectPreflight(lane.url, target)
      return (await askBoth(lane.url, stripe, target)) as Listed
    }
    const people = (await ask('/v1/customers?limit=20')).data
    let products = 0
    for (const { email } of people) {
      if (!email) continue
      const found = await ask(`/v1/customers/search?query=${encodeURIComponent(`email:'${email}'`)}`)
      for (const { id } of found.data.slice(0, 2)) {
        const subscriptions = await ask(`/v1/subscriptions?customer=${id}`)
        await ask(`/v1/invoices?customer=${id}&status=paid`)
        const product = subscriptions.data[0]?.items?.data[0]?.price.product
        if (!product) continue
        products++
        await ask(`/v1/products/${product}`)
      }
    }
    expect(people.length).toBeGreaterThan(10)
    expect(products).toBeGreaterThan(3)
  })

  test('passes on Stripe’s refusals in Stripe’s words', async () => {
    const { simulator, url } = await openStripe()
    const stripe = { url, key: simulator.keys.noSubscriptions }
    const lane = await open({ upstream: url, env: { STRIPE_API_KEY: stripe.key } })
    for (const target of [
      '/v1/subscriptions?customer=cus_x',
      '/v1/customers/cus_nobody',
      '/v1/customers?limit=1000',
      '/v1/customers/search',
      '/v1/customers?nonsense=1',
    ]) {
      expect(await askBoth(lane.url, stripe, target)).toHaveProperty('error')
    }
  })
})
