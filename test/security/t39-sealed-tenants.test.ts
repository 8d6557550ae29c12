// T39, T40: whoever has a copy of the database and the key-encryption key, and no opener, opens no Stripe key of a tenant in sealed
// keeping. Tries what the database contains as every kind of opener, as a key and as the private half of a root. That the attack can
// succeed is shown with an opener, and with a tenant in standing keeping.

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { Secret } from '#secret.ts'
import { createConnectionKey } from '#store/connection-keys.ts'
import {
  connectionKeyOpener,
  passkeyOpener,
  recoveryCodeOpener,
  type Opener,
  type OpenerKind,
} from '#vault/openers.ts'
import {
  bindingOfPublicHalf,
  bindingOfWrap,
  createRoots,
  standingWrap,
  type RootPlace,
} from '#vault/roots.ts'
import { bindingOf } from '#vault/tenant-keys.ts'
import { createVault } from '#vault/vault.ts'
import { nodeCipher } from '../../runtimes/node/cipher.ts'
import { createCanary, dumpDatabase, findCanaries } from '../worlds/canaries.ts'
import { openMemoryStore, type JobStore } from '../worlds/database.ts'
import { createKek, openTenants, type TestTenant } from '../worlds/vault/tenants.ts'

const draw = (length: number) => new Uint8Array(randomBytes(length))
const kek = createKek('k1')
const vault = createVault([kek], draw, nodeCipher)
const roots = createRoots(vault, draw, nodeCipher)
const kinds: readonly OpenerKind[] = ['connection_key', 'recovery_code', 'passkey', 'invitation']

let store: JobStore
let dump: Record<string, string>
let sealed: (TestTenant & { keys: string[]; openers: Opener[] })[]
let standing: TestTenant
const secrets: Record<string, string> = {}
const lines: string[] = []
const problems: string[] = []

beforeAll(async () => {
  store = await openMemoryStore()
  const world = openTenants(store.db, [kek])
  const createTenant = async (name: string) => {
    const tenant = await world.create()
    const keys = ['live', 'test'].map((mode) => `rk_${mode}_${createCanary().replaceAll('_', '')}`)
    for (const [at, key] of keys.entries()) secrets[`${name} Stripe key ${at}`] = key
    const ids = await Promise.all(keys.map(tenant.add))
    const replaced = `rk_live_${createCanary().replaceAll('_', '')}`
    secrets[`${name} replaced key`] = replaced
    const { tenantId, change } = tenant
    await tenant.vault.keys.replace({ tenantId, id: ids[0] ?? '', key: new Secret(replaced) }, change())
    return { ...tenant, keys: [...keys, replaced] }
  }
  sealed = []
  for (const name of ['first', 'second']) {
    const tenant = await createTenant(name)
    const { tenantId, recovery, change } = tenant
    const text = createKeyText(draw, 'live')
    const opener = connectionKeyOpener(`key_${name}`, text)
    const passkey = passkeyOpener(`cred_${name}`, Buffer.from(draw(32)).toString('base64url'))
    const openers = [recovery, opener, ...(passkey ? [passkey] : [])]
    await createConnectionKey(
      store.db,
      { id: opener.id, tenantId, name, hash: await hashConnectionKey(text), lastFour: text.slice(-4) },
      change(),
    )
    for (const each of openers.slice(1))
      await tenant.vault.roots.addOpener({ tenantId, by: recovery, opener: each }, change())
    const invitation = await tenant.vault.roots.invite(
      { tenantId, by: recovery, invitationId: `inv_${name}`, expiresAtMs: world.now() + 60_000 },
      change(),
    )
    // Standing for a moment, and sealed again.
    await tenant.vault.roots.turnStandingOn({ tenantId, by: recovery }, change())
    await tenant.vault.roots.turnStandingOff(tenantId, change())
    const webhook = createCanary('whsec')
    const place = { tenantId, purpose: 'webhook', accountId: 'acct_1', mode: 'live', owner: 'tenant' }
    await tenant.vault.secrets.put(place, new Secret(webhook))
    await openAll(tenantId, opener)
    // Wrong openers, and texts that were changed, so that there are errors to search.
    const wrong = recoveryCodeOpener('Z'.repeat(26))
    if (wrong) await openAll(tenantId, wrong)
    for (const { id, sealed: text } of await keysOf(tenantId))
      await vault
        .open(`${text?.slice(0, -1)}`, bindingOf({ tenantId, id, mode: 'live', accountId: 'acct_1' }))
        .catch((error: unknown) => problems.push(String(error), (error as Error).stack ?? ''))
    Object.assign(secrets, {
      [`${name} connection key`]: text,
      [`${name} recovery code`]: recovery.secret.reveal(),
      [`${name} passkey`]: passkey?.secret.reveal() ?? '',
      [`${name} invitation`]: invitation?.reveal() ?? '',
      [`${name} signing secret`]: webhook,
    })
    sealed.push({ ...tenant, openers })
  }
  const other = await createTenant('standing')
  await other.vault.roots.turnStandingOn({ tenantId: other.tenantId, by: other.recovery }, other.change())
  standing = other
  secrets['key-encryption key'] = kek.key.reveal()
  await world.vault.close()
  lines.push(...world.lines)
  dump = await dumpDatabase(store)

  async function openAll(tenantId: string, opener: Opener) {
    for (const { id } of await keysOf(tenantId))
      problems.push(JSON.stringify(await world.vault.keys.open({ tenantId, id, feature: 'sidebar', opener })))
  }
})
afterAll(() => store.close())

const keysOf = (tenantId: string) =>
  store.db
    .selectFrom('stripe_keys')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('sealed', 'is not', null)
    .execute()

/** Every text that the attacker has: each value of each row, what its outer layer contains, and the key-encryption key. */
async function candidatesOf(): Promise<string[]> {
  const values = Object.values(dump).flatMap((text) => text.split(/[\n"[\],:{}]/))
  const wraps = await store.db.selectFrom('root_wraps').selectAll().execute()
  const halves = await store.db.selectFrom('tenant_roots').selectAll().execute()
  const inner = await Promise.all([
    ...wraps.map((wrap) =>
      vault.open(wrap.wrapped, bindingOfWrap(placeOf(wrap), { kind: wrap.opener_kind, id: wrap.opener_id })),
    ),
    ...halves.map((half) =>
      vault.open(half.public_half, bindingOfPublicHalf(placeOf({ ...half, root_id: half.id }))),
    ),
  ])
  return [...new Set([...values, ...inner.map((one) => one.reveal()), kek.key.reveal(), ''])]
}

const placeOf = (row: { tenant_id: string; purpose: 'keys' | 'standing'; root_id: string }): RootPlace => ({
  tenantId: row.tenant_id,
  purpose: row.purpose,
  rootId: row.root_id,
})

/** The bytes that a text may stand for. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer>[] =>
  (['utf8', 'hex', 'base64', 'base64url'] as const).map((form) => new Uint8Array(Buffer.from(text, form)))

/** How many Stripe keys of a tenant open with one of the candidates. */
async function attack(tenantId: string, candidates: readonly string[]): Promise<number> {
  const keys = await keysOf(tenantId)
  const wraps = await store.db
    .selectFrom('root_wraps')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .execute()
  const root = await store.db
    .selectFrom('tenant_roots')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('purpose', '=', 'keys')
    .executeTakeFirstOrThrow()
  const place = placeOf({ ...root, root_id: root.id })
  const opened = new Set<string>()
  const openWith = async (privateHalf: Uint8Array<ArrayBuffer>) => {
    for (const key of keys) {
      const binding = bindingOf({ tenantId, id: key.id, mode: key.mode, accountId: key.account_id })
      const text = await roots
        .open({ place, privateHalf, forget: () => undefined }, key.sealed ?? '', binding)
        .catch(() => undefined)
      if (text) opened.add(key.id)
    }
  }
  for (const wrap of wraps) {
    for (const each of [placeOf(wrap), place]) {
      const bare = await roots.unwrap(each, wrap.wrapped, standingWrap).catch(() => undefined)
      if (bare) await openWith(bare.privateHalf)
      for (const text of candidates)
        for (const kind of kinds) {
          const opener = { kind, id: wrap.opener_id, secret: new Secret(text) }
          const found = await roots.unwrap(each, wrap.wrapped, opener).catch(() => undefined)
          if (found) await openWith(found.privateHalf)
        }
    }
  }
  for (const text of candidates)
    for (const bytes of bytesOf(text)) {
      if (bytes.length === 32) await openWith(bytes)
      // The end of what an inner layer contains, as if it were not encrypted.
      if (bytes.length > 32)
        for (const part of [bytes.slice(0, 32), bytes.slice(-32), bytes.slice(12, 44)]) await openWith(part)
    }
  return opened.size
}

test('with the database and the key-encryption key no Stripe key of a sealed tenant opens', async () => {
  const candidates = await candidatesOf()
  expect(candidates.length).toBeGreaterThan(100)
  for (const { tenantId } of sealed) expect(await attack(tenantId, candidates)).toBe(0)
})

test('the same attack opens them with any one opener in addition, and without one in standing keeping', async () => {
  for (const { tenantId, openers } of sealed)
    for (const { secret } of openers) expect(await attack(tenantId, [secret.reveal()])).toBe(2)
  expect(await attack(standing.tenantId, [])).toBe(2)
})

test('without the key-encryption key an opener opens nothing', async () => {
  const others = createRoots(
    createVault([{ id: 'k1', key: createKek('k1').key }], draw, nodeCipher),
    draw,
    nodeCipher,
  )
  for (const { tenantId, openers } of sealed) {
    const wraps = await store.db
      .selectFrom('root_wraps')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('purpose', '=', 'keys')
      .execute()
    for (const wrap of wraps)
      for (const opener of openers)
        await expect(others.unwrap(placeOf(wrap), wrap.wrapped, opener)).rejects.toMatchObject({
          fault: 'not_authentic',
        })
  }
})

test('no secret is in the database, the log or an error, in any form', () => {
  expect(Object.keys(secrets)).toHaveLength(20)
  expect(Object.values(secrets)).not.toContain('')
  const places = { ...dump, log: lines.join('\n'), errors: problems.join('\n') }
  expect(Object.keys(places)).toEqual(
    expect.arrayContaining(['table root_wraps', 'table stripe_keys', 'table audit']),
  )
  expect(problems.length).toBeGreaterThan(8)
  expect(findCanaries(secrets, places)).toEqual([])
})

test('the search finds a secret that was written down in another form', () => {
  const secret = createCanary('rk', 'live')
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    Buffer.from(`x${secret}y`).toString('base64'),
    Buffer.from(`xy${secret}`).toString('base64url'),
    `…${secret.slice(-16)}`,
  ]
  for (const form of forms)
    expect(findCanaries({ key: secret }, { log: `{"a":"${form}"}` })).toEqual(['key in log'])
  expect(findCanaries({ key: secret }, { log: createCanary('rk', 'live') })).toEqual([])
})
