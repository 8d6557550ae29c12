// The behaviour of the store on every database. Run by store.test.ts on SQLite and Postgres.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAudit } from '#store/audit.ts'
import {
  createConnectionKey,
  findConnectionKeyByHash,
  listConnectionKeys,
  revokeConnectionKey,
} from '#store/connection-keys.ts'
import { findPendingMigrations, migrate, type Dialect } from '#store/migrate.ts'
import { migrations } from '#store/migrations.ts'
import { findPin, removePins, setPin } from '#store/pins.ts'
import type { Database } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import { describeEraseTenant } from './describe-erase-tenant.ts'
import { describeNonces } from './describe-nonces.ts'

export type OpenStore = {
  dialect: Dialect
  db: Database
  /** Runs `tillside migrate` on the same database in a separate process; returns its output. */
  migrateElsewhere: () => Promise<string>
  close: () => Promise<void>
}

let clockMs = 1_795_000_000_000
const now = () => (clockMs += 1000)
let changes = 0
const change = (actor = 'secret_header') => ({ actor, atMs: now(), auditId: `aud_${++changes}` })

export function describeStore(name: string, open: () => Promise<OpenStore>): void {
  describe(name, () => {
    let store: OpenStore
    beforeAll(async () => {
      store = await open()
    })
    afterAll(async () => {
      await store.close()
    })

    describeMigrations(() => store)
    describePins(() => store)
    describeConnectionKeys(() => store)
    describeTransactions(() => store)
    describeNonces(() => store)
    describeEraseTenant(() => store)
  })
}

function describeMigrations(the: () => OpenStore): void {
  test('two simultaneous starts apply each migration once, and neither fails', async () => {
    const { db, migrateElsewhere } = the()
    const printed = await Promise.all([migrateElsewhere(), migrateElsewhere()])
    const applied = migrations.map(({ id }) => `applied ${id}`)
    expect(printed.join('').match(/^applied .*$/gm)).toEqual(applied)
    expect(await findPendingMigrations(db)).toEqual([])
  })

  test('a failed migration leaves nothing behind, and the next start applies it', async () => {
    const { dialect, db } = the()
    const broken = [
      {
        id: '9998-broken',
        up: async (connection: Pick<Database, 'schema'>) => {
          await connection.schema.createTable('left_behind').addColumn('id', 'text').execute()
          throw new Error('broken half-way')
        },
      },
    ]
    await expect(migrate(db, { dialect, now, list: broken })).rejects.toThrow('broken half-way')
    const tables = await db.introspection.getTables()
    expect(tables.map(({ name }) => name)).not.toContain('left_behind')
    expect(await migrate(db, { dialect, now })).toEqual([])
  })

  test('an existing tenant keeps its name', async () => {
    const { db } = the()
    await ensureTenant(db, { id: 'self', name: 'Another', createdAtMs: now() })
    await ensureTenant(db, { id: 'other', name: 'Other', createdAtMs: now() })
    const rows = await db.selectFrom('tenants').select(['id', 'name']).orderBy('id').execute()
    expect(rows).toEqual([
      { id: 'other', name: 'Other' },
      { id: 'self', name: 'Self-hosted' },
    ])
  })
}

function describePins(the: () => OpenStore): void {
  const pin = { tenantId: 'self', conversationId: 'conv-1', mode: 'live' as const }

  test('the newest pin of a conversation wins, with its author and time', async () => {
    const { db } = the()
    await setPin(db, { ...pin, customerId: 'cus_a', accountKey: 'live-1', by: 'Ann' }, change())
    const at = change()
    await setPin(db, { ...pin, customerId: 'cus_b', accountKey: 'live-2' }, at)
    expect(await findPin(db, pin)).toEqual({
      ...pin,
      customerId: 'cus_b',
      accountKey: 'live-2',
      atMs: at.atMs,
    })
  })

  test('a pin in test mode does not affect the one in live mode', async () => {
    const { db } = the()
    await setPin(db, { ...pin, mode: 'test', customerId: 'cus_t', accountKey: 'test-1' }, change())
    expect((await findPin(db, pin))?.customerId).toBe('cus_b')
    expect((await findPin(db, { ...pin, mode: 'test' }))?.customerId).toBe('cus_t')
  })

  test('another tenant can neither see nor remove a pin', async () => {
    const { db } = the()
    expect(await findPin(db, { ...pin, tenantId: 'other' })).toBeUndefined()
    expect(await removePins(db, { tenantId: 'other', conversationId: 'conv-1' }, change())).toBe(false)
    expect(await findPin(db, pin)).toBeDefined()
  })

  test('removing a pin ends the pins of every mode, once', async () => {
    const { db } = the()
    const where = { tenantId: 'self', conversationId: 'conv-1' }
    expect(await removePins(db, where, change())).toBe(true)
    expect(await removePins(db, where, change())).toBe(false)
    expect(await findPin(db, pin)).toBeUndefined()
    expect(await findPin(db, { ...pin, mode: 'test' })).toBeUndefined()
  })

  test('each change of a pin has an audit row, and a change without effect has none', async () => {
    const { db } = the()
    const rows = await listAudit(db, 'self', 10)
    expect(rows.map(({ action, target, actor }) => `${actor} ${action} ${target}`)).toEqual([
      'secret_header pin.removed conv-1',
      'secret_header pin.set conv-1',
      'secret_header pin.set conv-1',
      'secret_header pin.set conv-1',
    ])
    expect(rows[1]?.detail).toEqual({ customerId: 'cus_t', account: 'test-1' })
    expect(await listAudit(db, 'other', 10)).toEqual([])
  })

  test('text that looks like SQL is stored as text', async () => {
    const { db } = the()
    const conversationId = `'; drop table pins; -- " \\ \u{1F600}`
    await setPin(
      db,
      { ...pin, conversationId, customerId: 'cus_q', accountKey: 'live-1', by: "O'Neil" },
      change(),
    )
    expect((await findPin(db, { ...pin, conversationId }))?.by).toBe("O'Neil")
  })
}

function describeConnectionKeys(the: () => OpenStore): void {
  test('a key is found by its hash until it is revoked (T12, T54)', async () => {
    const { db } = the()
    await createConnectionKey(
      db,
      { id: 'key_1', tenantId: 'self', name: 'Ann', hash: 'a'.repeat(64) },
      change('cli'),
    )
    expect(await findConnectionKeyByHash(db, 'a'.repeat(64))).toEqual({
      id: 'key_1',
      tenantId: 'self',
      name: 'Ann',
    })
    expect(await findConnectionKeyByHash(db, 'b'.repeat(64))).toBeUndefined()
    expect(await revokeConnectionKey(db, { id: 'key_1', tenantId: 'self' }, change('cli'))).toBe(true)
    expect(await findConnectionKeyByHash(db, 'a'.repeat(64))).toBeUndefined()
  })

  test('another tenant cannot revoke a key and learns nothing about it (T37)', async () => {
    const { db } = the()
    await createConnectionKey(
      db,
      { id: 'key_2', tenantId: 'self', name: 'Ben', hash: 'c'.repeat(64) },
      change('cli'),
    )
    const foreign = await revokeConnectionKey(db, { id: 'key_2', tenantId: 'other' }, change('cli'))
    const missing = await revokeConnectionKey(db, { id: 'key_none', tenantId: 'other' }, change('cli'))
    expect([foreign, missing]).toEqual([false, false])
    expect(await findConnectionKeyByHash(db, 'c'.repeat(64))).toBeDefined()
    expect(await listConnectionKeys(db, 'other', 10)).toEqual([])
  })

  test('the list is newest first, bounded, and contains no hash', async () => {
    const { db } = the()
    const all = await listConnectionKeys(db, 'self', 10)
    expect(all.map(({ id }) => id)).toEqual(['key_2', 'key_1'])
    expect(all[1]?.revokedAtMs).toBeTypeOf('number')
    expect(await listConnectionKeys(db, 'self', 1)).toHaveLength(1)
    expect(JSON.stringify(all)).not.toMatch(/[a-c]{64}/)
  })

  test('two keys cannot share a hash', async () => {
    const { db } = the()
    const twice = { id: 'key_3', tenantId: 'self', name: 'Cy', hash: 'c'.repeat(64) }
    await expect(createConnectionKey(db, twice, change('cli'))).rejects.toThrow()
  })
}

function describeTransactions(the: () => OpenStore): void {
  test('if the audit row cannot be written, the change is not made', async () => {
    const { db } = the()
    const pin = { tenantId: 'self', conversationId: 'conv-2', mode: 'live' as const }
    const taken = change()
    await setPin(db, { ...pin, conversationId: 'conv-3', customerId: 'cus_c', accountKey: 'live-1' }, taken)
    await expect(setPin(db, { ...pin, customerId: 'cus_d', accountKey: 'live-1' }, taken)).rejects.toThrow()
    expect(await findPin(db, pin)).toBeUndefined()
  })

  test('a row of an unknown tenant is refused', async () => {
    const { db } = the()
    const pin = { tenantId: 'nobody', conversationId: 'conv-4', mode: 'live' as const }
    await expect(
      setPin(db, { ...pin, customerId: 'cus_e', accountKey: 'live-1' }, change()),
    ).rejects.toThrow()
  })

  test('fifty simultaneous changes are all made', async () => {
    const { db } = the()
    const ids = Array.from({ length: 50 }, (_, i) => `many-${i}`)
    await Promise.all(
      ids.map((conversationId) =>
        setPin(
          db,
          { tenantId: 'self', conversationId, mode: 'live', customerId: 'cus_m', accountKey: 'live-1' },
          change(),
        ),
      ),
    )
    const found = await Promise.all(
      ids.map((conversationId) => findPin(db, { tenantId: 'self', conversationId, mode: 'live' })),
    )
    expect(found.every((pin) => pin?.customerId === 'cus_m')).toBe(true)
  })
}
