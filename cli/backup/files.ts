// Writes files so that they are complete or absent, whatever happens: under another name first, synced to disk, then renamed.

import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { WrongCallError } from '../explain.ts'

/** SQLite's files beside a database. */
const companions = ['', '-wal', '-shm', '-journal']

/** Creates an empty file beside `file` that only its owner can read, and removes it and its companions after `work`. */
export async function withPartial<T>(file: string, work: (partial: string) => Promise<T>): Promise<T> {
  const partial = `${file}.${randomBytes(4).toString('hex')}.partial`
  try {
    await create(partial)
    return await work(partial)
  } finally {
    for (const end of companions) await rm(partial + end, { force: true })
  }
}

async function create(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', 0o600)).close()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new WrongCallError(`The folder ${dirname(file)} cannot be written to (${code}).`)
  }
}

/** Moves a complete file into place, and returns once both the file and its name are on disk. */
export async function putInPlace(partial: string, file: string): Promise<void> {
  await sync(partial)
  await rename(partial, file)
  await sync(dirname(file))
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
