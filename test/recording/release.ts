// What is recorded of the previous release, and the check of its statements against a database.

import { readFileSync } from 'node:fs'
import { sql, type TableMetadata } from 'kysely'
import { z } from 'zod'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'

type Store = { db: Database; dialect: Dialect }

const releaseSchema = z.object({
  version: z.string(),
  /** The newest migration that the release knows. */
  lastMigration: z.string(),
  /** Every statement that it sends, with `?` for each parameter: to either database, or to one of them alone. */
  statements: z.object({
    both: z.array(z.string()),
    sqlite: z.array(z.string()),
    postgres: z.array(z.string()),
  }),
})
export type Release = z.infer<typeof releaseSchema>

export const releaseFile = new URL('../fixtures/previous-release/release.json', import.meta.url)

export const readRelease = (): Release =>
  releaseSchema.parse(JSON.parse(readFileSync(releaseFile, 'utf8')) as unknown)

/** The tables of the store. On Postgres other schemas have tables of the same names. */
export async function tablesOf({ db, dialect }: Store): Promise<TableMetadata[]> {
  const tables = await db.introspection.getTables()
  if (dialect === 'sqlite') return tables
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(db)
  return tables.filter(({ schema }) => schema === rows[0]?.name)
}

export const statementsOf = ({ statements }: Release, dialect: Dialect): string[] => [
  ...statements.both,
  ...statements[dialect],
]

/** Postgres numbers parameters. */
function numbered(statement: string): string {
  let number = 0
  return statement.replaceAll('?', () => `$${(number += 1)}`)
}

/** Lets the database compile each statement without running it, and returns those that it refuses, with its reason. */
export async function findRefused(
  { db, dialect }: Store,
  statements: readonly string[],
): Promise<{ statement: string; reason: string }[]> {
  const compile = dialect === 'sqlite' ? 'explain' : 'prepare checked as'
  return db.connection().execute(async (connection) => {
    const refused: { statement: string; reason: string }[] = []
    for (const statement of statements) {
      try {
        const text = dialect === 'sqlite' ? statement : numbered(statement)
        await sql.raw(`${compile} ${text}`).execute(connection)
        if (dialect === 'postgres') await sql`deallocate checked`.execute(connection)
      } catch (error) {
        refused.push({ statement, reason: error instanceof Error ? error.message : 'unknown' })
      }
    }
    return refused
  })
}
