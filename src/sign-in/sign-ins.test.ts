// T48, T49: a sign-in belongs to the person who started it, and only redirects to configured addresses. Against the sample provider:
// codes work once, refresh tokens rotate, and stored tokens are sealed.

import { createHash, randomBytes } from 'node:crypto'
import { Kysely } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from '#log.ts'
import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'
import { migrate } from '#store/migrate.ts'
import type { Schema } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import { createVault } from '#vault/vault.ts'
import { openSqlite } from '../../runtimes/node/sqlite.ts'
import { createProvider } from '../../simulator/services/oauth/provider.ts'
import { createSignIns, type SignInOwner } from './sign-ins.ts'
import { sealedTokenStore } from './token-store.ts'

const redirectUrls = {
  live: 'https://dashboard.stripe.com/apps-oauth/app',
  test: 'https://dashboard.stripe.com/test/apps-oauth/app',
}
const owner: SignInOwner = {
  tenantId: 't1',
  accountId: 'acct_1',
  mode: 'live',
  userId: 'usr_1',
  account: { key: 'live-1', mode: 'live' },
}
const service = 'crm'
const closes: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closes.splice(0)) await close()
})

async function open({ invocation }: Pick<Ports, 'invocation'> = {}) {
  const clock = { nowMs: Date.UTC(2026, 10, 21) }
  const now = () => clock.nowMs
  const provider = createProvider({ clientId: 'tillside', redirectUris: Object.values(redirectUrls), now })
  const requests: { url: string; body: string }[] = []
  const net = { down: false, garble: false, held: undefined as Promise<void> | undefined }
  const ports = {
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      if (net.down) throw new TypeError('fetch failed')
      const request = new Request(input, init)
      requests.push({ url: request.url, body: await request.clone().text() })
      await net.held
      return net.garble ? new Response('<html>', { status: 200 }) : provider.app.fetch(request)
    },
    now,
    sleep: () => Promise.resolve(),
    randomBytes: (length: number) => new Uint8Array(randomBytes(length)),
    log: createLog({ level: 'error', write: () => undefined, now }),
    ...(invocation ? { invocation } : {}),
  }
  const db = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  closes.push(() => db.destroy())
  await migrate(db, { dialect: 'sqlite', now })
  await ensureTenant(db, { id: 't1', name: 'T', createdAtMs: 0 })
  const vault = createVault(
    [{ id: 'k1', key: new Secret(randomBytes(32).toString('base64')) }],
    ports.randomBytes,
  )
  const definition = {
    id: service,
    title: 'CRM',
    authorizeUrl: 'https://crm.example/authorize',
    tokenUrl: 'https://crm.example/token',
    revokeUrl: 'https://crm.example/revoke',
    accountUrl: 'https://crm.example/account',
    clientId: 'tillside',
    scopes: ['contacts'],
    redirectUrls,
    keep: 'gateway' as const,
  }
  const create = () =>
    createSignIns({
      definitions: () => [definition],
      db,
      ports,
      storeOf: (_, { tenantId, accountId, mode, userId }) =>
        sealedTokenStore(
          { db, vault, now },
          { tenantId, purpose: `sign-in:${service}`, accountId, mode, owner: userId },
        ),
    })
  const signIns = create()

  /** Acts as the browser: opens the consent page, then comes back with a code. */
  const consent = async (decision = 'allow') => {
    const { start } = await signIns.start(service, owner)
    const verifier = randomBytes(48).toString('base64url')
    const url = new URL(start?.authorizeUrl ?? '')
    url.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'))
    const page = await (await provider.app.request(`/authorize${url.search}`)).text()
    const [, token = ''] = /name="token" value="([^"]+)"/.exec(page) ?? []
    const body = new URLSearchParams({ ...Object.fromEntries(url.searchParams), token, decision })
    const answer = await provider.app.request('/authorize', { method: 'POST', body })
    const back = new URL(answer.headers.get('location') ?? '')
    return {
      service,
      verifier,
      code: back.searchParams.get('code') ?? '',
      state: back.searchParams.get('state') ?? '',
      back,
    }
  }
  return { signIns, create, consent, provider, clock, requests, net, db }
}

test('signs a person in, shows their name, and stores the tokens sealed', async () => {
  const { signIns, consent, db } = await open()
  expect(await signIns.status(service, owner)).toEqual({ service, state: 'signed_out' })
  const done = await signIns.exchange(await consent(), owner)
  expect(done).toMatchObject({ state: 'signed_in', account: 'Noor Haddad' })
  expect(await signIns.status(service, owner)).toEqual(done)
  const [row] = await db.selectFrom('sealed_secrets').selectAll().execute()
  expect(row?.sealed).toMatch(/^v1\.k1\./)
})

test('accepts a state once, whether the exchange succeeds or not', async () => {
  const { signIns, consent, requests } = await open()
  const answer = await consent()
  await signIns.exchange(answer, owner)
  const before = requests.length
  await expect(signIns.exchange(answer, owner)).rejects.toMatchObject({ code: 'bad_request' })
  expect(requests.length).toBe(before)
  const second = await consent()
  await expect(signIns.exchange({ ...second, code: 'wrong' }, owner)).rejects.toMatchObject({
    code: 'bad_request',
  })
  await expect(signIns.exchange(second, owner)).rejects.toMatchObject({ code: 'bad_request' })
})

test.each([
  ['person', { userId: 'usr_2' }],
  ['account', { accountId: 'acct_2' }],
  ['mode', { mode: 'test' as const }],
  ['tenant', { tenantId: 't2' }],
])('refuses a state that was issued to another %s', async (_, other) => {
  const { signIns, consent, requests } = await open()
  const answer = await consent()
  await expect(signIns.exchange(answer, { ...owner, ...other })).rejects.toMatchObject({
    code: 'bad_request',
  })
  expect(requests).toEqual([])
})

test('refuses a state after ten minutes', async () => {
  const { signIns, consent, clock } = await open()
  const answer = await consent()
  clock.nowMs += 601_000
  await expect(signIns.exchange(answer, owner)).rejects.toMatchObject({ code: 'bad_request' })
})

test('refuses a wrong verifier, and stores no tokens', async () => {
  const { signIns, consent } = await open()
  const answer = await consent()
  const verifier = randomBytes(48).toString('base64url')
  await expect(signIns.exchange({ ...answer, verifier }, owner)).rejects.toMatchObject({
    code: 'bad_request',
  })
  expect(await signIns.status(service, owner)).toMatchObject({ state: 'signed_out' })
})

test('renews an expired token once for concurrent requests, and stores the new refresh token', async () => {
  const { signIns, consent, clock, requests } = await open()
  await signIns.exchange(await consent(), owner)
  requests.length = 0
  for (let round = 0; round < 3; round++) {
    clock.nowMs += 3_600_000
    const all = await Promise.all(Array.from({ length: 10 }, () => signIns.status(service, owner)))
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['signed_in']))
    expect(requests.length).toBe(round + 1)
  }
})

test('on Workers, no request waits for a renewal that another request started', async () => {
  const openRequest = () => ({ waitUntil: () => undefined })
  let current = openRequest()
  const { signIns, consent, clock, net, requests } = await open({ invocation: () => current })
  await signIns.exchange(await consent(), owner)
  clock.nowMs += 3_600_000
  requests.length = 0
  net.held = Promise.withResolvers<void>().promise
  void signIns.status(service, owner)
  await vi.waitFor(() => expect(requests).toHaveLength(1))
  net.held = undefined
  current = openRequest()
  expect(await signIns.status(service, owner)).toMatchObject({ state: 'signed_in' })
})

test('reports a revoked sign-in as expired, with the person’s name', async () => {
  const { signIns, consent, clock, provider } = await open()
  await signIns.exchange(await consent(), owner)
  provider.revokeAll()
  clock.nowMs += 3_600_000
  expect(await signIns.status(service, owner)).toMatchObject({ state: 'expired', account: 'Noor Haddad' })
})

test('signing out revokes the tokens at the service, and removes them even if the service is down', async () => {
  const { signIns, consent, provider, net, db } = await open()
  await signIns.exchange(await consent(), owner)
  expect(provider.grants()).toBe(1)
  expect(await signIns.signOut(service, owner)).toEqual({ service, state: 'signed_out' })
  expect(provider.grants()).toBe(0)
  await signIns.exchange(await consent(), owner)
  net.down = true
  await signIns.signOut(service, owner)
  expect(await db.selectFrom('sealed_secrets').selectAll().execute()).toEqual([])
})

test('fails and stores no tokens if the service is down or its response is invalid', async () => {
  const { signIns, consent, net } = await open()
  const answer = await consent()
  net.down = true
  await expect(signIns.exchange(answer, owner)).rejects.toMatchObject({ code: 'sign_in_failed' })
  net.down = false
  const next = await consent()
  net.garble = true
  await expect(signIns.exchange(next, owner)).rejects.toMatchObject({ code: 'sign_in_failed' })
  net.garble = false
  expect(await signIns.status(service, owner)).toMatchObject({ state: 'signed_out' })
})

test('responds with not_found for an unknown service', async () => {
  const { signIns } = await open()
  await expect(signIns.start('other', owner)).rejects.toMatchObject({ code: 'not_found' })
})
