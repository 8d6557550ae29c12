// The note that a running preview leaves for commands in another terminal: its token and signing secrets, in a file that only this
// user can read. There is one note for each port at which commands may address the preview.

import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '#config.ts'

const noteSchema = z.object({
  /** For the header `X-Preview-Token`. */
  token: z.string(),
  stripeUrl: z.string(),
  /** The secrets that sign events to the preview's gateway. */
  secrets: z.object({ live: z.string(), test: z.string() }),
})
export type PreviewNote = z.infer<typeof noteSchema>

const folder = (): string => join(tmpdir(), `tillside-preview-${userInfo().uid}`)
export const noteFile = (port: number): string => join(folder(), `${port}.json`)

/** Other users may write to the temporary folder, so a folder that another user created there is not used. */
function openFolder(): void {
  const path = folder()
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  if (!found.isDirectory() || (userInfo().uid >= 0 && found.uid !== userInfo().uid))
    throw new ConfigError([`${path} belongs to another user: remove it, or set TMPDIR to a folder of yours`])
  chmodSync(path, 0o700)
}

/** Writes the note; `close()` removes it. */
export function leaveNote(ports: readonly number[], note: PreviewNote): { close: () => Promise<void> } {
  openFolder()
  const files = ports.map(noteFile)
  const removeAll = () => {
    for (const file of files) rmSync(file, { force: true })
  }
  removeAll()
  for (const file of files) writeFileSync(file, JSON.stringify(note), { mode: 0o600, flag: 'wx' })
  return {
    close() {
      removeAll()
      return Promise.resolve()
    },
  }
}

/** The note of the preview at this port, if one runs there. */
export function findNote(port: number): PreviewNote | undefined {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(noteFile(port), 'utf8')))
  } catch {
    return undefined
  }
}
