// Run by `npm version`: records every statement that this release sends to its database, by running the suites that send them. The
// tests of the next release check that they still work after its migrations. Needs TEST_DATABASE_URL.

import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { z } from 'zod'
import { migrations } from '#store/migrations.ts'
import manifest from '../package.json' with { type: 'json' }
import { findRefused, releaseFile, tablesOf, type Release } from '../test/recording/release.ts'
import { openMemoryStore, openPostgresStore, type JobStore } from '../test/worlds/database.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']
if (!postgresUrl) throw new Error('set TEST_DATABASE_URL to a Postgres that may be written to')

/** With `?` for each parameter, as it is stored, and with one row where several are inserted. */
const unnumbered = (statement: string) =>
  statement.replaceAll(/\$\d+/g, '?').replaceAll(/(\(\?(?:, \?)*\))(?:, \(\?(?:, \?)*\))+/g, '$1')

/** What decides whether a schema has all that a statement needs: its words, in whatever order and number. */
const kindOf = (statement: string) =>
  JSON.stringify([statement.split(' ')[0], [...new Set(statement.match(/[a-z_]+/gi))].toSorted()])

/** The shortest of each kind. */
function oneOfEachKind(statements: Iterable<string>): string[] {
  const byKind = new Map<string, string>()
  for (const statement of [...statements].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)))
    if (!byKind.has(kindOf(statement))) byKind.set(kindOf(statement), statement)
  return [...byKind.values()].toSorted()
}

/**
 * The statements that name a table and that the database accepts. Not those of the other database alone, and of tests of migrations,
 * which write to tables as they were long ago.
 */
async function findAccepted(store: JobStore, statements: readonly string[]): Promise<string[]> {
  try {
    const tables = (await tablesOf(store)).map(({ name }) => name)
    const names = (statement: string, table: string) => new RegExp(`\\b${table}\\b`).test(statement)
    const naming = statements.filter((statement) => tables.some((table) => names(statement, table)))
    const refused = new Set((await findRefused(store, naming)).map(({ statement }) => statement))
    const accepted = naming.filter((statement) => !refused.has(statement))
    const missing = tables.filter((table) => !accepted.some((statement) => names(statement, table)))
    if (missing.length > 0) throw new Error(`no statement on ${store.dialect} names ${missing.join(', ')}`)
    console.log(`${store.dialect}: ${accepted.length} statements, ${refused.size} left out`)
    return accepted
  } finally {
    await store.close()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tillside-statements-'))
try {
  execFileSync('vitest', ['run', '--config', 'test/recording/vitest.config.ts', '--reporter', 'dot'], {
    stdio: 'inherit',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, RECORDED_STATEMENTS: folder },
  })
  const compiled = globSync(join(folder, '*.jsonl')).flatMap((file) =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => z.string().parse(JSON.parse(line))),
  )
  const sent = compiled
    .filter((text) => /^(?:select|insert|update|delete|with)\b/i.test(text))
    .map(unnumbered)
  const statements = oneOfEachKind(new Set(sent))
  const sqlite = await findAccepted(await openMemoryStore(), statements)
  const postgres = await findAccepted(await openPostgresStore(postgresUrl), statements)
  const release: Release = {
    version: manifest.version,
    lastMigration: migrations.at(-1)?.id ?? '',
    statements: {
      both: sqlite.filter((statement) => postgres.includes(statement)),
      sqlite: sqlite.filter((statement) => !postgres.includes(statement)),
      postgres: postgres.filter((statement) => !sqlite.includes(statement)),
    },
  }
  const file = fileURLToPath(releaseFile)
  writeFileSync(
    file,
    await format(JSON.stringify(release), { ...(await resolveConfig(file)), parser: 'json' }),
  )
} finally {
  rmSync(folder, { recursive: true })
}
