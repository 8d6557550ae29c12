// The gateway on Node: the behaviour of every runtime, and what can be tested only with sockets.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { describeGateway } from './describe-gateway.ts'
import { openRaw, sendRaw } from '../../worlds/raw-request.ts'
import { proof, secret, startOnNode, type TestGateway } from '../../worlds/gateway/node.ts'
import { startStubStripe, type StubStripe } from '../../worlds/stripe/stub-server.ts'

describeGateway('Node', startOnNode)

const body = JSON.stringify({ subject: { kind: 'people', people: [{ address: 'a@b.example' }] } })
const panels = (url: string, init: RequestInit = {}) =>
  fetch(`${url}/api/panels`, {
    method: 'POST',
    headers: { ...proof, 'Content-Type': 'application/json' },
    body,
    ...init,
  })

const undos: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo()
})

async function start(env?: Record<string, string>): Promise<{ gateway: TestGateway; stripe: StubStripe }> {
  const stripe = await startStubStripe()
  undos.push(stripe.close)
  const gateway = await startOnNode(stripe.url, env)
  undos.push(() => gateway.close(0))
  // The self-check also calls Stripe, so a test that counts or holds requests starts after it.
  await gateway.logged('"event":"key.')
  return { gateway, stripe }
}

test('refuses TRACE, CONNECT, headers over 16 kB and malformed requests', async () => {
  const { gateway } = await start()
  const end = 'Host: x\r\nConnection: close\r\n\r\n'
  expect(await sendRaw(gateway.url, `TRACE /health HTTP/1.1\r\n${end}`)).toMatch(
    /^HTTP\/1.1 405 [\s\S]*method_not_allowed/,
  )
  expect(await sendRaw(gateway.url, `CONNECT evil.example:443 HTTP/1.1\r\n${end}`)).toMatch(/^HTTP\/1.1 405 /)
  const long = `GET /health HTTP/1.1\r\nX-Long: ${'x'.repeat(17 * 1024)}\r\n${end}`
  expect(await sendRaw(gateway.url, long)).toMatch(/^HTTP\/1.1 431 /)
  expect(await sendRaw(gateway.url, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
  expect(await sendRaw(gateway.url, `GET /health HTTP/1.1\r\nX: a\rb\r\n${end}`)).toMatch(/^HTTP\/1.1 400 /)
  const two = 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n'
  expect(await sendRaw(gateway.url, `POST /api/panels HTTP/1.1\r\n${two}${end}`)).toMatch(/^HTTP\/1.1 400 /)
})

test('a credential header sent twice is a bad request (T47)', async () => {
  const { gateway } = await start()
  const key = `Bearer tsk_${'a'.repeat(32)}`
  for (const twice of [
    `Authorization: ${key}\r\nAuthorization: ${key}`,
    `X-API-KEY: ${secret}\r\nX-API-KEY: ${secret}`,
  ]) {
    const answer = await sendRaw(
      gateway.url,
      `GET /api/connection HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${twice}\r\n\r\n`,
    )
    // Node keeps only the first of two Authorization headers, so sending two at most fails to authenticate.
    expect(answer).toMatch(/^HTTP\/1.1 40[01] /)
  }
})

test('after thirty failed attempts in a minute on any route, further ones must wait, and the right secret still works (T46)', async () => {
  const { gateway } = await start()
  const guess = (path: string, i: number) =>
    fetch(gateway.url + path, { headers: { 'X-API-KEY': 'guess', 'X-Forwarded-For': `203.0.113.${i}` } })
  const paths = ['/api/connection', '/stripe/v1/customers']
  for (let i = 0; i < 15; i++) {
    for (const path of paths) expect((await guess(path, i)).status).toBe(401)
  }
  for (const path of paths) {
    const limited = await guess(path, 99)
    expect([limited.status, limited.headers.get('tillside-error')]).toEqual([429, 'too_many_requests'])
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await fetch(gateway.url + path, { headers: proof })).status).toBe(200)
  }
})

// Much less than the time after which an unanswered request would time out.
test('a caller who disconnects ends the requests to Stripe', async () => {
  const { gateway, stripe } = await start()
  stripe.hold()
  const arrived = stripe.nextRequest('leaving')
  const aborted = stripe.nextAbort('leaving')
  const controller = new AbortController()
  const fresh = JSON.stringify({
    subject: { kind: 'people', people: [{ address: 'leaving@b.example' }] },
    fresh: true,
  })
  const answer = panels(gateway.url, { body: fresh, signal: controller.signal })
  await arrived
  controller.abort()
  await expect(answer).rejects.toThrow()
  await aborted
})

test('on shutdown, requests in flight finish, new ones are refused, and the port is freed', async () => {
  const { gateway, stripe } = await start()
  const keptAlive = await openRaw(gateway.url)
  expect(await keptAlive.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n', /"status":"ok"[^}]*}/)).toContain(
    '200 OK',
  )
  stripe.hold()
  const arrived = stripe.nextRequest('somebody')
  const post = `POST /api/panels HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nContent-Type: application/json\r\n`
  const first = JSON.stringify({ subject: { kind: 'search', text: 'somebody' } })
  const inFlight = await openRaw(gateway.url)
  const answer = inFlight.send(
    `${post}Content-Length: ${first.length}\r\n\r\n${first}`,
    /"type":"done"[\s\S]*0\r\n\r\n/,
  )
  await arrived
  const closed = gateway.close()
  await expect(fetch(`${gateway.url}/health`)).rejects.toThrow()
  const refused = await keptAlive.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n', /}$/)
  // Either the idle connection was closed immediately or its next request was refused: both keep new work out.
  if (refused !== '') expect(refused).toMatch(/^HTTP\/1.1 503 [\s\S]*Connection: close[\s\S]*shutting_down/)
  stripe.release()
  expect(await answer).toMatch(/^HTTP\/1.1 200 [\s\S]*"type":"done"/)
  await closed
  expect(gateway.lines.at(-1)).toContain('gateway.stopped')
})

test('while it drains, a gateway serves every request, says that it is not ready, and ends kept-alive connections', async () => {
  const { gateway } = await start({ TILLSIDE_DRAIN_SECONDS: '60' })
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
  const [keptAlive, idle] = [await openRaw(gateway.url), await openRaw(gateway.url)]
  for (const connection of [keptAlive, idle])
    expect(await connection.send(request('/ready'), /}$/)).toMatch(/^HTTP\/1.1 200 [\s\S]*"ready":true/)
  const closed = gateway.close()
  await gateway.logged('gateway.draining')
  expect(await keptAlive.send(request('/health'))).toMatch(
    /^HTTP\/1.1 200 [\s\S]*Connection: close[\s\S]*"status":"ok"/i,
  )
  expect(await (await openRaw(gateway.url)).send(request('/ready'))).toMatch(
    /^HTTP\/1.1 503 [\s\S]*Connection: close[\s\S]*"code":"shutting_down"/i,
  )
  const lane = await fetch(`${gateway.url}/stripe/v1/customers`, { headers: { 'X-API-KEY': secret } })
  expect([lane.status, lane.headers.get('connection')]).toEqual([200, 'close'])
  expect(await idle.send(request('/health'))).toMatch(/^HTTP\/1.1 200 /)
  await gateway.close(0)
  await closed
  await expect(fetch(`${gateway.url}/health`)).rejects.toThrow()
})

test('during shutdown the next request on a kept-alive connection is refused, on the proxy lane in Stripe’s format', async () => {
  const { gateway, stripe } = await start()
  stripe.hold()
  const arrived = stripe.nextRequest('somebody')
  const search = `GET /api/search?q=somebody HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\n\r\n`
  const lane = 'GET /stripe/v1/customers HTTP/1.1\r\nHost: x\r\n\r\n'
  const health = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'
  // A request line started before the shutdown keeps its connection open; the rest arrives afterwards.
  const [onLane, elsewhere] = [await openRaw(gateway.url), await openRaw(gateway.url)]
  const inFlight = await openRaw(gateway.url)
  const answer = inFlight.send(search)
  await onLane.send(lane.slice(0, 10), /^/)
  await elsewhere.send(health.slice(0, 10), /^/)
  await arrived
  const closed = gateway.close()
  expect(await onLane.send(lane.slice(10))).toMatch(
    /^HTTP\/1.1 503 [\s\S]*Access-Control-Allow-Origin: \*[\s\S]*Connection: close[\s\S]*{"error":{"code":"shutting_down"/,
  )
  expect(await elsewhere.send(health.slice(10))).toMatch(
    /^HTTP\/1.1 503 [\s\S]*Connection: close[\s\S]*"code":"shutting_down"/,
  )
  stripe.release()
  expect(await answer).toMatch(/^HTTP\/1.1 200 [\s\S]*"type":"done"/)
  await closed
})

test('a request that never ends cannot block the shutdown forever', async () => {
  const { gateway, stripe } = await start()
  stripe.hold()
  const arrived = stripe.nextRequest('endless')
  const fresh = JSON.stringify({ subject: { kind: 'people', people: [{ address: 'endless@b.example' }] } })
  const answer = panels(gateway.url, { body: fresh })
  const cut = expect(answer.then((one) => one.text())).rejects.toThrow()
  await arrived
  await gateway.close(50)
  await cut
})

test('the console has its own port, and neither port answers for the other', async () => {
  const { gateway } = await start()
  const { url, consoleUrl = '' } = gateway
  expect(new URL(consoleUrl).origin).not.toBe(new URL(url).origin)
  const statusOf = async (address: string) => {
    const response = await fetch(address, { headers: proof })
    await response.body?.cancel()
    return response.status
  }
  expect(await statusOf(`${consoleUrl}/console/`)).toBe(200)
  expect(await statusOf(`${consoleUrl}/`)).toBe(200)
  for (const path of ['/console/', '/console/assets/c-1.js', '/api/console/session', '/api/console/events'])
    expect([path, await statusOf(url + path)]).toEqual([path, 404])
  for (const path of ['/sidebar/', '/api/connection', '/health', '/metrics', '/stripe/v1/customers'])
    expect([path, await statusOf(consoleUrl + path)]).toEqual([path, 404])
})

test('the console uses the port after the gateway’s; if it is taken, the gateway runs without the console and says so', async () => {
  // Finds two free ports in a row.
  const { server: blocker, before } = await blockPortAfterFree()
  undos.push(() => new Promise((resolve) => blocker.close(() => resolve())))
  const { gateway } = await start({ PORT: String(before) })
  await gateway.logged('console.not_started')
  expect(gateway.consoleUrl).toBeUndefined()
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200)
  await gateway.close(0)
  await new Promise<void>((resolve) => blocker.close(() => resolve()))
  const again = await start({ PORT: String(before) })
  expect(again.gateway.consoleUrl).toBe(`http://127.0.0.1:${before + 1}`)
})

test('if a configured port is taken the start fails, and nothing keeps listening', async () => {
  const { server: blocker, before } = await blockPortAfterFree()
  undos.push(() => new Promise((resolve) => blocker.close(() => resolve())))
  const ports = { PORT: String(before), TILLSIDE_CONSOLE_PORT: String(before + 1) }
  await expect(start(ports)).rejects.toThrow('EADDRINUSE')
  await expect(fetch(`http://127.0.0.1:${before}/health`)).rejects.toThrow()
})

test('without an operator secret there is no console and no second port', async () => {
  const { gateway } = await start({ TILLSIDE_CONSOLE_SECRET: '' })
  expect(gateway.consoleUrl).toBeUndefined()
  expect((await fetch(`${gateway.url}/console/`)).status).toBe(404)
})

const listening = (port: number) =>
  new Promise<Server | undefined>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })

/** A server on a port whose predecessor is free. */
async function blockPortAfterFree(): Promise<{ server: Server; before: number }> {
  for (;;) {
    const server = await listening(0)
    if (!server) continue
    const before = (server.address() as AddressInfo).port - 1
    const probe = await listening(before)
    await new Promise<void>((resolve) => (probe ? probe.close(() => resolve()) : resolve()))
    if (probe) return { server, before }
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

test('if the port is taken, the start fails completely and says so', async () => {
  const { gateway } = await start()
  await expect(startOnNode('http://127.0.0.1:9', { PORT: new URL(gateway.url).port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})
