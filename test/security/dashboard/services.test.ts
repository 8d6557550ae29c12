// The preview's server signs in people's names, so only the page that it serves may call it.

import { networkInterfaces } from 'node:os'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkManifest } from '../../../dashboard/app/manifest.ts'
import { openPreview, type AppPreview, type AppPreviewOptions } from '../../../dashboard/package/preview.ts'
import { fixture, secrets, withSdk } from '../../worlds/browser/app-preview.ts'

let preview: AppPreview
const start = (options: Partial<AppPreviewOptions>) => openPreview({ folder: fixture, ...options })

beforeAll(async () => {
  withSdk()
  preview = await start({ signingSecrets: secrets })
})
afterAll(() => preview.close())

type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: string }

/** Uses a raw request, because fetch() does not allow setting Host and Origin. */
function ask({
  method = 'POST',
  path = '/services/sign',
  headers = {},
  body,
}: Sent): Promise<{ status: number; text: string; headers: object }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: preview.port, method, path, headers }, (response) => {
      let text = ''
      response.on('data', (part: Buffer) => (text += part.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const signing = JSON.stringify({ viewer: 'admin', environment: 'test', payload: { op: 'x' } })
const own = (): Record<string, string> => ({
  host: `localhost:${preview.port}`,
  origin: `http://localhost:${preview.port}`,
  'x-preview-token': preview.token,
  'content-type': 'application/json',
})
const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(own()).filter(([key]) => key !== name))

test('answers its own page, under both names of this machine', async () => {
  expect((await ask({ headers: own(), body: signing })).status).toBe(200)
  const numbered = { ...own(), host: `127.0.0.1:${preview.port}`, origin: `http://127.0.0.1:${preview.port}` }
  expect((await ask({ headers: numbered, body: signing })).status).toBe(200)
})

const strangers: [string, () => Record<string, string>, number][] = [
  ['the sandbox, whose origin is null', () => ({ ...own(), origin: 'null' }), 403],
  ['a page elsewhere', () => ({ ...own(), origin: 'https://evil.example' }), 403],
  ['the same machine on another port', () => ({ ...own(), origin: 'http://localhost:1' }), 403],
  ['a request without an origin', () => without('origin'), 403],
  ['a request without the token', () => without('x-preview-token'), 403],
  ['a wrong token', () => ({ ...own(), 'x-preview-token': 'x'.repeat(32) }), 403],
  [
    'a rebound name',
    () => ({ ...own(), host: `evil.example:${preview.port}`, origin: `http://evil.example:${preview.port}` }),
    421,
  ],
  ['a form', () => ({ ...own(), 'content-type': 'text/plain' }), 415],
]
test.each(strangers)('%s gets no signature', async (_, headers, status) => {
  const answer = await ask({ headers: headers(), body: signing })
  expect([answer.status, answer.text.includes('v1=')]).toEqual([status, false])
})

test.each(['sign', 'stripe', 'oauth-state', 'oauth-return', 'objects', 'object', 'stack'])(
  'the service %s requires origin and token, and never answers another page by CORS',
  async (name) => {
    const path = `/services/${name}`
    expect((await ask({ path, headers: { ...own(), origin: 'null' }, body: '{}' })).status).toBe(403)
    expect((await ask({ path, headers: without('x-preview-token'), body: '{}' })).status).toBe(403)
    const preflight = await ask({
      method: 'OPTIONS',
      path,
      headers: { ...own(), origin: 'https://evil.example' },
    })
    expect(preflight.status).toBe(405)
    expect(preflight.headers).not.toHaveProperty('access-control-allow-origin')
  },
)

test('a rebound name gets nothing, and another page gets no token', async () => {
  for (const path of ['/', '/start.json', '/ext.js', '/sandbox.html', '/events']) {
    expect((await ask({ method: 'GET', path, headers: { host: 'evil.example' } })).status).toBe(421)
  }
  for (const site of ['cross-site', 'same-site']) {
    const answer = await ask({
      method: 'GET',
      path: '/start.json',
      headers: { ...own(), 'sec-fetch-site': site },
    })
    expect([answer.status, answer.text.includes(preview.token)]).toEqual([403, false])
  }
})

test('refuses an unknown person, a malformed payload and an endless body', async () => {
  const sign = (more: object) =>
    ask({
      headers: own(),
      body: JSON.stringify({ viewer: 'admin', environment: 'test', payload: {}, ...more }),
    })
  expect((await sign({ viewer: 'nobody' })).status).toBe(400)
  expect((await sign({ payload: { nested: {} } })).status).toBe(400)
  expect((await sign({ payload: { text: 'x'.repeat(30_000) } })).status).toBe(400)
  expect((await ask({ headers: own(), body: 'x'.repeat(1_200_000) })).status).toBe(413)
  expect((await ask({ headers: own(), body: 'not json' })).status).toBe(400)
  expect((await ask({ path: '/services/other', headers: own(), body: '{}' })).status).toBe(404)
})

test('signs with the viewer’s user and account, regardless of the payload', async () => {
  const payload = { user_id: 'usr_Victim', account_id: 'acct_Victim' }
  const one = await ask({
    headers: own(),
    body: JSON.stringify({ viewer: 'admin', environment: 'test', payload }),
  })
  const two = await ask({
    headers: own(),
    body: JSON.stringify({ viewer: 'admin', environment: 'test', payload: {} }),
  })
  expect([one.status, two.status]).toEqual([200, 200])
  const marks = [one, two].map(({ text }) => /t=(\d+),v1=(\w+)/.exec(text)?.slice(1) ?? [])
  if (marks[0]?.[0] === marks[1]?.[0]) expect(marks[0]?.[1]).toBe(marks[1]?.[1])
})

test('each start has its own token, and no file or page contains a signing secret', async () => {
  const other = await start({ signingSecrets: secrets })
  expect(other.token).not.toBe(preview.token)
  await other.close()
  const { text: facts } = await ask({ method: 'GET', path: '/start.json', headers: own() })
  const { extensionUrl } = JSON.parse(facts) as { extensionUrl: string }
  for (const path of ['/', '/start.json', extensionUrl, '/sandbox.html', '/sandbox.js', '/host.js']) {
    const { status, text } = await ask({ method: 'GET', path, headers: own() })
    expect([path, status, text.includes('absec_preview')]).toEqual([path, 200, false])
  }
})

test('listens on loopback only', async () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((each) => each && !each.internal && each.family === 'IPv4')
  if (!outside) return
  const reached = await new Promise<boolean>((resolve) => {
    const socket = connect(preview.port, outside.address)
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
  })
  expect(reached).toBe(false)
})

const live = ['sk', 'live', '51abcdefghij'].join('_')
test('refuses live keys and secrets before anything starts', async () => {
  const refused: Partial<AppPreviewOptions>[] = [
    { signingSecrets: ['absec_live_0123456789abcdef'] },
    { signingSecrets: ['whsec_0123456789abcdef0'] },
    { apiKey: live, stripeApi: 'https://api.stripe.com' },
    { apiKey: live.replace('sk', 'rk'), stripeApi: 'https://api.stripe.com' },
    { apiKey: 'rk_test_51abcdefghij', stripeApi: 'http://stripe.example' },
    { stripeApi: 'https://api.stripe.com' },
  ]
  for (const options of refused) {
    await expect(start(options)).rejects.toThrow(/STRIPE_APP_SECRETS|--stripe-api/)
    await expect(start(options)).rejects.not.toThrow('51abcdefghij')
  }
})

test('a manifest cannot add another directive to the policy', () => {
  const manifest = (source: string) => ({
    id: 'a',
    version: '1',
    name: 'A',
    permissions: [],
    ui_extension: {
      views: [{ viewport: 'settings', component: 'A' }],
      content_security_policy: { 'connect-src': [source] },
    },
  })
  expect(checkManifest(manifest('https://a.example/v1/')).ok).toBe(true)
  for (const source of [
    'https://a.example/v1/; script-src *',
    'https://a.example/ https://b.example/',
    'https://a.example',
    '*',
    "'self'",
  ]) {
    expect([source, checkManifest(manifest(source)).ok]).toEqual([source, false])
  }
})
