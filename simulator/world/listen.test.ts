import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Fault } from './facts.ts'
import { listenWorld } from './listen.ts'
import type { LogLine } from './log-line.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const token = 'token-of-this-start'
const proof = { 'X-Preview-Token': token }

async function startWorld(gatewayUrl = 'http://127.0.0.1:9/') {
  const folder = mkdtempSync(join(tmpdir(), 'world-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'missive.js'), 'void 0')
  const faults: Fault[] = []
  const publishers: ((line: LogLine) => void)[] = []
  const world = await listenWorld({
    port: 0,
    token,
    gatewayUrl,
    sidebarUrl: 'http://127.0.0.1:9/sidebar/',
    consoleUrl: () => 'http://127.0.0.1:10/console/',
    settings: { tillside: { version: 1 } },
    control: (fault) => void faults.push(fault),
    subscribe: (listener) => {
      publishers.push(listener)
      return () => undefined
    },
    folder,
  })
  ends.push(world.close)
  return { world, faults, publish: (line: LogLine) => publishers.forEach((publisher) => publisher(line)) }
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}control`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...proof, ...headers },
    body: JSON.stringify(body),
  })

test('refuses a foreign Host, as in DNS rebinding', async () => {
  const { world } = await startWorld()
  const status = await new Promise((resolve, reject) => {
    const sent = request({
      port: world.port,
      host: '127.0.0.1',
      path: '/world.json',
      headers: { Host: 'evil.example' },
    })
    sent.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
  expect(status).toBe(421)
})

test('does not let another page switch a fault', async () => {
  const { world, faults } = await startWorld()
  expect((await post(world.url, { fault: 'down' }, { Origin: 'https://evil.example' })).status).toBe(403)
  expect((await post(world.url, { fault: 'down' }, { 'X-Preview-Token': 'of another start' })).status).toBe(
    403,
  )
  expect((await post(world.url, { fault: 'down' }, { 'Content-Type': 'text/plain' })).status).toBe(415)
  expect((await post(world.url, { fault: 'explode' })).status).toBe(400)
  expect(faults).toEqual([])
})

test('switches a fault for its page, and reports it to a page opened later', async () => {
  const { world, faults } = await startWorld()
  const response = await post(world.url, { fault: 'slow' }, { Origin: world.url.slice(0, -1) })
  expect([response.status, faults]).toEqual([200, ['slow']])
  expect(await (await fetch(`${world.url}world.json`, { headers: proof })).json()).toMatchObject({
    fault: 'slow',
  })
})

test('allows no inline script or style, and only frames the sidebar and the extension', async () => {
  const { world } = await startWorld()
  const policy = (await fetch(world.url)).headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-src 'self' http://127.0.0.1:9;")
  expect(policy).not.toContain('unsafe')
})

test('serves missive.js uncached, for another port of this machine to load', async () => {
  const { world } = await startWorld()
  const { headers } = await fetch(`${world.url}missive.js`)
  expect(headers.get('content-type')).toMatch(/^text\/javascript/)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
})

test('serves only built files', async () => {
  const { world } = await startWorld()
  expect((await fetch(`${world.url}..%2f..%2fetc/passwd`)).status).toBe(404)
  expect((await fetch(`${world.url}package.json`)).status).toBe(404)
})

test('sends the latest lines to a page that opens later', async () => {
  const { world, publish } = await startWorld()
  publish({ id: 'g1', kind: 'gateway', atMs: 1, verb: 'GET', what: '/health' })
  const { body } = await fetch(`${world.url}events`, { headers: proof })
  const reader = body?.getReader()
  const first = await reader?.read()
  expect(new TextDecoder().decode(first?.value)).toContain('"what":"/health"')
  await reader?.cancel()
})

test('names the build command if the build is incomplete', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'world-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  const options = {
    port: 0,
    token,
    gatewayUrl: 'http://127.0.0.1:9/',
    sidebarUrl: 'http://127.0.0.1:9/',
    consoleUrl: () => 'http://127.0.0.1:10/console/',
    settings: {},
    control: () => undefined,
    folder,
  }
  await expect(listenWorld(options)).rejects.toThrow('npm run build')
})

test('passes webhooks through to the gateway, with body and response', async () => {
  const gateway = createServer((incoming, outgoing) => {
    outgoing.writeHead(202, { 'X-Path': incoming.url ?? '' })
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
  ends.push(() => new Promise((resolve) => gateway.close(resolve)))
  const { port } = gateway.address() as AddressInfo
  const { world } = await startWorld(`http://127.0.0.1:${port}`)
  const path = 'webhooks/stripe/test'
  const response = await fetch(`${world.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: 'as it came',
  })
  const found = [response.status, response.headers.get('x-path'), await response.text()]
  expect(found).toEqual([202, `/${path}`, 'as it came'])
  // The console shares no origin with a page that runs Missive's script.
  for (const other of ['webhooks/other', 'console/', 'api/console/session'])
    expect((await fetch(`${world.url}${other}`)).status).toBe(404)
})
