// tillside restore: puts a backup in the place of the SQLite database, after checking it. The replaced database is kept beside it.

import { existsSync } from 'node:fs'
import { copyFile, link, mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { parseConfig } from '#config.ts'
import { putInPlace, withPartial } from '../backup/files.ts'
import { holdAlone } from '../backup/hold.ts'
import { inspectCopy } from '../backup/inspect.ts'
import { restoreOfPostgres } from '../backup/postgres.ts'
import { describeSecrets } from '../check-secrets.ts'
import { WrongCallError } from '../explain.ts'
import { ports } from '../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('restore')
    .description('Put a backup in the place of the database, which is kept. Stop the gateway first.')
    .argument('<file>', 'a file that backup has written')
    .action(async (file: string) => {
      if (!(await restore(resolve(file)))) process.exitCode = 1
    })

/** Returns false if the file is unusable or the database in use, or if a sealed secret does not open. */
async function restore(file: string): Promise<boolean> {
  const config = parseConfig(process.env)
  if (config.databaseUrl) throw restoreOfPostgres(file)
  if (!existsSync(file) || !(await stat(file)).isFile()) throw new WrongCallError(`There is no file ${file}.`)
  const target = join(config.dataDir, 'tillside.sqlite')
  if (resolve(target) === file) throw new WrongCallError(`${file} is the database itself: name a backup.`)
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  return withPartial(target, async (partial) => {
    await copyFile(file, partial)
    // A copy of a whole data folder has changes in a second file.
    if (existsSync(`${file}-wal`)) await copyFile(`${file}-wal`, `${partial}-wal`)
    const inspection = await inspectCopy(partial, config)
    if (!inspection.ok) {
      console.error(`Nothing was changed: ${file} ${inspection.problem}.`)
      return false
    }
    const kept = existsSync(target) ? `${target}.replaced-${timeOf(ports.now())}` : undefined
    if (!(await replace(target, { partial, kept }))) {
      console.error(`Nothing was changed: ${target} is in use. Stop every gateway and command that uses it.`)
      return false
    }
    const { secrets } = inspection
    console.log(`Restored ${file} into ${target}.`)
    if (kept !== undefined)
      console.log(`The replaced database is ${kept}: remove it when you no longer need it.`)
    const say = secrets.failed > 0 ? console.error : console.log
    say(describeSecrets(secrets))
    return secrets.failed === 0
  })
}

/** For file names, which cannot contain a colon everywhere. */
const timeOf = (ms: number) => new Date(ms).toISOString().replaceAll(':', '-')

type Replacement = { partial: string; kept: string | undefined }

/** Returns false if something else uses the database. */
async function replace(target: string, { partial, kept }: Replacement): Promise<boolean> {
  if (kept === undefined) {
    await putInPlace(partial, target)
    return true
  }
  return holdAlone(target, async () => {
    // A second name for the file, so that there is a database at every moment, even if the machine stops.
    await link(target, kept)
    await putInPlace(partial, target)
  })
}
