// T38: identity and permissions come only from credentials, never from a body, a query or a header. No route creates or changes
// keys; only the command line does, beside the database.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createApp } from '#app.ts'
import { connectionSchema } from '#contract/api.ts'
import { routes } from '#http/routes.ts'
import { consoleRoutes } from '#http/console/routes.ts'
import { defineAction } from '#definitions/define.ts'
import { openMemoryStore, type JobStore } from '../worlds/database.ts'
import { openInbox } from '../worlds/events/inbox.ts'

const proof = { 'X-API-KEY': 'correct-horse-battery-staple', 'Content-Type': 'application/json' }
const claims = {
  tenantId: 'other',
  tenant_id: 'other',
  tenant: 'other',
  userId: 'usr_admin',
  user_id: 'usr_admin',
  actor: 'cli',
  caller: 'cli',
  pinnedBy: 'cli',
  accountId: 'acct_1Other',
  account_id: 'acct_1Other',
  permissions: ['*'],
  roles: ['admin'],
  role: 'admin',
  isAdmin: true,
  scope: '*',
}

/** Says in its form who the gateway takes the caller for. */
const whoAmI = defineAction({
  id: 'who-am-i',
  title: 'Who am I',
  for: ['email'],
  roles: 'anybody',
  input: z.object({ note: z.string() }),
  form: ({ caller }) => ({ text: JSON.stringify(caller), fields: {} }),
  run: () => Promise.reject(new Error('Nothing runs here')),
})

let store: JobStore
let app: ReturnType<typeof createApp>
let account: string
beforeAll(async () => {
  store = await openMemoryStore()
  // A Stripe account without customers.
  const list = { object: 'list', data: [], has_more: false, url: '/' }
  const definitions = { actions: [whoAmI] }
  app = createApp((await openInbox(store, { definitions, fetch: async () => Response.json(list) })).gateway)
  const connection = await app.request('/api/connection', { headers: proof })
  account = connectionSchema.parse(await connection.json()).accounts[0]?.key ?? ''
})
afterAll(() => store.close())

const tables = ['connection_keys', 'pins', 'tenants', 'installations', 'sealed_secrets', 'endpoints'] as const
const dump = async () =>
  Promise.all(tables.map(async (table) => [table, await store.db.selectFrom(table).selectAll().execute()]))

const address = 'ann@example.com'
/** A body that is let through, and the status of its response. */
const bodies: [string, string, () => object, number][] = [
  ['POST', '/api/panels', () => ({ subject: { kind: 'people', people: [{ address }] } }), 200],
  ['PUT', '/api/pins/c1', () => ({ customer: { customerId: 'cus_1', account } }), 204],
  [
    'POST',
    '/api/actions/who-am-i',
    () => ({ stage: 'open', subject: { kind: 'email', address, account } }),
    200,
  ],
]

test('the test covers every route of the sidebar with a body', () => {
  const withBody = routes.filter(({ who, request }) => who === 'sidebar' && request)
  expect(bodies.map(([method]) => method).sort()).toEqual(withBody.map(({ method }) => method).sort())
})

describe.each(bodies)('%s %s', (method, path, bodyOf, status) => {
  test.each(Object.entries(claims))(
    'with %s in the body is refused and changes nothing',
    async (name, value) => {
      const before = await dump()
      const response = await app.request(path, {
        method,
        headers: proof,
        body: JSON.stringify({ ...bodyOf(), [name]: value }),
      })
      expect(response.status).toBe(400)
      expect(await dump()).toEqual(before)
    },
  )

  test('with claims in the query or in headers gives the same answer, and the same rows, as without', async () => {
    const send = async (query: string, headers: Record<string, string>) => {
      const response = await app.request(path + query, {
        method,
        headers: { ...proof, ...headers },
        body: JSON.stringify(bodyOf()),
      })
      return [response.status, (await response.text()).replaceAll(/req_\w+/g, ''), await dump()]
    }
    // The first request asks Stripe, later ones are answered from the cache and say so.
    await send('', {})
    const plain = await send('', {})
    // A request that is refused anyway would prove nothing about the claims.
    expect(plain[0]).toBe(status)
    const words = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]))
    const headers = Object.fromEntries(
      Object.entries(words).map(([name, value]) => [`X-${name.replaceAll('_', '-')}`, value]),
    )
    expect(await send(`?${new URLSearchParams(words)}`, headers)).toEqual(plain)
  })
})

const wishes = [
  'keys',
  'connection-keys',
  'connection_keys',
  'tokens',
  'users',
  'tenants',
  'tenants/other/keys',
  'api-key/create',
  'admin/keys',
]

test('no route creates a key, with or without credentials', async () => {
  const known = [...routes, ...consoleRoutes].map(({ path }) => path)
  expect(known.filter((path) => /key|token|user|tenant/i.test(path))).toEqual([])
  const before = await dump()
  for (const headers of [{ 'Content-Type': 'application/json' }, proof])
    for (const base of ['/api/', '/', '/api/console/', '/stripe-app/'])
      for (const wish of wishes)
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const body = JSON.stringify({ name: 'mine', ...claims })
          const { status } = await app.request(base + wish, { method, headers, body })
          // 429, because so many guesses are slowed down.
          expect([base, wish, method, [401, 404, 405, 429].includes(status)]).toEqual([
            base,
            wish,
            method,
            true,
          ])
        }
  expect(await dump()).toEqual(before)
})
