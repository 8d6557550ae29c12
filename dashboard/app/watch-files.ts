// Calls back when one of some files changes. Folders are watched, not files: editors replace a file when they save it.

import { watch, type FSWatcher } from 'node:fs'
import { dirname, join } from 'node:path'

/** One save causes a burst of events. */
const settleMs = 15

export type FileWatch = { follow(files: readonly string[]): void; close(): void }

export function watchFiles(onChange: () => void): FileWatch {
  const folders = new Map<string, FSWatcher>()
  let followed = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const changed = (folder: string, name: string | null): void => {
    // A new file in a watched folder may be the one an import was missing.
    if (name !== null && !followed.has(join(folder, name)) && !/\.[cm]?[jt]sx?$|\.json$/.test(name)) return
    clearTimeout(timer)
    timer = setTimeout(onChange, settleMs)
  }
  const open = (folder: string): FSWatcher => {
    const watcher = watch(folder, (_, name) => changed(folder, name))
    // Deleting a folder ends its watch; the next build reports what is missing.
    watcher.on('error', () => watcher.close())
    return watcher
  }
  return {
    follow(files) {
      followed = new Set(files)
      const wanted = new Set(files.map((file) => dirname(file)))
      for (const [folder, watcher] of folders) {
        if (wanted.has(folder)) continue
        watcher.close()
        folders.delete(folder)
      }
      for (const folder of wanted) if (!folders.has(folder)) folders.set(folder, open(folder))
    },
    close() {
      clearTimeout(timer)
      for (const watcher of folders.values()) watcher.close()
    },
  }
}
