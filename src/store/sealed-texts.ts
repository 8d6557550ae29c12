// Every text that is sealed under the key-encryption key, in whichever table: for sealing all of them anew, and for checking that
// they open. In pages, so that nobody else waits for the database.

import { sql } from 'kysely'
import { commitsOf } from './commits.ts'
import { findPendingMigrations } from './migrate.ts'
import type { Database } from './schema.ts'

/** The column with the sealed text, and the primary key. */
const tables = {
  sealed_secrets: {
    column: 'sealed',
    key: ['tenant_id', 'purpose', 'account_id', 'mode', 'owner'],
  },
  tenant_roots: { column: 'public_half', key: ['tenant_id', 'purpose'] },
  root_wraps: { column: 'wrapped', key: ['tenant_id', 'purpose', 'opener_kind', 'opener_id'] },
  stripe_keys: { column: 'sealed', key: ['tenant_id', 'id'] },
} as const

export type SealedTable = keyof typeof tables

/** The tables that this database has: a backup of an older release has only the first. */
export async function findSealedTables(db: Database): Promise<SealedTable[]> {
  const all = Object.keys(tables) as SealedTable[]
  const isOlder = (await findPendingMigrations(db)).includes('0008-roots-and-wraps')
  return isOlder ? ['sealed_secrets'] : all
}

/** A row with a sealed text; `row` has its columns. */
export type SealedText = { table: SealedTable; sealed: string; row: Record<string, unknown> }

/** Texts that begin otherwise. A comparison of the beginning, because `like` takes an underscore for any letter. */
const isNotUnder = ({ column }: (typeof tables)[SealedTable], prefix: string) =>
  sql<boolean>`substr(${sql.ref(column)}, 1, ${sql.lit(prefix.length)}) <> ${prefix}`

const keyColumns = (table: SealedTable) => tables[table].key.map((column) => sql.ref(column))
const keyOf = ({ table, row }: SealedText) => tables[table].key.map((column) => row[column])

/** The next page by primary key. `notUnder`: only texts that do not begin so. All tenants: the key-encryption key is everybody's. */
export async function listSealedTexts(
  db: Database,
  table: SealedTable,
  { after, notUnder, limit }: { after?: SealedText; notUnder?: string; limit: number },
): Promise<SealedText[]> {
  const { column } = tables[table]
  const key = sql.join(keyColumns(table))
  const isLater = after ? sql`(${key}) > (${sql.join(keyOf(after))})` : sql`1 = 1`
  const isWanted = notUnder === undefined ? sql`1 = 1` : isNotUnder(tables[table], notUnder)
  const { rows } = await sql<SealedText['row']>`
    select * from ${sql.table(table)}
    where ${sql.ref(column)} is not null and ${isLater} and ${isWanted}
    order by ${key} limit ${sql.lit(limit)}`.execute(db)
  return rows.map((row) => ({ table, sealed: String(row[column]), row }))
}

/**
 * Puts other texts in the place of these, where they are still what is there. How many there were. Each row names its tenant in its
 * primary key.
 */
export function replaceSealedTexts(
  db: Database,
  replaced: readonly (SealedText & { by: string })[],
): Promise<number> {
  return commitsOf(db).transaction(async (transaction) => {
    let count = 0
    for (const { by, ...text } of replaced) {
      const { table, sealed } = text
      const { column } = tables[table]
      const key = keyOf(text)
      const isRow = sql.join(
        keyColumns(table).map((name, at) => sql`${name} = ${key[at]}`),
        sql` and `,
      )
      const { numAffectedRows = 0n } = await sql`
        update ${sql.table(table)} set ${sql.ref(column)} = ${by}
        where ${isRow} and ${sql.ref(column)} = ${sealed}`.execute(transaction)
      count += Number(numAffectedRows)
    }
    return count
  })
}

/** All tenants: how many texts there are, and how many of them do not begin like this. */
export async function countSealedTexts(
  db: Database,
  table: SealedTable,
  prefix: string,
): Promise<{ all: number; others: number }> {
  const { column } = tables[table]
  const { rows } = await sql<{ all_texts: number | string; others: number | string }>`
    select count(*) as all_texts, coalesce(sum(case when ${isNotUnder(tables[table], prefix)} then 1 else 0 end), 0) as others
    from ${sql.table(table)} where ${sql.ref(column)} is not null`.execute(db)
  const [row] = rows
  return { all: Number(row?.all_texts ?? 0), others: Number(row?.others ?? 0) }
}
