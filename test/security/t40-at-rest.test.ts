// T40: a copy of the database or of the log contains no key. Uses every secret on every entry, valid and invalid, then searches
// every byte of the data folder and every line of the log.

import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { createConnectionKey } from '#store/connection-keys.ts'
import { startGateway, type RunningGateway } from '../../runtimes/node/start.ts'
import { openMissiveToken } from '#extensions/handlers/missive-token.ts'
import { findCanaries } from '../worlds/canaries.ts'
import { writeAssets } from '../worlds/gateway/node.ts'

/* Assembled from parts, so that no scanner mistakes a line of this file for a secret. */
const letters = () => randomBytes(16).toString('hex')
const make = (...parts: string[]) => [...parts, letters()].join('_')
const secrets = {
  live: make('rk', 'live'),
  test: make('rk', 'test'),
  actions: make('rk', 'live'),
  hookLive: make('whsec'),
  hookTest: make('whsec'),
  app: make('absec'),
  proxy: letters(),
  console: letters(),
  metrics: letters(),
  kek: randomBytes(32).toString('base64'),
  missive: make('missive_pat'),
  connection: createKeyText((length) => new Uint8Array(randomBytes(length)), 'live'),
}
/** Wrong and mistyped credentials. */
const wrong = { key: make('rk', 'live'), connection: `tsk_${letters()}`, proxy: letters() }

const folder = mkdtempSync(join(tmpdir(), 'tillside-rest-'))
const assetsDir = writeAssets()
const lines: string[] = []
let gateway: RunningGateway
let bytes = ''

/** A Stripe that repeats the key it was given in every answer. */
const echo = createServer((req, res) => {
  const key = String(req.headers.authorization).replace('Bearer ', '')
  const isBad = req.url?.includes('invoices') ?? false
  res.writeHead(isBad ? 401 : 200, { 'Content-Type': 'application/json', 'Request-Id': 'req_echo' })
  res.end(
    JSON.stringify(
      isBad
        ? { error: { type: 'invalid_request_error', message: `Invalid API Key provided: ${key}` } }
        : { object: 'list', data: [], has_more: false, url: `/v1?key=${key}` },
    ),
  )
})

beforeAll(async () => {
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const address = echo.address()
  const port = typeof address === 'object' && address ? address.port : 0
  gateway = await startGateway(
    {
      PORT: '0',
      TILLSIDE_DATA_DIR: folder,
      TILLSIDE_LOG_LEVEL: 'debug',
      STRIPE_API_BASE: `http://127.0.0.1:${port}`,
      STRIPE_API_KEY: `Kelpie=${secrets.live},Kelpie=${secrets.test}`,
      STRIPE_ACTIONS_KEY: `Kelpie=${secrets.actions}`,
      STRIPE_WEBHOOK_SECRETS_LIVE: secrets.hookLive,
      STRIPE_WEBHOOK_SECRETS_TEST: secrets.hookTest,
      STRIPE_APP_SECRETS: secrets.app,
      TILLSIDE_PROXY_SECRET: secrets.proxy,
      TILLSIDE_CONSOLE_SECRET: secrets.console,
      TILLSIDE_METRICS_SECRET: secrets.metrics,
      TILLSIDE_KEKS: `k1:${secrets.kek}`,
      TILLSIDE_CONSOLE_PORT: '0',
    },
    {
      assetsDir,
      write: (line) => void lines.push(line),
      async prepare({ config, ports, db }) {
        await openMissiveToken({ config, ports, db, tenantId: 'self' }).put(secrets.missive)
        const key = {
          id: 'key_1',
          tenantId: 'self',
          name: 'Ann',
          hash: await hashConnectionKey(secrets.connection),
        }
        await createConnectionKey(db, key, { actor: 'cli', atMs: Date.now(), auditId: 'aud_1' })
      },
    },
  )
  await useEverything()
  await gateway.close()
  bytes = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n')
})
afterAll(() => {
  echo.closeAllConnections()
  echo.close()
  for (const path of [folder, assetsDir]) rmSync(path, { recursive: true })
})

/** The answers that callers got; they must not contain a key either. */
const answers: string[] = []

async function ask(
  path: string,
  headers: Record<string, string>,
  init: RequestInit = {},
  base = gateway.url,
) {
  const response = await fetch(base + path, {
    ...init,
    headers: { 'Content-Type': 'application/json', ...headers },
  })
  answers.push(`${JSON.stringify([...response.headers])} ${await response.text()}`)
  return response.status
}

async function useEverything(): Promise<void> {
  const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) })
  const proofs = [
    { 'X-API-KEY': secrets.proxy },
    { Authorization: `Bearer ${secrets.connection}` },
    { 'X-API-KEY': wrong.proxy },
    { Authorization: `Bearer ${wrong.connection}` },
    { Authorization: `Bearer ${wrong.key}` },
    { Authorization: `Bearer ${secrets.live}` },
  ] as Record<string, string>[]
  const people = { subject: { kind: 'people', people: [{ address: 'ann@example.com' }] } }
  const pin = {
    method: 'PUT',
    body: JSON.stringify({ customer: { customerId: 'cus_1', account: 'Kelpie' } }),
  }
  for (const proof of proofs) {
    await ask('/stripe/v1/customers', proof)
    await ask('/stripe/v1/invoices', proof)
    await ask(`/stripe/v1/customers?key=${secrets.live}`, proof)
    await ask('/api/panels', proof, post(people))
    await ask('/api/search?q=ann', proof)
    await ask('/api/connection', proof)
    await ask('/api/pins/c1', proof, pin)
    await ask(`/${secrets.live}`, proof)
  }
  for (const secret of [secrets.hookLive, wrong.key]) {
    const text = JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'invoice.paid',
      created: 1,
      livemode: true,
      api_version: '2026-10-28.endive',
      data: { object: { id: 'in_1', object: 'invoice' } },
    })
    const t = Math.floor(Date.now() / 1000)
    const signature = `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${text}`).digest('hex')}`
    await ask('/webhooks/stripe/live', { 'Stripe-Signature': signature }, { method: 'POST', body: text })
  }
  await ask(
    '/stripe-app/whoami',
    { 'Stripe-Signature': secrets.app },
    post({ user_id: 'usr_1', account_id: 'acct_1' }),
  )
  await ask('/metrics', { Authorization: `Bearer ${secrets.metrics}` })
  const own = { 'Sec-Fetch-Site': 'same-origin', 'Tillside-Console': '1' }
  for (const secret of [secrets.console, wrong.proxy])
    await ask('/api/console/session', own, post({ secret }), gateway.consoleUrl)
}

const tellsOf = (text: string) => [
  ...Object.entries({
    ...secrets,
    wrongKey: wrong.key,
    wrongConnection: wrong.connection,
    wrongProxy: wrong.proxy,
  })
    .filter(([, secret]) => text.includes(secret))
    .map(([name]) => name),
  ...(text.match(
    /\b(?:(?:rk|sk)_(?:live|test)|whsec|absec|tsk(?:_live|_test)?|missive_pat)_[A-Za-z0-9]{10,}/g,
  ) ?? []),
]

test('every entry was used: there are rows, lines and answers', () => {
  expect([
    bytes.includes('evt_1'),
    bytes.includes('invoice.paid'),
    bytes.includes('key_1'),
    lines.length > 40,
  ]).toEqual([true, true, true, true])
  expect(answers.filter((answer) => answer.includes('"object":"list"')).length).toBeGreaterThan(1)
})

test('the database contains no part of a key', () => expect(tellsOf(bytes)).toEqual([]))

test('no secret is in the database, the log, the metrics or an error, in whichever form it was written down', () => {
  const refusals = answers.filter((answer) => !answer.includes('"object":"list"')).join('\n')
  expect(refusals).toContain('tillside_authentication_failures_total')
  const mistyped = { wrongKey: wrong.key, wrongConnection: wrong.connection, wrongProxy: wrong.proxy }
  const places = { database: bytes, log: lines.join('\n'), 'metrics and errors': refusals }
  expect(findCanaries({ ...secrets, ...mistyped }, places)).toEqual([])
})

test('the log contains no part of a key', () => expect(lines.flatMap(tellsOf)).toEqual([]))

test('errors for a caller contain no key; successful answers of Stripe are passed on unchanged', () => {
  expect(answers.filter((answer) => !answer.includes('"object":"list"')).flatMap(tellsOf)).toEqual([])
})
