// Finds and reads the configuration file of panels, actions and sources, and in development reads it again whenever it changes.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, watch, type FSWatcher } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { ConfigError } from '#config.ts'
import { defineConfig, DefinitionError } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { warningsOf } from '#definitions/names/check-names.ts'
import { placeOf } from '#errors.ts'
import type { Log } from '#log.ts'
import { readDefinitions } from './read-definitions.ts'
import { catchStrays } from './stray-failures.ts'

const defaultFile = resolve('tillside.config.ts')

export type Definitions = { config: TillsideConfig; files: readonly string[] }

/** A missing file of the default name counts as an empty configuration; any other problem is a `ConfigError`. */
export async function loadDefinitions(file: string, log: Log): Promise<Definitions> {
  const path = resolve(file)
  if (!existsSync(path)) {
    if (path === resolve(defaultFile)) return { config: defineConfig({}), files: [path] }
    throw new ConfigError([`TILLSIDE_CONFIG: ${path} does not exist`])
  }
  const reading = await readConfig(path, log)
  if (!reading.ok) throw new ConfigError([`TILLSIDE_CONFIG: ${indent(reading.problem)}`])
  logLoaded(log, reading.config)
  return reading
}

/** Work that the file starts while it is read, such as a timer, is also attributed to the file when it fails. */
const readConfig = (path: string, log: Log) =>
  catchStrays(
    () => readDefinitions(realpathSync(path)),
    (error) => log.error('config.stray_failure', { kind: 'file', id: basename(path), ...placeOf(error) }),
  )

/** Called after each reading with the file's problem, or `undefined` if it has none, and with its warnings. */
export type OnReading = (problem: string | undefined, warnings: readonly string[]) => void

export type WatchOptions = {
  /** The result of the first reading. */
  first: Definitions
  log: Log
  /** Applies the new configuration. Throws `DefinitionError` if it cannot be used; the old one then stays. */
  apply: (config: TillsideConfig) => void
  onReading?: OnReading
}

/** Reads the file again when it, or a file it imports, changes. A broken file is reported, and the last good configuration stays. */
export function watchDefinitions(file: string, { first, log, apply, onReading }: WatchOptions): () => void {
  const path = resolve(file)
  const watchers = new Map<string, FSWatcher>()
  let read = digestOf(first.files)
  let files = first.files
  let busy = false
  let again = false
  let closed = false

  const watchFolders = () => {
    for (const folder of new Set([path, ...files].map((one) => dirname(one)))) {
      if (watchers.has(folder) || !existsSync(folder)) continue
      // Watches folders, because editors replace files: a watcher on the file would stay with the deleted one.
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || /\.([cm]?[jt]s|json)$/.test(extname(name))) void reread()
      })
      watcher.on('error', () => {
        watcher.close()
        // The next reading watches the folder again.
        watchers.delete(folder)
      })
      watchers.set(folder, watcher)
    }
  }

  const report = (problem: string | undefined, config?: TillsideConfig) => {
    if (problem !== undefined) log.error('definitions.broken', { problem: problem.slice(0, 2000) })
    else if (config) logLoaded(log, config)
    onReading?.(problem, config ? warningsOf(config) : [])
  }

  const rereadOnce = async () => {
    const digest = digestOf(files)
    if (closed || digest === read || !existsSync(path)) return
    const reading = await readConfig(path, log)
    files = [...new Set([...reading.files, ...(reading.ok ? [] : files)])]
    // The digest is taken after reading: a file still being written when it was read triggers another event.
    const now = digestOf(files)
    if (closed) return
    read = now
    watchFolders()
    if (!reading.ok) return report(reading.problem)
    try {
      apply(reading.config)
      report(undefined, reading.config)
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error
      report(error.message)
    }
  }

  /** Any number of events during a reading lead to one more reading. */
  const reread = async () => {
    again = true
    if (busy) return
    busy = true
    while (again) {
      again = false
      await rereadOnce().catch((error: unknown) => report(String(error)))
    }
    busy = false
  }

  watchFolders()
  return () => {
    closed = true
    for (const watcher of watchers.values()) watcher.close()
  }
}

/** A digest of names and contents, so that touching a file without changing it does not count. */
function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files.toSorted())
    hash.update(file).update(existsSync(file) ? readFileSync(file) : 'absent')
  return hash.digest('hex')
}

const indent = (text: string) => text.replaceAll('\n', '\n    ')

const logLoaded = (log: Log, { panels, actions }: TillsideConfig) =>
  log.info('definitions.loaded', { panels: panels.length, actions: actions.length })
