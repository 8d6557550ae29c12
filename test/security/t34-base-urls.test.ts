// T34: the addresses of Stripe and of services come only from the settings, never from a caller's header, parameter, field or
// target.

import { describe, expect, test } from 'vitest'
import { lanes, openUpstream, secret, sendRaw } from '../worlds/proxy-lane.ts'
import { open as openSigned, sign } from '../worlds/stripe-app.ts'

const headerNames = [
  'Host-Override',
  'X-Host',
  'X-Forwarded-Host',
  'X-Forwarded-Server',
  'X-Original-Host',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-HTTP-Host-Override',
  'Forwarded',
  'Base-Url-Override',
  'X-Base-Url',
  'X-Api-Base',
  'X-Stripe-Api-Base',
  'X-Upstream',
  'X-Target',
  'X-Custom-Host',
  'X-Portkey-Custom-Host',
  'X-Proxy-Url',
  'X-Backend',
  'Destination',
  'Location',
  'Origin',
  'Referer',
  'Stripe-Api-Base',
]
const fields = [
  'base_url',
  'baseUrl',
  'api_base',
  'apiBase',
  'host',
  'url',
  'upstream',
  'target',
  'proxy',
  'endpoint',
  'custom_host',
  'protocol',
]
const env = { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' }

describe.each(lanes)('$name', ({ open }) => {
  test('no header changes the address of Stripe', async () => {
    const [upstream, other] = [await openUpstream(), await openUpstream()]
    const lane = await open({ upstream: upstream.url })
    const { host } = new URL(other.url)
    for (const name of headerNames)
      for (const value of [other.url, host, `host=${host};proto=http`]) {
        const response = await fetch(`${lane.url}/stripe/v1/customers`, {
          headers: { 'X-API-KEY': secret, [name]: value },
        })
        await response.body?.cancel()
      }
    const asHost = `GET /stripe/v1/customers HTTP/1.1\r\nHost: ${host}\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`
    await sendRaw(lane.url, asHost)
    expect([upstream.seen.length, other.seen.length]).toEqual([headerNames.length * 3 + 1, 0])
  })

  test('no parameter and no field of a form does', async () => {
    const [upstream, other] = [await openUpstream(), await openUpstream()]
    const lane = await open({ upstream: upstream.url, env })
    for (const name of fields) {
      const form = new URLSearchParams({ [name]: other.url })
      const headers = { 'X-API-KEY': secret }
      await (await fetch(`${lane.url}/stripe/v1/customers?${form}`, { headers })).body?.cancel()
      await (
        await fetch(`${lane.url}/stripe/v1/refunds`, { method: 'POST', headers, body: form })
      ).body?.cancel()
    }
    expect([upstream.seen.length, other.seen.length]).toEqual([fields.length * 2, 0])
  })

  test('no target does', async () => {
    const [upstream, other] = [await openUpstream(), await openUpstream()]
    const lane = await open({ upstream: upstream.url })
    const { host } = new URL(other.url)
    const targets = [
      `${other.url}/stripe/v1/customers`,
      `/stripe/v1/@${host}`,
      `/stripe/@${host}/v1/customers`,
      `/stripe//${host}/v1/customers`,
      `/stripe/v1/customers@${host}`,
      `/stripe/${other.url}/v1/customers`,
      `/stripe/v1/${other.url}`,
      `//${host}/stripe/v1/customers`,
    ]
    for (const target of targets)
      await sendRaw(
        lane.url,
        `GET ${target} HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`,
      )
    expect(other.seen).toEqual([])
  })
})

describe('a signed request to a service', () => {
  test.each(fields)('with a field %s is refused', async (name) => {
    const signed = await openSigned()
    const args = { method: 'GET', path: '/orders/1', [name]: 'https://evil.example/' }
    const { status } = await signed.post('/stripe-app/proxy/orders/orders/1', sign('proxy', { args }))
    expect([status, signed.passed]).toEqual([400, []])
  })

  test.each([
    'https://evil.example/orders/1',
    '//evil.example/orders/1',
    '/\\evil.example',
    '/orders/@evil.example',
    'orders.evil.example/1',
  ])('with the path %s reaches no other host', async (path) => {
    const signed = await openSigned()
    await signed.post('/stripe-app/proxy/orders/orders/1', sign('proxy', { args: { method: 'GET', path } }))
    expect(signed.passed).toEqual([])
  })
})
