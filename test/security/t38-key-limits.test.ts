// T38, T54: a connection key does what it was made for and nothing else: its mode, its surface, until it expires. What it is limited
// to in ways that a route cannot check is refused.

import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { writeScope } from '#auth/scope.ts'
import { createConnectionKey, listConnectionKeys, type NewConnectionKey } from '#store/connection-keys.ts'
import type { Database } from '#store/schema.ts'
import { startGateway, type RunningGateway } from '../../runtimes/node/start.ts'
import { writeAssets } from '../worlds/gateway/node.ts'
import { lanes, openUpstream, stripeKey } from '../worlds/proxy-lane.ts'

const draw = (length: number) => new Uint8Array(randomBytes(length))
const keyOf = (mode: string) => ['rk', mode, '51abcdefghijklmnop'].join('_')

let gateway: RunningGateway
let db: Database
const assetsDir = writeAssets()
const stripe = createServer((_, res) => {
  res.writeHead(200, { 'Content-Type': 'application/json', 'Request-Id': 'req_1' })
  res.end(JSON.stringify({ object: 'list', data: [], has_more: false, url: '/v1' }))
})

beforeAll(async () => {
  await new Promise<void>((resolve) => stripe.listen(0, '127.0.0.1', resolve))
  const address = stripe.address()
  const port = typeof address === 'object' && address ? address.port : 0
  gateway = await startGateway(
    {
      PORT: '0',
      TILLSIDE_PROXY_SECRET: 'a-secret-of-the-lane-0123456789',
      STRIPE_API_BASE: `http://127.0.0.1:${port}`,
      STRIPE_API_KEY: `Live=${keyOf('live')},Test=${keyOf('test')}`,
    },
    {
      assetsDir,
      databaseFile: ':memory:',
      write: () => undefined,
      prepare: async (parts) => void (db = parts.db),
    },
  )
})
afterAll(async () => {
  await gateway.close()
  stripe.closeAllConnections()
  stripe.close()
  rmSync(assetsDir, { recursive: true })
})

/** Makes a key with these limits, and returns what its holder sends. */
async function holderOf(limits: Partial<NewConnectionKey>) {
  const text = createKeyText(draw, 'live')
  const id = `key_${randomBytes(6).toString('hex')}`
  const hash = await hashConnectionKey(text)
  await createConnectionKey(
    db,
    { id, tenantId: 'self', name: 'Ann', hash, ...limits },
    { actor: 'cli', atMs: Date.now(), auditId: `aud_${id}` },
  )
  const ask = async (path: string, init: { method?: string; body?: unknown } = {}) => {
    const response = await fetch(gateway.url + path, {
      method: init.method ?? 'GET',
      headers: { Authorization: `Bearer ${text}`, 'Content-Type': 'application/json' },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    })
    return { status: response.status, text: await response.text() }
  }
  return { id, ask }
}

const people = (mode?: string) => ({
  method: 'POST',
  body: { subject: { kind: 'people', people: [{ address: 'ann@example.com' }] }, ...(mode ? { mode } : {}) },
})
const pin = (account: string) => ({
  method: 'PUT',
  body: { customer: { customerId: 'cus_1', account } },
})
const accountsIn = ({ text }: { text: string }) =>
  (JSON.parse(text) as { accounts: { key: string; mode: string }[] }).accounts

describe('the sidebar', () => {
  test('a key without limits reads both modes', async () => {
    const { ask } = await holderOf({})
    expect((await ask('/api/panels', people('live'))).status).toBe(200)
    expect((await ask('/api/panels', people('test'))).status).toBe(200)
    expect(accountsIn(await ask('/api/connection')).map(({ mode }) => mode)).toEqual(['live', 'test'])
  })

  test('a key for test mode sees no live account, and one that it names is as if it did not exist', async () => {
    const all = accountsIn(await (await holderOf({})).ask('/api/connection'))
    const live = all.find(({ mode }) => mode === 'live')?.key ?? ''
    const { ask } = await holderOf({ mode: 'test' })
    expect(accountsIn(await ask('/api/connection')).map(({ mode }) => mode)).toEqual(['test'])
    expect((await ask('/api/panels', people())).text).toContain('"mode":"test","modes":["test"]')
    expect((await ask('/api/panels', people('live'))).status).toBe(400)
    const stateOf = async (account: string) => {
      const customer = { kind: 'customer', customer: { customerId: 'cus_1', account } }
      const answers = [
        await ask('/api/panels', { method: 'POST', body: { subject: customer } }),
        await ask('/api/pins/c1', pin(account)),
        await ask('/api/actions/refund', {
          method: 'POST',
          body: { stage: 'open', subject: { kind: 'customer', id: 'cus_1', account } },
        }),
      ]
      return answers.map(({ status, text }) => [status, text.replaceAll(/req_\w+/g, '')])
    }
    expect(await stateOf(live)).toEqual(await stateOf('missing'))
    expect((await stateOf(live)).map(([status]) => status)).toEqual([404, 404, 404])
    expect((await ask('/api/pins/c1', pin(all.find(({ mode }) => mode === 'test')?.key ?? ''))).status).toBe(
      204,
    )
  })

  test('a key for test mode cannot remove a pin of live mode', async () => {
    const both = await holderOf({})
    const live = accountsIn(await both.ask('/api/connection')).find(({ mode }) => mode === 'live')?.key ?? ''
    await both.ask('/api/pins/c2', pin(live))
    await (await holderOf({ mode: 'test' })).ask('/api/pins/c2', { method: 'DELETE' })
    const pins = await db.selectFrom('pins').select('mode').where('conversation_id', '=', 'c2').execute()
    expect(pins).toEqual([{ mode: 'live' }])
  })

  test.each([{ surfaces: ['proxy'] as const }, { accounts: ['acct_1'] }, { resources: ['customers'] }])(
    'a key that is limited to %j does not open it',
    async (scope) => {
      const { ask } = await holderOf({ scope: writeScope(scope) })
      for (const path of ['/api/connection', '/api/search?q=ann']) expect((await ask(path)).status).toBe(403)
      expect((await ask('/api/panels', people())).status).toBe(403)
    },
  )

  test('an expired key is a wrong key', async () => {
    const { ask } = await holderOf({ expiresAtMs: Date.now() - 1 })
    expect((await ask('/api/connection')).status).toBe(401)
    expect((await ask('/stripe/v1/customers')).status).toBe(401)
  })

  test('the last use of a key is stored', async () => {
    const { id, ask } = await holderOf({})
    await ask('/api/connection')
    const lastUse = async () =>
      (await listConnectionKeys(db, 'self', 50)).find((key) => key.id === id)?.lastUsedAtMs
    await expect.poll(lastUse).toBeGreaterThan(0)
  })
})

describe.each(lanes)('the proxy lane, $name', ({ open }) => {
  const bearer = { Authorization: `Bearer ${createKeyText(draw, 'test')}` }
  async function statusWith(limits: Partial<NewConnectionKey>, path = '/stripe/v1/customers', headers = {}) {
    const upstream = await openUpstream()
    const lane = await open({
      upstream: upstream.url,
      env: { TILLSIDE_PROXY_ACCOUNTS: 'acct_1,acct_2' },
      findConnectionKey: () => Promise.resolve({ id: 'key_1', tenantId: 'self', name: 'Ann', ...limits }),
    })
    const response = await fetch(lane.url + path, { headers: { ...bearer, ...headers } })
    const { error } = (await response.json()) as { error?: { message: string } }
    expect(upstream.seen.length).toBe(response.status === 200 ? 1 : 0)
    return [response.status, error?.message]
  }
  const refused = (limit: string) => [403, `This connection key is not for this ${limit}.`]
  const passed = [200, undefined]

  test('a key of the other mode or surface is refused before Stripe is asked', async () => {
    expect(stripeKey).toContain('_test_')
    expect(await statusWith({ mode: 'live' })).toEqual(refused('mode'))
    expect(await statusWith({ mode: 'test' })).toEqual(passed)
    expect(await statusWith({ scope: writeScope({ surfaces: ['sidebar'] }) })).toEqual(refused('surface'))
    expect(await statusWith({ scope: writeScope({ surfaces: ['proxy'] }) })).toEqual(passed)
  })

  test('a key is held to its resources and accounts; where no account is named there is none to permit', async () => {
    const resources = { scope: writeScope({ resources: ['invoices'] }) }
    expect(await statusWith(resources)).toEqual(refused('resource'))
    expect(await statusWith(resources, '/stripe/v1/invoices?limit=1')).toEqual(passed)
    const accounts = { scope: writeScope({ accounts: ['acct_1'] }) }
    expect(await statusWith(accounts)).toEqual(refused('account'))
    const path = '/stripe/v1/customers'
    expect(await statusWith(accounts, path, { 'Stripe-Account': 'acct_2' })).toEqual(refused('account'))
    expect(await statusWith(accounts, path, { 'Stripe-Account': 'acct_1' })).toEqual(passed)
    expect(
      await statusWith(accounts, path, { 'Stripe-Account': 'acct_1', 'Stripe-Context': 'acct_2' }),
    ).toEqual(refused('account'))
  })
})
