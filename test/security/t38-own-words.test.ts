// T38: who somebody is, and what they may do, is what they prove. Nothing in a body, a query or a header says it, and no route
// makes or changes keys: that is done on the command line, where the database is.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '#app.ts'
import { routes } from '#http/routes.ts'
import { consoleRoutes } from '#http/console/routes.ts'
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

let store: JobStore
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  store = await openMemoryStore()
  // A Stripe account without customers.
  const list = { object: 'list', data: [], has_more: false, url: '/' }
  app = createApp((await openInbox(store, { fetch: async () => Response.json(list) })).gateway)
})
afterAll(() => store.close())

const tables = ['connection_keys', 'pins', 'tenants', 'installations', 'sealed_secrets', 'endpoints'] as const
const dump = async () =>
  Promise.all(tables.map(async (table) => [table, await store.db.selectFrom(table).selectAll().execute()]))

const subject = { kind: 'email', address: 'ann@example.com', account: 'x' }
const bodies: [string, string, object][] = [
  ['POST', '/api/panels', { subject: { kind: 'people', people: [{ address: 'ann@example.com' }] } }],
  ['PUT', '/api/pins/c1', { customer: { customerId: 'cus_1', account: 'x' } }],
  ['POST', '/api/actions/refund', { stage: 'open', subject }],
]

test('every route of the sidebar with a body is here', () => {
  const withBody = routes.filter(({ who, request }) => who === 'sidebar' && request)
  expect(bodies.map(([method]) => method).sort()).toEqual(withBody.map(({ method }) => method).sort())
})

describe.each(bodies)('%s %s', (method, path, body) => {
  test.each(Object.entries(claims))(
    'with %s in the body is refused, and nothing changes',
    async (name, value) => {
      const before = await dump()
      const response = await app.request(path, {
        method,
        headers: proof,
        body: JSON.stringify({ ...body, [name]: value }),
      })
      expect(response.status).toBe(400)
      expect(await dump()).toEqual(before)
    },
  )

  test('with claims in the query or in headers is answered as without them', async () => {
    const send = async (query: string, headers: Record<string, string>) => {
      const response = await app.request(path + query, {
        method,
        headers: { ...proof, ...headers },
        body: JSON.stringify(body),
      })
      return [response.status, (await response.text()).replaceAll(/req_\w+/g, '')]
    }
    // The first request asks Stripe, later ones are answered from the cache and say so.
    await send('', {})
    const plain = await send('', {})
    // A body that is refused anyway would prove nothing about the claims.
    expect(plain[0]).not.toBe(400)
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

test('no route makes a key, with a proof or without one', async () => {
  const known = [...routes, ...consoleRoutes].map(({ path }) => path)
  expect(known.filter((path) => /key|token|user|tenant/i.test(path))).toEqual([])
  const before = await dump()
  for (const headers of [{ 'Content-Type': 'application/json' }, proof])
    for (const base of ['/api/', '/', '/api/console/', '/stripe-app/'])
      for (const wish of wishes)
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const body = JSON.stringify({ name: 'mine', ...claims })
          const { status } = await app.request(base + wish, { method, headers, body })
          // 429: so many guesses are slowed down.
          expect([base, wish, method, [401, 404, 405, 429].includes(status)]).toEqual([
            base,
            wish,
            method,
            true,
          ])
        }
  expect(await dump()).toEqual(before)
})
