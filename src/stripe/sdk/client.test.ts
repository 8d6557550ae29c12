// Stripe's own client over our port: which key, which account, what is never followed, and why a call failed.

import { expect, test } from 'vitest'
import { Secret } from '#secret.ts'
import { readClientFailure } from './client-failure.ts'
import { createStripeClients } from './client.ts'

type Answer = (request: Request) => Response | Promise<Response>
const eu = { key: 'live-1', name: 'EU', mode: 'live' } as const
const us = { key: 'live-2', name: 'US', mode: 'live' } as const

function clientsOver(answer: Answer) {
  const requests: Request[] = []
  const inits: (RequestInit | undefined)[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    requests.push(request)
    inits.push(init)
    return answer(request)
  }
  const tenant = {
    accounts: [
      { account: eu, key: new Secret('rk_live_euReads') },
      { account: us, key: new Secret('rk_live_usReads') },
    ],
  }
  const stripeActionsKeys = [{ name: 'US', mode: 'live' as const, key: new Secret('rk_live_usActs') }]
  const clients = createStripeClients({
    tenant,
    config: { stripeApiBase: 'http://127.0.0.1:1', stripeActionsKeys },
    ports: { fetch },
  })
  return { clients, requests, inits }
}

const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'request-id': 'req_stripe', 'stripe-should-retry': 'false' },
  })
const failureOf = async (answer: Answer) => {
  const { clients } = clientsOver(answer)
  return readClientFailure(
    await clients
      .reading(eu)
      .customers.retrieve('cus_1')
      .catch((error: unknown) => error),
  )
}

test('an account that the tenant does not have is not asked', () => {
  const { clients, requests } = clientsOver(() => json(200, {}))
  expect(() => clients.reading({ key: 'live-3', mode: 'live' })).toThrow(RangeError)
  expect(requests).toEqual([])
})

test('each account is asked with its own key; actions have theirs, and none where none is set', async () => {
  const { clients, requests, inits } = clientsOver(() => json(200, { id: 'cus_1' }))
  await clients.reading(us, 'acct_9').customers.retrieve('cus_1')
  await clients.acting(us)?.customers.retrieve('cus_1')
  expect(clients.acting(eu)).toBeUndefined()
  expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual([
    'Bearer rk_live_usReads',
    'Bearer rk_live_usActs',
  ])
  expect(requests.map(({ headers }) => headers.get('stripe-account'))).toEqual(['acct_9', null])
  expect(requests[0]?.url).toBe('http://127.0.0.1:1/v1/customers/cus_1')
  expect(requests[0]?.headers.get('x-stripe-client-telemetry')).toBeNull()
  expect(inits.map((init) => [init?.redirect, init?.signal instanceof AbortSignal])).toEqual([
    ['manual', true],
    ['manual', true],
  ])
})

test('with an organization’s key the account is the context, and the way to a connected one leads through it', async () => {
  const seen: (string | null)[][] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const { headers } = new Request(input, init)
    seen.push(['authorization', 'stripe-context', 'stripe-account'].map((name) => headers.get(name)))
    return json(200, { id: 'cus_1' })
  }
  const key = new Secret('sk_org_live_reads')
  const tenant = {
    accounts: [
      { account: eu, key, context: 'acct_1' },
      { account: us, key, context: 'acct_2' },
    ],
  }
  const stripeActionsKeys = [{ name: 'US', mode: 'live' as const, key, context: 'acct_2' }]
  const clients = createStripeClients({
    tenant,
    config: { stripeApiBase: 'http://127.0.0.1:1', stripeActionsKeys },
    ports: { fetch },
  })
  await clients.reading(eu).customers.retrieve('cus_1')
  await clients.reading(us, 'acct_9').customers.retrieve('cus_1')
  await clients.acting(us)?.customers.retrieve('cus_1')
  const bearer = 'Bearer sk_org_live_reads'
  expect(seen).toEqual([
    [bearer, 'acct_1', null],
    [bearer, 'acct_2/acct_9', null],
    [bearer, 'acct_2', null],
  ])
})

test('a redirect is a failure and nobody follows it', async () => {
  const { clients, requests } = clientsOver(
    () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
  )
  await expect(clients.reading(eu).customers.retrieve('cus_1')).rejects.toThrow()
  expect(requests.every(({ url }) => url.startsWith('http://127.0.0.1:1/'))).toBe(true)
})

test('nothing is asked once nobody waits', async () => {
  const { clients, requests } = clientsOver(() => json(200, {}))
  await expect(
    clients.reading(eu, undefined, AbortSignal.abort()).customers.retrieve('cus_1'),
  ).rejects.toThrow()
  expect(requests).toEqual([])
})

test('why a call failed is told in the gateway’s own reasons', async () => {
  const error = (message: string, more: object = {}) => ({
    error: { message, type: 'invalid_request_error', ...more },
  })
  const permission =
    "The provided key 'rk_live_***' does not have the required permissions. Having the 'rak_customer_read' permission would allow this request to continue."
  expect(await failureOf(() => json(404, error('No such customer', { code: 'resource_missing' })))).toBe(
    'absent',
  )
  expect(await failureOf(() => json(401, error('Expired')))).toEqual({ reason: 'key_refused' })
  expect(await failureOf(() => json(403, error(permission)))).toEqual({
    reason: 'permission',
    permissions: ['rak_customer_read'],
  })
  expect(await failureOf(() => json(429, error('Slow down')))).toEqual({ reason: 'rate_limited' })
  expect(await failureOf(() => json(500, error('Oh')))).toMatchObject({ reason: 'failed' })
  expect(await failureOf(() => Promise.reject(new TypeError('refused')))).toEqual({ reason: 'unreachable' })
  expect(readClientFailure(new Error('x'))).toBeUndefined()
})
