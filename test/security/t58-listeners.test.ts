// T58: slow and huge requests are bounded on every listener and every route of the gateway, including the console's, before
// anything is kept in memory, and other requests are answered meanwhile.

import { tracingChannel } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleHeader } from '#contract/console-header.ts'
import { consoleRoutes } from '#http/console/routes.ts'
import { routes } from '#http/routes.ts'
import { openRaw, sendRaw } from '../worlds/raw-request.ts'
import { secret, startOnNode, type TestGateway } from '../worlds/gateway/node.ts'
import { startStubStripe, type StubStripe } from '../worlds/stripe/stub-server.ts'

const servers: Server[] = []
const channel = tracingChannel('net.server.listen')
const note = (message: unknown) => {
  if (typeof message === 'object' && message && 'server' in message) servers.push(message.server as Server)
}

let stripe: StubStripe
let gateway: TestGateway
beforeAll(async () => {
  stripe = await startStubStripe()
  channel.asyncEnd.subscribe(note)
  gateway = await startOnNode(stripe.url, {
    TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds',
    TILLSIDE_CONSOLE_PORT: '0',
  })
  channel.asyncEnd.unsubscribe(note)
})
afterAll(async () => {
  await gateway.close(0)
  await stripe.close()
})

const consoleOf = () => gateway.consoleUrl ?? ''
const expectServes = async () => {
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200)
  expect((await fetch(`${consoleOf()}/console/`)).status).toBe(200)
}

test('both listeners time out heads and bodies that do not arrive, and idle connections', () => {
  expect(servers).toHaveLength(2)
  for (const server of servers) {
    const { headersTimeout, requestTimeout, keepAliveTimeout } = server
    expect([headersTimeout > 0, headersTimeout <= 20_000]).toEqual([true, true])
    expect([requestTimeout > 0, requestTimeout <= 60_000]).toEqual([true, true])
    expect([keepAliveTimeout > 0, keepAliveTimeout <= 75_000]).toEqual([true, true])
  }
})

const listeners: [string, () => string][] = [
  ['the gateway', () => gateway.url],
  ['the console', consoleOf],
]

describe.each(listeners)('%s', (_, urlOf) => {
  test('refuses a megabyte of headers, in one header or in many', async () => {
    const one = `X-Big: ${'a'.repeat(1024 * 1024)}\r\n`
    const many = Array.from({ length: 20_000 }, (_each, place) => `X-${place}: ${'a'.repeat(40)}\r\n`).join(
      '',
    )
    for (const headers of [one, many]) {
      const answer = await sendRaw(urlOf(), `GET / HTTP/1.1\r\nHost: x\r\n${headers}\r\n`)
      expect(answer).toMatch(/^(?:HTTP\/1\.1 431 |$)/)
    }
    await expectServes()
  })

  test('answers other requests while two hundred heads trickle in', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, () => openRaw(urlOf())))
    for (const connection of slow) void connection.send('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    await expectServes()
    for (const connection of slow) connection.close()
  })
})

const exampleOf = (path: string) =>
  path.replaceAll(/:\w+/g, 'x').replace('/*', path.startsWith('/stripe/v1') ? '/refunds' : '/x')
const taking: [string, string, string][] = [
  ...routes.map(({ method, path }) => ['the gateway', method === 'ANY' ? 'POST' : method, exampleOf(path)]),
  ...consoleRoutes.map(({ method, path }) => ['the console', method, exampleOf(path)]),
].filter(([, method]) => method === 'POST' || method === 'PUT') as [string, string, string][]

test('there are routes with bodies to test', () => expect(taking.length).toBeGreaterThan(15))

test.each(taking)(
  '%s refuses a body of 100 MB for %s %s by its announced length',
  async (where, method, path) => {
    const url = where === 'the console' ? consoleOf() : gateway.url
    const head = [
      `${method} ${path} HTTP/1.1`,
      'Host: x',
      `X-API-KEY: ${secret}`,
      'Content-Type: application/json',
      'Sec-Fetch-Site: same-origin',
      `${consoleHeader}: 1`,
      `Content-Length: ${100 * 1024 * 1024}`,
      'Connection: close',
    ].join('\r\n')
    // No byte of the body is sent, so an answer means that none was waited for.
    const answer = await sendRaw(url, `${head}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|401|403|404|413|415|501) /)
    await expectServes()
  },
)
