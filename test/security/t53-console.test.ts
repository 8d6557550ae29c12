// T53, T46, T47, T28, T37 of the operator's page: who is let in, what can change something, and whose data is visible.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '#app.ts'
import { consoleHeader } from '#contract/console-header.ts'
import { consoleRoutes } from '#http/console/routes.ts'
import { consoleSecret, openConsole, ownPage, type ConsoleWorld } from '../worlds/console/app.ts'
import { openMemoryStore, type JobStore } from '../worlds/database.ts'

let store: JobStore
let world: ConsoleWorld
const reopen = async (env: Record<string, string> = {}) => {
  await world.close()
  world = await openConsole(store, { env })
}
beforeEach(async () => {
  store = await openMemoryStore()
  world = await openConsole(store)
})
afterEach(async () => {
  await world.close()
  await store.close()
})

const table = consoleRoutes.filter(({ path }) => path.startsWith('/api/console/'))
const behindSession = table.filter(({ session }) => session)
const filled = (path: string, id = 'x') => path.replace(':id', id)
const problemOf = async (response: Response) => {
  const { request_id: _id, ...problem } = (await response.json()) as Record<string, unknown>
  return problem
}

test('there are routes to test', () => {
  expect(behindSession.length).toBeGreaterThanOrEqual(8)
  expect(behindSession.filter(({ method }) => method === 'POST').length).toBeGreaterThanOrEqual(4)
})

describe('the cookie', () => {
  test('T53: is limited to this host, hidden from scripts and other sites, and expires', async () => {
    const response = await world.signIn()
    expect(response.status).toBe(200)
    const [pair, ...attributes] = (response.headers.get('set-cookie') ?? '').split('; ')
    expect(pair).toMatch(/^__Host-tillside-console=v1\.\d+\.[0-9a-f]{32}\.[0-9a-f]{64}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict', 'Secure'])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  test('on plain http on this machine has a name without Secure that browsers accept there', async () => {
    const body = JSON.stringify({ secret: consoleSecret })
    const signIn = (url: string) => world.ask(url, { method: 'POST', headers: ownPage, body })
    const here = (await signIn('http://127.0.0.1:4747/api/console/session')).headers.get('set-cookie')
    expect(here).toMatch(/^tillside-console=.*HttpOnly; SameSite=Strict$/)
    expect(here).not.toContain('Secure')
    const elsewhere = (await signIn('http://till.example.com/api/console/session')).headers.get('set-cookie')
    expect(elsewhere).toMatch(/^__Host-.*Secure/)
  })

  test('is not weakened by a proxy in front that uses http to this machine', async () => {
    await reopen({ TILLSIDE_CONSOLE_URL: 'https://console.example.com' })
    const response = await world.ask('http://127.0.0.1:4747/api/console/session', {
      method: 'POST',
      headers: ownPage,
      body: JSON.stringify({ secret: consoleSecret }),
    })
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-.*Secure/)
  })

  test('ends after twelve hours, on the server too', async () => {
    expect((await world.get('/api/console/events')).status).toBe(200)
    await world.clock.advance(12 * 3_600_000 - 1)
    expect((await world.get('/api/console/events')).status).toBe(200)
    await world.clock.advance(1)
    expect((await world.get('/api/console/events')).status).toBe(401)
  })

  test('is refused with a changed token, another expiry, another secret, or a secret that is no longer set', async () => {
    const [name, token = ''] = world.cookie.split('=')
    const [version, seconds, nonce, signature = ''] = token.split('.')
    const later = String(Number(seconds) + 1)
    const flipped = signature.replace(/^./, (first) => (first === '0' ? '1' : '0'))
    const forged = [
      [version, later, nonce, signature],
      [version, seconds, nonce, flipped],
      [version, seconds, nonce?.replace(/^./, 'f'), signature.replace(/.$/, '')],
      ['v2', seconds, nonce, signature],
      [version, seconds, nonce, signature, ''],
    ].map((parts) => parts.join('.'))
    for (const text of [...forged, consoleSecret, '', 'null']) {
      const response = await world.ask('/api/console/events', {
        headers: { ...ownPage, Cookie: `${name}=${text}` },
      })
      expect(response.status, text).toBe(401)
    }
    const { cookie } = world
    await reopen({ TILLSIDE_CONSOLE_SECRET: `another-secret-of-the-operator,${consoleSecret}` })
    expect((await world.ask('/api/console/events', { headers: { ...ownPage, Cookie: cookie } })).status).toBe(
      200,
    )
    await reopen({ TILLSIDE_CONSOLE_SECRET: 'another-secret-of-the-operator' })
    expect((await world.ask('/api/console/events', { headers: { ...ownPage, Cookie: cookie } })).status).toBe(
      401,
    )
  })

  test('is ignored under the name without the prefix, which a neighbouring host could set', async () => {
    const planted = world.cookie.replace('__Host-', '')
    expect(
      (await world.ask('/api/console/events', { headers: { ...ownPage, Cookie: planted } })).status,
    ).toBe(401)
  })

  test('is removed by signing out', async () => {
    const response = await world.ask('/api/console/session', {
      method: 'DELETE',
      headers: { ...ownPage, Cookie: world.cookie },
    })
    expect([response.status, response.headers.get('set-cookie')]).toEqual([
      204,
      '__Host-tillside-console=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
    ])
  })
})

describe('without a session', () => {
  test.each(behindSession.map(({ method, path }) => [method, path]))(
    'T47: %s %s answers 401, regardless of other credentials',
    async (method, path) => {
      for (const more of [
        {},
        { Authorization: `Bearer ${consoleSecret}` },
        { Authorization: `Basic ${btoa(`operator:${consoleSecret}`)}` },
        // The sidebar's credentials are not valid here.
        { 'X-API-KEY': 'correct-horse-battery-staple' },
        { Cookie: `__Host-tillside-console=${consoleSecret}` },
      ] as Record<string, string>[]) {
        const response = await world.ask(filled(path), {
          method,
          headers: { ...ownPage, ...more },
          ...(method === 'POST' ? { body: '{}' } : {}),
        })
        expect(response.status).toBe(401)
        expect(response.headers.get('cache-control')).toBe('private, no-store')
        expect(await problemOf(response)).toMatchObject({ code: 'unauthenticated' })
      }
    },
  )

  test('an unknown address answers like a known one', async () => {
    const [there, missing] = [
      await world.ask('/api/console/events', { headers: ownPage }),
      await world.ask('/api/console/nothing', { headers: ownPage }),
    ]
    expect([there.status, missing.status]).toEqual([401, 401])
    expect(await problemOf(there)).toEqual(await problemOf(missing))
  })

  test('T46: after ten wrong secrets none is compared for a while, even if guesses arrive simultaneously', async () => {
    for (const secret of [undefined, undefined]) expect((await world.signIn(secret)).status).toBe(200)
    const guesses = await Promise.all(Array.from({ length: 40 }, () => world.signIn('a-guess-of-somebody')))
    const statuses = guesses.map(({ status }) => status)
    expect([
      statuses.filter((one) => one === 401).length,
      statuses.filter((one) => one === 429).length,
    ]).toEqual([10, 30])
    const right = await world.signIn()
    expect([right.status, right.headers.get('retry-after')]).toEqual([429, '6'])
    await world.clock.advance(6_000)
    expect((await world.signIn()).status).toBe(200)
    expect([(await world.signIn('a-guess-of-somebody')).status, (await world.signIn()).status]).toEqual([
      401, 429,
    ])
    await world.clock.advance(60_000)
  })

  test('forged sessions count as guesses; an expired or missing session does not', async () => {
    await world.clock.advance(13 * 3_600_000)
    for (let i = 0; i < 40; i++) expect((await world.get('/api/console/events')).status).toBe(401)
    for (let i = 0; i < 40; i++)
      expect((await world.ask('/api/console/events', { headers: ownPage })).status).toBe(401)
    let last = 0
    for (let i = 0; i < 31; i++)
      last = (
        await world.ask('/api/console/events', {
          headers: { ...ownPage, Cookie: '__Host-tillside-console=v1.1' },
        })
      ).status
    expect(last).toBe(429)
  })

  test.each(['', 'the-operator', `${consoleSecret} `, `${consoleSecret}x`, 'x'.repeat(2000)])(
    'the secret "%s" is refused and not logged',
    async (secret) => {
      const response = await world.signIn(secret)
      expect([400, 401]).toContain(response.status)
      expect(response.headers.has('set-cookie')).toBe(false)
      expect(world.clock.lines.join('\n')).not.toContain(consoleSecret)
    },
  )
})

describe('T53: a change', () => {
  const changes = table.filter(({ method }) => method !== 'GET')
  test.each(changes.map(({ method, path }) => [method, path]))(
    '%s %s is accepted only from the console’s own page',
    async (method, path) => {
      const without = (name: string) =>
        Object.fromEntries(Object.entries(ownPage).filter(([one]) => one !== name))
      const from = (headers: Record<string, string>) =>
        world.ask(filled(path), {
          method,
          headers: { ...headers, Cookie: world.cookie },
          body: JSON.stringify({ secret: consoleSecret }),
        })
      const refused: Record<string, string>[] = [
        { ...ownPage, 'Sec-Fetch-Site': 'cross-site' },
        { ...ownPage, 'Sec-Fetch-Site': 'same-site' },
        { ...ownPage, 'Sec-Fetch-Site': 'none' },
        without('Sec-Fetch-Site'),
        { ...without('Sec-Fetch-Site'), Origin: 'https://evil.example' },
        { ...without('Sec-Fetch-Site'), Origin: 'https://evil.till.example.com' },
        { ...without('Sec-Fetch-Site'), Origin: 'https://till.example.com:8443' },
        { ...without('Sec-Fetch-Site'), Origin: 'null' },
        without('Tillside-Console'),
      ]
      for (const headers of refused) expect([(await from(headers)).status, headers]).toEqual([403, headers])
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        '',
      ])
        expect([type, (await from({ ...ownPage, 'Content-Type': type })).status]).toEqual([type, 400])
    },
  )

  test('from a browser without Sec-Fetch headers is accepted from the same host', async () => {
    const id = await world.addEvent({ state: 'dead' })
    const { 'Sec-Fetch-Site': _said, ...silent } = ownPage
    const headers = { ...silent, Origin: 'https://till.example.com', Cookie: world.cookie }
    const response = await world.ask(`/api/console/events/${id}/replay`, {
      method: 'POST',
      headers,
      body: '{}',
    })
    expect(response.status).toBe(204)
  })

  test('refused changes change nothing', async () => {
    const id = await world.addEvent({ state: 'dead' })
    for (const headers of [
      { Cookie: world.cookie, 'Content-Type': 'text/plain' },
      { ...ownPage, Cookie: world.cookie, 'Sec-Fetch-Site': 'cross-site' },
      ownPage,
    ])
      await world.ask(`/api/console/events/${id}/replay`, { method: 'POST', headers, body: '{}' })
    expect(await world.rows()).toMatchObject([{ state: 'dead' }])
    expect(await store.db.selectFrom('audit').selectAll().execute()).toEqual([])
  })

  test('is not possible by GET', async () => {
    const id = await world.addEvent({ state: 'dead' })
    for (const action of ['replay', 'unmasked'])
      expect((await world.get(`/api/console/events/${id}/${action}`)).status).toBe(405)
    expect(await world.rows()).toMatchObject([{ state: 'dead' }])
  })
})

describe('T28: no other origin is answered', () => {
  test('neither for a preflight nor a request, not even an origin that may call the sidebar’s routes', async () => {
    const origin = 'https://sidebar.example.com'
    await reopen({ TILLSIDE_SIDEBAR_ORIGINS: origin })
    for (const path of ['/console/', '/api/console/session', '/api/console/events', '/api/console/nothing']) {
      const preflight = { Origin: origin, 'Access-Control-Request-Method': 'POST' }
      for (const init of [
        { method: 'OPTIONS', headers: preflight },
        { headers: { Origin: origin, Cookie: world.cookie } },
      ]) {
        const { headers } = await world.ask(path, init)
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    }
  })

  test('the page cannot be framed and runs only its own scripts', async () => {
    const response = await world.ask('/console/events')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

describe('T37: another tenant’s data', () => {
  test.each([
    ['GET', '/api/console/events/:id'],
    ['POST', '/api/console/events/:id/unmasked'],
    ['POST', '/api/console/events/:id/replay'],
    ['POST', '/api/console/deliveries/:id/retry'],
    ['POST', '/api/console/endpoints/:id/enable'],
  ])('%s %s answers as if it did not exist and changes nothing', async (method, path) => {
    const event = await world.addEvent({ tenantId: 'other', state: 'dead' })
    const delivery = await world.addDelivery(event, {
      tenantId: 'other',
      endpointId: 'theirs',
      state: 'dead',
    })
    await store.db.updateTable('endpoints').set({ state: 'disabled' }).execute()
    const theirs = path.includes('deliveries') ? delivery : path.includes('endpoints') ? 'theirs' : event
    const ask = (id: string) =>
      method === 'GET' ? world.get(filled(path, id)) : world.post(filled(path, id))
    const [other, missing] = [await ask(theirs), await ask('evr_0')]
    expect([other.status, missing.status]).toEqual([404, 404])
    expect(await problemOf(other)).toEqual(await problemOf(missing))
    expect(await world.rows()).toMatchObject([{ state: 'dead' }])
    expect(await store.db.selectFrom('audit').selectAll().execute()).toEqual([])
  })

  test('is in no list, count or plot', async () => {
    const event = await world.addEvent({ tenantId: 'other', state: 'dead' })
    await world.addDelivery(event, { tenantId: 'other', endpointId: 'theirs', state: 'dead' })
    const run = await world.addRun(event, { state: 'dead' }, 'other')
    for (let i = 0; i < 2; i++)
      await world.addAttempt(run, { error: 'failed', outcome: 'postponed' }, 'handler_runs', 'other')
    const text = async (path: string) => (await world.get(path)).text()
    expect(await text('/api/console/events')).toBe('{"events":[]}')
    expect(await text('/api/console/endpoints')).toBe('{"endpoints":[]}')
    const overview = JSON.parse(await text('/api/console/overview')) as {
      totals: unknown
      intake: number[]
      backlog: number[]
      failures: number[]
    }
    expect(overview.totals).toEqual({
      cameIn: 0,
      handledAgain: 0,
      any: false,
      dead: 0,
      waiting: 0,
      deadDeliveries: 0,
    })
    expect(Math.max(...overview.intake, ...overview.backlog, ...overview.failures)).toBe(0)
  })
})

describe('a read', () => {
  test('is answered only to the console’s own page, even with a valid session', async () => {
    const { 'Sec-Fetch-Site': _site, ...silent } = ownPage
    const { [consoleHeader]: _header, ...unmarked } = ownPage
    const refused: Record<string, string>[] = [
      { ...ownPage, 'Sec-Fetch-Site': 'same-site' },
      { ...ownPage, 'Sec-Fetch-Site': 'cross-site' },
      { ...ownPage, 'Sec-Fetch-Site': 'none' },
      { ...silent, Origin: 'https://till.example.com:8443' },
      { ...silent, Origin: 'null' },
      unmarked,
    ]
    for (const { path } of table.filter(({ method }) => method === 'GET'))
      for (const headers of refused) {
        const response = await world.ask(filled(path), { headers: { ...headers, Cookie: world.cookie } })
        expect([path, response.status]).toEqual([path, 403])
      }
    expect(
      (await world.ask('/api/console/events', { headers: { ...silent, Cookie: world.cookie } })).status,
    ).toBe(200)
  })

  test('of the page and its files is only for navigation: no page of another origin can embed or fetch them', async () => {
    const from = (headers: Record<string, string>) => world.ask('/console/', { headers })
    for (const site of ['same-site', 'cross-site']) {
      const link = { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
      expect((await from(link)).status).toBe(200)
      for (const headers of [
        { ...link, 'Sec-Fetch-Dest': 'iframe' },
        { ...link, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
        { ...link, 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
      ])
        expect((await from(headers)).status).toBe(403)
    }
  })

  test('from the sidebar’s origin is refused, even if a proxy serves both', async () => {
    await reopen({ TILLSIDE_PUBLIC_URL: 'https://till.example.com' })
    expect(
      (await world.signIn(consoleSecret, { ...ownPage, Origin: 'https://till.example.com' })).status,
    ).toBe(403)
    expect(
      (await world.signIn(consoleSecret, { ...ownPage, Origin: 'https://console.example.com' })).status,
    ).toBe(200)
  })
})

test('the sidebar’s origin answers console addresses as not found', async () => {
  const sidebar = createApp(world.gateway)
  const { status: expected } = await sidebar.request('/nothing-is-here')
  const key = { 'X-API-KEY': 'correct-horse-battery-staple' }
  for (const { method, path } of consoleRoutes) {
    const body = method === 'POST' ? { body: JSON.stringify({ secret: consoleSecret }) } : {}
    const headers = { ...ownPage, ...key, Cookie: world.cookie }
    const response = await sidebar.request(filled(path).replace('*', ''), { method, headers, ...body })
    expect([path, response.status, response.headers.has('set-cookie')]).toEqual([path, expected, false])
  }
})
