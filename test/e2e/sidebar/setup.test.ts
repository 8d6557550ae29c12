// First-time setup in both ways, and a connection test that names the fault.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Frame } from 'playwright-core'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig } from '#config.ts'
import { createLog } from '#log.ts'
import { createConnectionKey } from '#store/connection-keys.ts'
import { openDatabase } from '../../../runtimes/node/open-database.ts'
import { startGateway, type RunningGateway } from '../../../runtimes/node/start.ts'
import {
  browserPath,
  settled,
  show,
  useWorld,
  withStore,
  world,
  type World,
} from '../../worlds/browser/preview.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillside-e2e-'))
const databaseFile = join(folder, 'tillside.sqlite')
const servers: Server[] = []

async function listen(answer: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('No port')
  return { server, url: `http://127.0.0.1:${address.port}` }
}

async function serve(headers: Record<string, string>): Promise<string> {
  const { server, url } = await listen((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', ...headers }).end('{"service":"bakery"}')
  })
  servers.push(server)
  return url
}

async function serveNothing(): Promise<string> {
  const { server, url } = await listen(() => undefined)
  server.on('connection', (socket) => socket.destroy())
  servers.push(server)
  return url
}

/** An address where nothing listens. */
async function freeAddress(): Promise<string> {
  const { server, url } = await listen(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  return url
}

const foreign = await serve({ 'Access-Control-Allow-Origin': '*' })
const silent = await serve({})
/** Occupied, so that nothing else can listen there; every connection to it is closed immediately. */
const closed = await serveNothing()
/** A gateway on another origin whose Stripe key lacks permissions. */
const curtailed = await freeAddress()
const curtailedSecret = randomBytes(24).toString('base64url')
let curtailedGateway: RunningGateway | undefined

const { shared, preview } = useWorld({
  databaseFile,
  settings: { TILLSIDE_SIDEBAR_GATEWAYS: [foreign, silent, closed, curtailed].join(',') },
})

beforeAll(async () => {
  if (!browserPath) return
  const { stripeUrl, simulator, gatewayUrl } = preview()
  curtailedGateway = await startGateway(
    {
      HOST: '127.0.0.1',
      PORT: new URL(curtailed).port,
      STRIPE_API_BASE: stripeUrl,
      STRIPE_API_KEY: simulator.keys.noSubscriptions,
      TILLSIDE_PROXY_SECRET: curtailedSecret,
      TILLSIDE_SIDEBAR_ORIGINS: gatewayUrl,
    },
    { quiet: true, databaseFile: ':memory:' },
  )
})
afterAll(async () => {
  await curtailedGateway?.close()
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Creates a connection key as `tillside keys create` does, while the gateway runs. */
async function makeConnectionKey(name: string): Promise<string> {
  const text = createKeyText((length) => new Uint8Array(randomBytes(length)), 'live')
  const log = createLog({ level: 'error', now: () => Date.now(), write: () => undefined })
  const config = parseConfig({
    STRIPE_API_KEY: 'rk_test_1234567890abcdef',
    TILLSIDE_PROXY_SECRET: randomBytes(24).toString('hex'),
  })
  const { db, close } = openDatabase(config, log, databaseFile)
  const key = { id: `key_${name}`, tenantId: selfTenantId, name, hash: await hashConnectionKey(text) }
  await createConnectionKey(db, key, { actor: 'cli', atMs: Date.now(), auditId: `aud_${name}` })
  await close()
  return text
}

type Filled = { url?: string; headerName?: string; headerValue?: string; connectionKey?: string }

/** Fills in the form and starts the test. */
async function tryConnection(frame: Frame, way: 'gateway' | 'key', filled: Filled): Promise<void> {
  await frame.waitForSelector('#field-connectionKey, #field-headerValue')
  await frame.locator(`input[name=way][value=${way}]`).check({ force: true })
  for (const [name, value] of Object.entries(filled)) await frame.locator(`#field-${name}`).fill(value)
  await frame.locator('[data-test]').click()
}

/** Waits for all rows of the test and returns them. */
async function verdicts(frame: Frame): Promise<Record<string, string>> {
  await frame.waitForFunction(() => document.querySelectorAll('[data-check]').length === 5)
  const rows = await frame
    .locator('[data-check]')
    .evaluateAll((all) =>
      all.map(
        (row) =>
          [
            row.getAttribute('data-check') ?? '',
            row.getAttribute('data-fault') ?? row.getAttribute('data-result') ?? '',
          ] as const,
      ),
    )
  return Object.fromEntries(rows)
}

async function fresh(): Promise<{ opened: World; frame: Frame }> {
  const opened = await shared()
  const frame = await withStore(opened, {})
  await settled(frame, 'setup')
  return { opened, frame }
}

async function settingsOf({ page }: World): Promise<Record<string, unknown> | undefined> {
  return (await world<{ tillside?: Record<string, unknown> }>(page, 'store')).tillside
}

const skipped = { restricted: 'skipped', permissions: 'skipped' }

describe.skipIf(!browserPath)('first-time setup', () => {
  test('connects an own gateway by address, header and secret, and stores them for this person', async () => {
    const { opened, frame } = await fresh()
    const { gatewayUrl, secret } = preview()
    await tryConnection(frame, 'gateway', { url: gatewayUrl, headerName: 'X-API-KEY', headerValue: secret })
    expect(await verdicts(frame)).toMatchObject({
      reach: 'ok',
      gateway: 'ok',
      accepted: 'ok',
      permissions: 'ok',
    })
    expect(await settingsOf(opened)).toBeUndefined()
    await frame.locator('[data-save]').click()
    await frame.waitForSelector('[data-state]:not([data-state=setup])')
    await expect
      .poll(() => settingsOf(opened))
      .toMatchObject({
        version: 1,
        kind: 'gateway',
        url: `${gatewayUrl}/`,
        headerValue: secret,
      })
    await show(opened, 'conv-ines')
    expect(await frame.locator('h1').innerText()).toBe('Café Marisol, Lda.')
    expect(opened.trouble).toEqual([])
  })

  test('a connection key alone is enough', async () => {
    const key = await makeConnectionKey('Noor')
    const { opened, frame } = await fresh()
    await tryConnection(frame, 'key', { connectionKey: key })
    expect(await verdicts(frame)).toMatchObject({
      reach: 'ok',
      gateway: 'ok',
      accepted: 'ok',
      permissions: 'ok',
    })
    expect(await frame.locator('[data-check=accepted]').innerText()).toContain('Noor')
    await frame.locator('[data-save]').click()
    await frame.waitForSelector('[data-state]:not([data-state=setup])')
    await expect.poll(() => settingsOf(opened)).toMatchObject({ kind: 'key', connectionKey: key })
    await show(opened, 'conv-priya')
    expect(await frame.locator('h1').innerText()).toBe('Brightside Studio Ltd')
  })

  test('uses password fields for secrets', async () => {
    const { frame } = await fresh()
    expect(await frame.locator('#field-connectionKey').getAttribute('type')).toBe('password')
    await frame.locator('input[name=way][value=gateway]').check({ force: true })
    expect(await frame.locator('#field-headerValue').getAttribute('type')).toBe('password')
    expect(await frame.locator('#field-headerValue').getAttribute('autocomplete')).toBe('off')
  })

  test('signing out deletes the stored settings, including those of the earlier sidebar', async () => {
    const opened = await shared()
    const { gatewayUrl, secret } = preview()
    await withStore(opened, {
      tillside: {
        version: 1,
        kind: 'gateway',
        url: gatewayUrl,
        headerName: 'X-API-KEY',
        headerValue: secret,
      },
      backend_config: { type: 'hosted' },
    })
    const frame = await show(opened, 'conv-ines')
    await frame.locator('[popovertarget=menu]').first().click()
    await frame.locator('#menu >> text=Sign out').click()
    await settled(frame, 'setup')
    await expect.poll(() => world(opened.page, 'store')).toEqual({})
    expect(await frame.locator('main').innerText()).not.toContain('Marisol')
  })
})

describe.skipIf(!browserPath)('the connection test names', () => {
  test('an address where nothing answers', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', { url: closed, headerValue: 'a secret' })
    expect(await verdicts(frame)).toEqual({
      reach: 'unreachable',
      gateway: 'skipped',
      accepted: 'skipped',
      ...skipped,
    })
    expect(await frame.locator('#field-url').getAttribute('aria-invalid')).toBe('true')
    expect(await frame.locator('[data-save]').count()).toBe(0)
  })

  test('a server whose answers the page may not read', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', { url: silent, headerValue: 'a secret' })
    expect(await verdicts(frame)).toMatchObject({ reach: 'cors', gateway: 'skipped' })
  })

  test('an address that the page’s policy forbids', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', { url: 'https://till.elsewhere.example', headerValue: 'a secret' })
    expect(await verdicts(frame)).toMatchObject({ reach: 'csp', gateway: 'skipped' })
    expect(await frame.locator('[data-check=reach]').innerText()).toContain('/sidebar/')
  })

  test('a plain http address elsewhere, before the secret is sent', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', { url: 'http://till.elsewhere.example', headerValue: 'a secret' })
    expect(await verdicts(frame)).toMatchObject({ reach: 'https', gateway: 'skipped' })
  })

  test('something that is not a Tillside gateway', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', { url: foreign, headerValue: 'a secret' })
    expect(await verdicts(frame)).toMatchObject({ reach: 'ok', gateway: 'foreign', accepted: 'skipped' })
  })

  test('a wrong secret and a wrong connection key', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', { url: preview().gatewayUrl, headerValue: 'not the secret' })
    expect(await verdicts(frame)).toEqual({ reach: 'ok', gateway: 'ok', accepted: 'refused', ...skipped })
    expect(await frame.locator('#field-headerValue').getAttribute('aria-invalid')).toBe('true')
    await tryConnection(frame, 'key', { connectionKey: `tsk_${'0'.repeat(32)}` })
    expect(await verdicts(frame)).toMatchObject({ accepted: 'refused' })
  })

  test('a header the gateway does not allow', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', {
      url: curtailed,
      headerName: 'X-Wrong',
      headerValue: curtailedSecret,
    })
    expect(await verdicts(frame)).toMatchObject({ reach: 'ok', gateway: 'ok', accepted: 'header' })
  })

  test('a permission that the Stripe key lacks', async () => {
    const { frame } = await fresh()
    await tryConnection(frame, 'gateway', { url: curtailed, headerValue: curtailedSecret })
    expect(await verdicts(frame)).toMatchObject({ accepted: 'ok', restricted: 'ok', permissions: 'missing' })
    expect(await frame.locator('[data-check=permissions]').innerText()).toContain('Subscriptions')
  })
})

describe.skipIf(!browserPath)('settings of an earlier sidebar', () => {
  test('of the custom kind prefill the form and are used only after a test', async () => {
    const opened = await shared()
    const { gatewayUrl, secret } = preview()
    const frame = await withStore(opened, {
      backend_config: {
        type: 'custom',
        proxyUrl: `${gatewayUrl}/stripe`,
        headerName: 'X-API-KEY',
        headerValue: secret,
      },
    })
    await frame.waitForSelector('[data-why=older]')
    expect(await frame.locator('#field-url').inputValue()).toBe(`${gatewayUrl}/`)
    expect(await frame.locator('#field-headerValue').inputValue()).toBe(secret)
    expect(await frame.locator('#field-headerValue').getAttribute('type')).toBe('password')
    expect(await settingsOf(opened)).toBeUndefined()
    await frame.locator('[data-test]').click()
    await frame.locator('[data-save]').click()
    await frame.waitForSelector('[data-state]:not([data-state=setup])')
    await expect.poll(() => settingsOf(opened)).toMatchObject({ kind: 'gateway', url: `${gatewayUrl}/` })
  })

  test('of the hosted kind select the connection key', async () => {
    const key = await makeConnectionKey('Jonas')
    const frame = await withStore(await shared(), { backend_config: { type: 'hosted', userId: key } })
    await frame.waitForSelector('[data-why=older]')
    expect(await frame.locator('input[name=way][value=key]').isChecked()).toBe(true)
    expect(await frame.locator('#field-connectionKey').inputValue()).toBe(key)
    await frame.locator('[data-test]').click()
    expect(await verdicts(frame)).toMatchObject({ accepted: 'ok', permissions: 'ok' })
  })

  test('a revoked secret reopens the form and says why', async () => {
    const opened = await shared()
    const frame = await withStore(opened, {
      tillside: {
        version: 1,
        kind: 'gateway',
        url: preview().gatewayUrl,
        headerName: 'X-API-KEY',
        headerValue: 'an old one',
      },
    })
    await world(opened.page, 'select', ['conv-ines'])
    await frame.waitForSelector('[data-why=refused]')
    expect(await frame.locator('main').innerText()).not.toContain('Marisol')
  })
})
