import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '#secret.ts'
import { changeTenantState, ensureTenant } from '#store/tenants.ts'
import { createHostedDirectory, selfDirectory, type OpenedStripeKey, type TenantCaller } from './directory.ts'
import { createTestClock } from '../../test/worlds/clock.ts'
import { openMemoryStore, type JobStore } from '../../test/worlds/database.ts'

const tenantId = 'tnt_ada'
const keyOf = (id: string, mode: 'live' | 'test' = 'live'): OpenedStripeKey => ({
  id,
  mode,
  accountId: 'acct_1Ada',
  name: 'Ada',
  key: new Secret(`${id} in plain text`),
})

let store: JobStore
beforeEach(async () => {
  store = await openMemoryStore()
  for (const id of [tenantId, 'tnt_bob']) await ensureTenant(store.db, { id, name: id, createdAtMs: 0 })
})
afterEach(() => store.close())

/** A directory whose callers open these keys, by tenant. */
function openDirectory(keys: Record<string, OpenedStripeKey[]>) {
  const clock = createTestClock()
  const asked: TenantCaller[] = []
  const directory = createHostedDirectory({
    db: store.db,
    ports: clock.ports,
    openKeys: async (caller) => {
      asked.push(caller)
      return keys[caller.tenantId] ?? []
    },
  })
  return { directory, clock, asked }
}

describe('self-hosted', () => {
  test('knows its one tenant and no other', async () => {
    const tenant = { id: 'self', name: 'Self-hosted', accounts: [] }
    expect(await selfDirectory(tenant).find({ tenantId: 'self' })).toBe(tenant)
    expect(await selfDirectory(tenant).find({ tenantId })).toBeUndefined()
  })
})

describe('hosted', () => {
  test('opens the keys of the caller’s tenant, each with an account of its own', async () => {
    const keys = { [tenantId]: [keyOf('stk_live'), keyOf('stk_test', 'test')], tnt_bob: [keyOf('stk_bob')] }
    const { directory, asked } = openDirectory(keys)
    const caller = { tenantId, keyId: 'key_1', opener: new Secret('tsk_…') }
    const tenant = await directory.find(caller)
    expect(asked).toEqual([caller])
    expect(tenant?.accounts.map(({ account, key }) => [account.key, key.reveal()])).toEqual([
      ['live-acct_1Ada', 'stk_live in plain text'],
      ['test-acct_1Ada', 'stk_test in plain text'],
    ])
  })

  test('does not know a missing or suspended tenant, and opens nothing for it', async () => {
    const { directory, asked } = openDirectory({ [tenantId]: [keyOf('stk_1')] })
    const change = { actor: 'cli', atMs: 1, auditId: 'aud_1' }
    expect(await directory.find({ tenantId: 'tnt_nobody' })).toBeUndefined()
    expect(await changeTenantState(store.db, { id: tenantId, state: 'suspended' }, change)).toBe(true)
    expect(await directory.find({ tenantId })).toBeUndefined()
    expect(asked).toEqual([])
    const again = { ...change, auditId: 'aud_2' }
    expect(await changeTenantState(store.db, { id: tenantId, state: 'active' }, again)).toBe(true)
    expect(await directory.find({ tenantId })).toMatchObject({ id: tenantId })
  })

  test('is the same tenant while its keys are the same, and another one after a key was replaced', async () => {
    const keys = { [tenantId]: [keyOf('stk_1')] }
    const { directory } = openDirectory(keys)
    const first = await directory.find({ tenantId })
    expect(await directory.find({ tenantId })).toBe(first)
    keys[tenantId] = [keyOf('stk_2')]
    const second = await directory.find({ tenantId })
    expect(second).not.toBe(first)
    expect(second?.accounts.map(({ account }) => account.key)).toEqual(['live-acct_1Ada'])
  })

  test('lends an opened key for a minute, and again with the next request', async () => {
    const { directory, clock } = openDirectory({ [tenantId]: [keyOf('stk_1')] })
    const tenant = await directory.find({ tenantId })
    const lent = tenant?.accounts[0]?.key
    await clock.advance(59_999)
    expect(lent?.reveal()).toBe('stk_1 in plain text')
    await clock.advance(1)
    expect(() => lent?.reveal()).toThrow('not lent any more')
    await directory.find({ tenantId })
    expect(lent?.reveal()).toBe('stk_1 in plain text')
  })

  test('forgets those that nobody asked about for longest', async () => {
    const ids = Array.from({ length: 257 }, (_, i) => `tnt_${i}`)
    for (const id of ids) await ensureTenant(store.db, { id, name: id, createdAtMs: 0 })
    const { directory } = openDirectory({})
    const tenants = []
    for (const id of ids.slice(0, 256)) tenants.push(await directory.find({ tenantId: id }))
    expect(await directory.find({ tenantId: 'tnt_0' })).toBe(tenants[0])
    await directory.find({ tenantId: 'tnt_256' })
    expect(await directory.find({ tenantId: 'tnt_0' })).toBe(tenants[0])
    expect(await directory.find({ tenantId: 'tnt_1' })).not.toBe(tenants[1])
  })
})
