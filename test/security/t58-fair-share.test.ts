// T58: each caller has a share of the lane. A caller who does not read responses gives way to the next request, and no request
// waits for a place.

import { request, type IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { hashConnectionKey } from '#auth/connection-key.ts'
import { lanes, openUpstream, withSecret, type OpenLane } from '../worlds/proxy-lane.ts'

const names = ['ann', 'ben', 'cleo'] as const
const keyOf = (name: (typeof names)[number]) => `tsk_${name.padEnd(32, 'x')}`
const hashes = new Map(
  await Promise.all(names.map(async (name) => [await hashConnectionKey(keyOf(name)), name] as const)),
)
const findConnectionKey = (hash: string) => {
  const name = hashes.get(hash)
  return Promise.resolve(name ? { id: `key_${name}`, tenantId: 'self', name } : undefined)
}
const as = (name: (typeof names)[number]) => ({ Authorization: `Bearer ${keyOf(name)}` })

/** `endless` sends forever, `silent` never answers, anything else is answered immediately. */
async function openStripe() {
  const open = new Set<string>()
  const upstream = await openUpstream((req, res) => {
    const url = `${req.method} ${req.url ?? ''}`
    if (!/endless|silent/.test(url)) res.end('{}')
    else open.add(url)
    res.on('close', () => open.delete(url))
    const piece = Buffer.alloc(1024 * 1024)
    const more = () => void (!res.destroyed && res.write(piece) && setImmediate(more))
    if (url.includes('endless')) more()
    res.on('drain', more)
  })
  return { url: upstream.url, open }
}

// A closing lane does not wait here, because some requests are never answered.
const limits = { openRequests: 4, openOfCaller: 2, patienceMs: 0, closeMs: 0 }

describe.each(lanes)('$name', ({ open }) => {
  const openLane = (url: string, more = {}) =>
    open({
      upstream: url,
      findConnectionKey,
      limits: { ...limits, ...more },
      env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds, POST /v1/refunds/:id' },
    })

  /** Starts a request whose answer is not read. */
  const begin = (lane: OpenLane, path: string, headers: Record<string, string>, method = 'GET') => {
    const state: { answer?: IncomingMessage; isOver: boolean } = { isOver: false }
    const outgoing = request(`${lane.url}/stripe${path}`, { method, headers, agent: false }, (answer) => {
      state.answer = answer
      answer.on('error', () => undefined)
      answer.on('close', () => (state.isOver = true))
      answer.pause()
    })
    outgoing.on('error', () => (state.isOver = true))
    outgoing.on('close', () => (state.isOver = true))
    outgoing.end()
    return state
  }
  const ask = async (lane: OpenLane, headers: Record<string, string>) => {
    const response = await fetch(`${lane.url}/stripe/v1/products/prod_1`, { headers })
    await response.text()
    return response.status
  }
  const held = (stripe: Awaited<ReturnType<typeof openStripe>>, count: number) =>
    expect.poll(() => stripe.open.size).toBe(count)

  test('unread downloads of one caller give way to the next request, even of the same caller', async () => {
    const stripe = await openStripe()
    const lane = await openLane(stripe.url)
    const first = begin(lane, '/v1/products/endless1', withSecret())
    await held(stripe, 1)
    const second = begin(lane, '/v1/products/endless2', withSecret())
    await held(stripe, 2)
    await expect.poll(() => ask(lane, withSecret())).toBe(200)
    await held(stripe, 1)
    for (const { answer } of [first, second]) answer?.resume()
    await expect.poll(() => first.isOver !== second.isOver).toBe(true)
  })

  test('a caller whose requests Stripe does not answer uses only their own share', async () => {
    const stripe = await openStripe()
    const lane = await openLane(stripe.url, { patienceMs: 60_000 })
    for (const id of ['silent1', 'silent2']) begin(lane, `/v1/products/${id}`, as('ann'))
    await held(stripe, 2)
    expect(await ask(lane, as('ann'))).toBe(429)
    expect(await ask(lane, as('ben'))).toBe(200)
  })

  test('when every place is taken, a caller with none gets one from the caller with the most', async () => {
    const stripe = await openStripe()
    const lane = await openLane(stripe.url)
    for (const name of ['ann', 'ben'] as const) {
      for (const id of [1, 2]) begin(lane, `/v1/products/silent_${name}${id}`, as(name))
    }
    await held(stripe, 4)
    expect(await ask(lane, as('cleo'))).toBe(200)
    await held(stripe, 3)
  })

  test('a write that Stripe has not answered is never ended for another caller', async () => {
    const stripe = await openStripe()
    const lane = await openLane(stripe.url)
    for (const name of ['ann', 'ben'] as const) {
      for (const id of [1, 2]) begin(lane, `/v1/refunds/silent_${name}${id}`, as(name), 'POST')
    }
    await held(stripe, 4)
    expect(await ask(lane, as('cleo'))).toBe(429)
    expect(stripe.open.size).toBe(4)
  })

  test('places are freed, however the requests end', async () => {
    const stripe = await openStripe()
    const lane = await openLane(stripe.url, { patienceMs: 60_000 })
    const leave = new AbortController()
    for (const id of ['silent1', 'silent2']) {
      const answer = fetch(`${lane.url}/stripe/v1/products/${id}`, {
        headers: as('ann'),
        signal: leave.signal,
      })
      answer.catch(() => undefined)
    }
    await held(stripe, 2)
    expect(await ask(lane, as('ann'))).toBe(429)
    leave.abort()
    await held(stripe, 0)
    for (let i = 0; i < 5; i++) expect(await ask(lane, as('ann'))).toBe(200)
    expect(await ask(lane, { ...as('ann'), 'Stripe-Version': 'none' })).toBe(400)
    expect(await ask(lane, as('ann'))).toBe(200)
  })
})
