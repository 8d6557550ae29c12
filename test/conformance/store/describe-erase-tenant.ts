// Erasing a tenant leaves nothing of it in any table, and everything of the others.

import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { eraseTenant, erasedTables } from '#store/erase-tenant.ts'
import { createConnectionKey, listConnectionKeys } from '#store/connection-keys.ts'
import type { Dialect } from '#store/migrate.ts'
import { setPin, findPin } from '#store/pins.ts'
import type { Database } from '#store/schema.ts'
import { ensureTenant, findTenant } from '#store/tenants.ts'

type OpenStore = { db: Database; dialect: Dialect }

/** The tables with a column `tenant_id`. */
async function tablesOfTenants({ db, dialect }: OpenStore): Promise<string[]> {
  const { rows } =
    dialect === 'sqlite'
      ? await sql<{ name: string }>`
          select m.name as name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'tenant_id'
          where m.type = 'table'`.execute(db)
      : await sql<{ name: string }>`
          select table_name as name from information_schema.columns
          where column_name = 'tenant_id' and table_schema = current_schema()`.execute(db)
  return rows.map(({ name }) => name).toSorted()
}

const keysOf = async (db: Database, tenantId: string) => (await listConnectionKeys(db, tenantId, 5000)).length

export function describeEraseTenant(the: () => OpenStore): void {
  test('every table with a tenant is erased, but who has had a trial', async () => {
    const all = await tablesOfTenants(the())
    expect(all.filter((name) => name !== 'trials')).toEqual([...erasedTables].toSorted())
  })

  test('erases one tenant page by page, and nothing of another', async () => {
    const { db, dialect } = the()
    for (const id of ['tnt_gone', 'tnt_stays']) {
      await ensureTenant(db, { id, name: id, createdAtMs: 0 })
      for (let i = 0; i < 3; i++)
        await createConnectionKey(
          db,
          { id: `key_${id}_${i}`, tenantId: id, name: 'Ann', hash: `${id} ${i}` },
          { actor: 'cli', atMs: 1, auditId: `aud_${id}_${i}` },
        )
      const customer = { mode: 'live', customerId: 'cus_1', accountKey: 'live-1' } as const
      await setPin(
        db,
        { tenantId: id, conversationId: 'conv_1', ...customer },
        {
          actor: 'cli',
          atMs: 1,
          auditId: `aud_${id}_pin`,
        },
      )
    }
    let pauses = 0
    const pause = async () => void (pauses += 1)
    // The tenant, three keys and a pin, each with an audit row.
    expect(await eraseTenant(db, dialect, { tenantId: 'tnt_gone', pause })).toBe(9)
    expect(pauses).toBe(erasedTables.length)
    expect(await findTenant(db, 'tnt_gone')).toBeUndefined()
    expect(await keysOf(db, 'tnt_gone')).toBe(0)
    expect(await findTenant(db, 'tnt_stays')).toMatchObject({ id: 'tnt_stays' })
    expect(await keysOf(db, 'tnt_stays')).toBe(3)
    expect(await findPin(db, { tenantId: 'tnt_stays', conversationId: 'conv_1', mode: 'live' })).toBeDefined()
    // Once more does nothing.
    expect(await eraseTenant(db, dialect, { tenantId: 'tnt_gone', pause })).toBe(0)
  })
}
