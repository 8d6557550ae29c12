// A page of another origin can neither read nor change anything in the preview, on any port. The listeners are recorded where
// Node opens them, so that none is missed.

import { tracingChannel } from 'node:diagnostics_channel'
import { globSync, readFileSync, statSync } from 'node:fs'
import { request, type IncomingHttpHeaders, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPreview, type Preview } from '../../../cli/preview/world.ts'
import { noteFile } from '../../../cli/preview/note.ts'
import { openPreview, type AppPreview } from '../../../dashboard/package/preview.ts'
import { fixture, withSdk } from '../../worlds/browser/app-preview.ts'

const servers = new Set<Server>()
const channel = tracingChannel('net.server.listen')
const note = (message: unknown) => {
  if (typeof message === 'object' && message && 'server' in message) servers.add(message.server as Server)
}

let preview: Preview
let appPreview: AppPreview

beforeAll(async () => {
  withSdk()
  channel.asyncEnd.subscribe(note)
  preview = await startPreview({ PORT: '0' }, { quiet: true })
  appPreview = await openPreview({ folder: fixture })
  channel.asyncEnd.unsubscribe(note)
})
afterAll(async () => {
  await appPreview.close()
  await preview.close()
})

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
const ports = () => [...servers].map(portOf)
/** The ports of the gateway and the console: they answer as in production, but also check the host name. */
const gatewayPorts = async () => {
  const answers = await Promise.all(
    ports().map(async (port) => ({ port, answer: await ask(port, '/health') })),
  )
  const healthy = answers.filter(({ answer }) => answer.text.includes('"status"')).map(({ port }) => port)
  return [...healthy, Number(new URL(preview.consoleUrl).port)]
}

type Answer = { status: number; headers: IncomingHttpHeaders; text: string }
type Asked = { method?: string; headers?: Record<string, string>; body?: string }

/** Uses a raw request, because fetch() does not allow setting Host and Origin. Reads a stream until its first bytes. */
function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = ''
      const done = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      response.on('data', (part: Buffer) => {
        text += part.toString()
        if (response.headers['content-type'] === 'text/event-stream') {
          done()
          sent.destroy()
        }
      })
      response.on('end', done)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const paths = [
  '/',
  '/world.json',
  '/dashboard.json',
  '/events',
  '/control',
  '/missive.js',
  '/health',
  '/sidebar/',
  '/console/',
  '/dashboard/',
  '/dashboard/start.json',
  '/dashboard/events',
  '/dashboard/services/sign',
  '/start.json',
  '/services/sign',
  '/_control',
  '/_control/reset',
  '/_control/events',
  '/_control/debits',
  '/_control/large?bytes=10',
  '/v1/customers',
  '/v1/refunds',
  '/v1/posts',
  '/authorize',
  '/token',
  '/revoke',
  '/account',
  '/hooks/stripe',
  '/orders',
  '/api/panels',
  '/stripe/v1/customers',
  '/api/console/session',
  '/webhooks/stripe/live',
]
const evil = 'https://evil.example'

const secretsOf = ({ secret, token, operatorSecret, simulator }: Preview) => [
  secret,
  token,
  operatorSecret,
  appPreview.token,
  ...Object.values(simulator.keys),
]
const tellsSecret = ({ text }: Answer) => secretsOf(preview).some((secret) => text.includes(secret))
/** The state that a page could have changed. */
const stateNow = async () => {
  const world = Number(new URL(preview.url).port)
  const facts = await ask(world, '/world.json', { headers: { 'x-preview-token': preview.token } })
  const { counters: _, ...settings } = preview.simulator.control.state()
  return { facts: facts.text, settings }
}

test('the test covers every listener: world, relay, gateway, console, Stripe, Missive, services, provider, app', () => {
  expect(ports()).toHaveLength(11)
  for (const server of servers) expect(server.address()).toMatchObject({ address: '127.0.0.1' })
})

test('every server of the preview listens through the same function', () => {
  const files = globSync('{simulator,dashboard,cli}/**/*.{ts,tsx}', {
    exclude: ['dashboard/dist*/**'],
  }).filter((file) => !/\.test\.tsx?$/.test(file))
  const openers = files.filter((file) => /\bcreate(?:Secure)?Server\b/.test(readFileSync(file, 'utf8')))
  expect(openers).toEqual(['dashboard/loopback/listen.ts'])
})

test('a foreign host name that resolves here reaches nothing', async () => {
  for (const port of ports())
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      'localhost:1',
      `127.0.0.1.evil.example:${port}`,
    ])
      for (const path of paths) {
        const answer = await ask(port, path, { headers: { host } })
        expect([port, host, path, [400, 403, 421].includes(answer.status), tellsSecret(answer)]).toEqual([
          port,
          host,
          path,
          true,
          false,
        ])
      }
})

const foreign: [string, Record<string, string>][] = [
  [
    'another origin',
    { origin: evil, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ],
  [
    'another port of this machine',
    { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
  ],
  ['a frame without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
  ['an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a script', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
  [
    'a frame of its page',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ],
  ['a browser that sends only the origin', { origin: evil }],
]

test.each(foreign)('%s reads nothing', async (_, headers) => {
  const gateways = await gatewayPorts()
  for (const port of ports())
    for (const path of paths) {
      const answer = await ask(port, path, { headers })
      expect([port, path, tellsSecret(answer)]).toEqual([port, path, false])
      if (gateways.includes(port)) continue
      const isMissiveScript = path === '/missive.js' && headers['sec-fetch-site'] === 'same-site'
      expect([port, path, answer.status >= 400 || (isMissiveScript && answer.status === 200)]).toEqual([
        port,
        path,
        true,
      ])
      expect([port, path, answer.headers['access-control-allow-origin']]).toEqual([port, path, undefined])
    }
})

test('no preflight is answered, so no page can send a header or JSON', async () => {
  const gateways = await gatewayPorts()
  const headers = {
    origin: evil,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-preview-token, authorization',
  }
  for (const port of ports().filter((each) => !gateways.includes(each)))
    for (const path of paths) {
      const answer = await ask(port, path, { method: 'OPTIONS', headers })
      expect([port, path, answer.status >= 400]).toEqual([port, path, true])
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
})

const bodies = [
  { fault: 'down' },
  { faults: [{ match: '*', kind: '500' }] },
  { latencyMs: 5000 },
  { viewer: 'admin', environment: 'live', payload: {} },
]
const form = 'application/x-www-form-urlencoded'
const forms = ['text/plain', form, 'multipart/form-data; boundary=x', 'text/plain; a=application/json']

test('a form, a link or a beacon of another page changes nothing', async () => {
  const before = await stateNow()
  const gateways = await gatewayPorts()
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  for (const port of ports().filter((each) => !gateways.includes(each)))
    for (const path of paths) {
      await ask(port, path, { headers: link })
      for (const type of forms)
        for (const who of [{ origin: evil, 'sec-fetch-site': 'cross-site' }, { origin: 'null' }, {}]) {
          // Programs send forms to the sign-in service without an origin; browsers send one.
          if (type === form && !('origin' in who)) continue
          const headers = { ...who, 'content-type': type }
          const answer = await ask(port, path, { method: 'POST', headers, body: JSON.stringify(bodies) })
          expect([port, path, type, answer.status >= 400]).toEqual([port, path, type, true])
        }
    }
  expect(await stateNow()).toEqual(before)
})

test('faults and facts require the token of this start, and JSON', async () => {
  const doors: [string, string, unknown][] = [
    [preview.url, '/control', { fault: 'none' }],
    [preview.stripeUrl, '/_control', { latencyMs: 0 }],
  ]
  for (const [url, path, body] of doors) {
    const port = Number(new URL(url).port)
    const given = { method: 'POST', body: JSON.stringify(body) }
    const json = { 'content-type': 'application/json' }
    const token = { 'x-preview-token': preview.token }
    const statuses = []
    for (const headers of [
      json,
      { ...json, 'x-preview-token': 'x'.repeat(32) },
      { ...token, 'content-type': 'text/plain' },
      { ...json, ...token },
    ])
      statuses.push((await ask(port, path, { ...given, headers })).status)
    expect([path, ...statuses]).toEqual([path, 403, 403, 415, 200])
  }
  for (const path of [
    '/world.json',
    '/dashboard.json',
    '/events',
    '/dashboard/start.json',
    '/dashboard/events',
  ])
    expect((await ask(Number(new URL(preview.url).port), path)).status).toBe(403)
  for (const path of ['/start.json', '/events']) expect((await ask(appPreview.port, path)).status).toBe(403)
})

test('token, keys and secrets differ for each start', async () => {
  const other = await startPreview({ PORT: '0' }, { quiet: true })
  const mine = secretsOf(preview)
  expect(secretsOf(other).filter((secret) => mine.includes(secret))).toEqual([appPreview.token])
  await other.close()
})

test('a command finds token and secrets in a file that only its owner can read and that is removed with the preview', async () => {
  const other = await startPreview({ PORT: '0' }, { quiet: true })
  const file = noteFile(Number(new URL(other.url).port))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ token: other.token })
  await other.close()
  expect(() => statSync(file)).toThrow('ENOENT')
})
