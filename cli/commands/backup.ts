// tillside backup: copies the SQLite database into one file, consistent even while gateways write to it, and checks the copy.

import { existsSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { Command } from 'commander'
import { parseConfig } from '#config.ts'
import { GatewayError } from '#errors.ts'
import { isDiskFull } from '../../runtimes/node/sqlite-failure.ts'
import { putInPlace, withPartial } from '../backup/files.ts'
import { inspectCopy } from '../backup/inspect.ts'
import { backupOfPostgres } from '../backup/postgres.ts'
import { describeSecrets } from '../check-secrets.ts'
import { WrongCallError } from '../explain.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('backup')
    .description('Copy the database into a file, also while the gateway runs, and check the copy.')
    .argument('<file>', 'where to write it')
    .option('--force', 'replace the file if it exists')
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      if (!(await backUp(resolve(file), { force }))) process.exitCode = 1
    })

/** Pages copied in one go: all of them. Between two goes another process's write would make SQLite start again. */
const pagesMax = 2 ** 31 - 1

const lockTimeoutMs = 30_000

/** Returns false if the copy is unusable, or if a sealed secret in it does not open. */
async function backUp(file: string, { force }: { force: boolean }): Promise<boolean> {
  const config = parseConfig(process.env)
  if (config.databaseUrl) throw backupOfPostgres(file)
  const source = join(config.dataDir, 'tillside.sqlite')
  if (!existsSync(source)) throw new WrongCallError(`There is no ${source}: check TILLSIDE_DATA_DIR.`)
  checkTarget(file, source, force)
  return withPartial(file, async (partial) => {
    await copy(source, partial)
    const inspection = await inspectCopy(partial, config)
    if (!inspection.ok) {
      console.error(`Nothing was written: the copy of ${source} ${inspection.problem}.`)
      return false
    }
    const { size } = await stat(partial)
    await putInPlace(partial, file)
    const { secrets } = inspection
    console.log(`Wrote ${file} (${(size / 1024 / 1024).toFixed(1)} MiB). The copy is whole.`)
    const say = secrets.failed > 0 ? console.error : console.log
    say(describeSecrets(secrets))
    console.log(
      'The settings are not in it. Keep TILLSIDE_KEKS elsewhere: without it no sealed secret opens.',
    )
    return secrets.failed === 0
  })
}

function checkTarget(file: string, source: string, force: boolean): void {
  if (!existsSync(file)) return
  if (resolve(source) === file) throw new WrongCallError(`${file} is the database itself: name another file.`)
  if (statSync(file).isDirectory()) throw new WrongCallError(`${file} is a folder: name a file in it.`)
  if (!force) throw new WrongCallError(`${file} exists: name another file, or replace it with --force.`)
}

/** Writers go on meanwhile; what they write after the beginning is not in the copy. */
async function copy(source: string, partial: string): Promise<void> {
  // Not read-only: if no gateway runs, such a connection would leave SQLite's other files behind, perhaps as another user's.
  const database = new DatabaseSync(source, { timeout: lockTimeoutMs })
  try {
    await backup(database, partial, { rate: pagesMax })
  } catch (cause) {
    if (!isDiskFull(cause)) throw cause
    const detail = `Nothing was written: the disk of ${dirname(partial)} is full.`
    throw new GatewayError('database_unavailable', { detail, cause })
  } finally {
    database.close()
  }
}
