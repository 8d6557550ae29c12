// T16, T24: ambiguous requests are refused before routing on every entry to the gateway: the pages, the API, the proxy lane, the
// signed routes, the console and the webhooks.

import { expect, test } from 'vitest'
import { sendRaw } from '../worlds/raw-request.ts'
import { secret, startOnNode } from '../worlds/gateway/node.ts'
import { startStubStripe } from '../worlds/stripe/stub-server.ts'

const hostile = [
  '/stripe/v1/customers/../refunds',
  '/stripe/../api/connection',
  '/api/../stripe/v1/customers',
  '/x/../stripe/v1/customers',
  '/./stripe/v1/customers',
  '//stripe/v1/customers',
  '/stripe//v1/customers',
  '/%73tripe/v1/customers',
  '/stripe/%76%31/customers',
  '/stripe/v1/customers%2Fcus_1',
  '/stripe/v1/customers%2fcus_1',
  '/stripe%2Fv1/customers',
  '/stripe/v1/customers/',
  '/stripe/v1/customers.',
  '/stripe/v1/customers;x=1',
  '/stripe\\v1\\customers',
  '/api\\connection',
  '/api/connection/',
  '/api/%63onnection',
  '/api/pins/%c3%bc',
  '/api/pins/..%2Fx',
  '/stripe-app/proxy/erp/../other/x',
  '/stripe-app/proxy/erp/%2E%2E/x',
  '/stripe-app/proxy/erp//x',
  '/stripe-app/proxy/erp/x/',
  '/stripe-app/proxy/erp/%252e%252e/x',
  '/sidebar/../console/',
  '/sidebar/..%2fconsole/index.html',
  '/console/%69ndex.html',
  '/webhooks/stripe/./live',
  'http://x/health',
  'http://evil.example/stripe/v1/customers',
  '*',
]

test('no ambiguous target is routed anywhere', async () => {
  const stripe = await startStubStripe()
  const gateway = await startOnNode(stripe.url)
  try {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      for (const target of hostile) {
        const head = `${method} ${target} HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`
        const answer = await sendRaw(gateway.url, head)
        expect(answer, `${method} ${target}`).toMatch(/^HTTP\/1\.1 400 [\s\S]*bad_request/)
      }
    }
    expect(gateway.lines.join('\n')).not.toContain('request.answered')
  } finally {
    await gateway.close(0)
    await stripe.close()
  }
})

test('two Host headers are a bad request on every entry, even if they are equal (T24)', async () => {
  const stripe = await startStubStripe()
  const gateway = await startOnNode(stripe.url)
  try {
    for (const path of [
      '/health',
      '/api/connection',
      '/stripe/v1/customers',
      '/stripe-app/connection',
      '/webhooks/stripe/live',
      '/console/',
    ]) {
      for (const hosts of ['Host: a\r\nHost: b', 'host: a\r\nHOST: a']) {
        const answer = await sendRaw(
          gateway.url,
          `GET ${path} HTTP/1.1\r\n${hosts}\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`,
        )
        expect(answer, path).toMatch(/^HTTP\/1\.1 400 /)
      }
    }
    expect(
      await sendRaw(gateway.url, 'GET /health HTTP/1.1\r\nHost: a\r\nX-Host: b\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 200 /)
  } finally {
    await gateway.close(0)
    await stripe.close()
  }
})
