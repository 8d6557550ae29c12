// The operation routes: when a process is ready, what it answers while the database is unavailable, and access to the metrics.

import { Kysely, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig } from '#config.ts'
import { GatewayError } from '#errors.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { migrate } from '#store/migrate.ts'
import type { Schema } from '#store/schema.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { openContexts } from '../../../runtimes/compose/contexts.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { serveOperation } from './routes.ts'

const page = 'sidebar/index.html'
const key = ['rk', 'test', 'a'.repeat(16)].join('_')
const otherKey = ['rk', 'live', 'b'.repeat(16)].join('_')
const refused = () => Response.json({ error: { type: 'invalid_request_error' } }, { status: 401 })
const accepted = () => Response.json({ object: 'list', data: [], has_more: false })

type Settings = {
  env?: Record<string, string>
  isExposed?: boolean
  isDraining?: boolean
  isMigrated?: boolean
  /** Names of built files. */
  built?: string[]
  /** Stripe's response to each request made with a key. */
  answerStripe?: (key: string) => Response
}

/** The routes in front of an empty database, with a clock that only moves when the test asks again. */
async function openOperation(settings: Settings = {}) {
  const { env = { STRIPE_API_KEY: key }, built = [page], answerStripe = accepted } = settings
  const config = parseConfig({
    ...(env['STRIPE_API_KEY'] ? { TILLSIDE_PROXY_SECRET: 'p'.repeat(20) } : {}),
    ...env,
  })
  const metrics = createMetrics()
  const queries: string[] = []
  const asked: string[] = []
  let nowMs = 0
  const db = new Kysely<Schema>({
    dialect: openSqlite(':memory:'),
    log: ({ query }) => void queries.push(query.sql),
  })
  onTestFinished(() => db.destroy())
  if (settings.isMigrated ?? true) await migrate(db, { dialect: 'sqlite', now: () => nowMs })
  const ports = {
    fetch: async (_: unknown, init?: RequestInit) => {
      const bearer = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? ''
      asked.push(bearer)
      return answerStripe(bearer)
    },
    now: () => nowMs,
    sleep: () => Promise.resolve(),
    randomBytes: (length: number) => new Uint8Array(length),
    log: createLog({ level: 'error', now: () => nowMs, write: () => undefined }),
  }
  const tenant = await createSelfTenant(selfTenantId, config)
  const contextOf = openContexts({ config, ports, metrics })
  const context = contextOf(tenant)
  const gateway = {
    db,
    facts: { version: '1', build: 'b', runtime: 'test', database: 'sqlite', durability: 'none' },
    metrics,
    config,
    ports,
    isExposed: settings.isExposed ?? false,
    isDraining: () => settings.isDraining ?? false,
    tenants: { find: async () => tenant },
    contextOf,
    readAsset: async (path: string) =>
      built.includes(path) ? { bytes: new Uint8Array(), contentType: 'text/html', etag: '"e"' } : undefined,
  }
  const app = serveOperation(gateway, { routes: [], pages: [page] })
  app.onError((error) => {
    if (!(error instanceof GatewayError)) throw error
    return Response.json({ code: error.code, detail: error.detail }, { status: error.status })
  })
  /** Asks later than the result of any probe is kept. */
  const askReady = async () => {
    nowMs += 6000
    const response = await app.request('/ready')
    const { code, detail } = (await response.json()) as { code?: string; detail?: string }
    return [response.status, code, detail] as const
  }
  const checkKeys = () => Promise.all(context.accounts().map((account) => context.checkKey(account.key)))
  const pass = (ms: number) => (nowMs += ms)
  return { app, db, queries, asked, askReady, checkKeys, pass }
}

const ready = [200, undefined, undefined]

test('/ready fails while the database is unavailable', async () => {
  const { db, askReady } = await openOperation()
  await db.destroy()
  expect(await askReady()).toEqual([503, 'database_unavailable', undefined])
})

test('/health still responds while the database is unavailable, and reports "degraded"', async () => {
  const { db, app } = await openOperation()
  await db.destroy()
  const response = await app.request('/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'degraded', service: 'tillside' })
})

test('/ready fails with the reason while the database refuses writes, and recovers', async () => {
  const { db, askReady } = await openOperation()
  expect(await askReady()).toEqual(ready)
  await sql`pragma query_only = on`.execute(db)
  expect(await askReady()).toEqual([
    503,
    'database_unavailable',
    expect.stringMatching(/^The database file cannot be written/),
  ])
  await sql`pragma query_only = off`.execute(db)
  expect(await askReady()).toEqual(ready)
})

test('/ready writes at most once in five seconds, however often it is called', async () => {
  const { app, queries, pass } = await openOperation()
  const writes = () => queries.splice(0).filter((text) => text.startsWith('delete')).length
  writes()
  for (let i = 0; i < 20; i++) await app.request('/ready')
  expect(writes()).toBe(1)
  pass(5000)
  await app.request('/ready')
  expect(writes()).toBe(1)
})

test('/ready fails without the migrations of this version, and succeeds with those of a newer one', async () => {
  const { db, askReady } = await openOperation({ isMigrated: false })
  expect(await askReady()).toEqual([503, 'database_outdated', 'Run tillside migrate.'])
  await migrate(db, { dialect: 'sqlite', now: () => 0 })
  expect(await askReady()).toEqual(ready)
  await sql`insert into applied_migrations (id, applied_at_ms) values ('9999-of-a-newer-version', 0)`.execute(
    db,
  )
  expect(await askReady()).toEqual(ready)
})

test('/ready fails while a page is not built', async () => {
  const { askReady } = await openOperation({ built: [] })
  expect(await askReady()).toEqual([503, 'pages_missing', expect.stringContaining('npm run build')])
})

test('/ready fails without a Stripe key', async () => {
  const { askReady } = await openOperation({ env: {} })
  expect(await askReady()).toEqual([
    503,
    'stripe_key_unusable',
    expect.stringMatching(/^STRIPE_API_KEY is missing/),
  ])
})

test('/ready fails once Stripe has refused the key, recovers when the key is accepted, and asks Stripe nothing itself', async () => {
  let answer = refused
  const { askReady, checkKeys, asked } = await openOperation({ answerStripe: () => answer() })
  expect(await askReady()).toEqual(ready)
  expect(asked).toEqual([])
  await checkKeys()
  const before = asked.length
  expect(await askReady()).toEqual([503, 'stripe_key_unusable', expect.stringContaining('tillside doctor')])
  expect(asked).toHaveLength(before)
  answer = accepted
  await checkKeys()
  expect(await askReady()).toEqual(ready)
})

test('a key that is revoked after Stripe has accepted it takes no replica out of rotation', async () => {
  let answer = accepted
  const { askReady, checkKeys } = await openOperation({ answerStripe: () => answer() })
  await checkKeys()
  answer = refused
  await checkKeys()
  expect(await askReady()).toEqual(ready)
})

test('/ready succeeds while Stripe accepts one of several keys', async () => {
  const { askReady, checkKeys } = await openOperation({
    env: { STRIPE_API_KEY: `${key},${otherKey}` },
    answerStripe: (bearer) => (bearer === key ? refused() : accepted()),
  })
  await checkKeys()
  expect(await askReady()).toEqual(ready)
})

test('/ready succeeds while Stripe is down', async () => {
  const { askReady, checkKeys } = await openOperation({
    answerStripe: () => new Response('down', { status: 503 }),
  })
  await checkKeys()
  expect(await askReady()).toEqual(ready)
})

test('/metrics is open on internal routes, hidden on public ones, and needs the secret if one is set', async () => {
  const statusOf = async (env: Record<string, string>, isExposed: boolean, authorization?: string) => {
    const { app } = await openOperation({ env, isExposed })
    const headers = authorization ? { Authorization: authorization } : {}
    return (await app.request('/metrics', { headers })).status
  }
  expect([await statusOf({}, false), await statusOf({}, true), await statusOf({}, true, 'Bearer ')]).toEqual([
    200, 404, 404,
  ])
  const guarded = { TILLSIDE_METRICS_SECRET: 'first-of-two-secrets,second-of-two-secrets' }
  for (const isExposed of [false, true]) {
    expect([
      await statusOf(guarded, isExposed),
      await statusOf(guarded, isExposed, 'Bearer first-of-two'),
      await statusOf(guarded, isExposed, 'Basic first-of-two-secrets'),
    ]).toEqual([401, 401, 401])
    for (const secret of ['first', 'second'])
      expect(await statusOf(guarded, isExposed, `Bearer ${secret}-of-two-secrets`)).toBe(200)
  }
})
