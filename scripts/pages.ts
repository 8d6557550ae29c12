// Knows whether the built pages are those of the sources: compares a hash of everything that goes into them with the one of the last
// build. A hash, because times of files say little after a checkout or a copy.

import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folders that the pages import from, and the versions of packages. */
const inputs = ['web', 'simulator', 'dashboard', 'src/contract', 'src/words', 'package-lock.json']
/** What a build writes, a file of each page. */
export const builtPages = [
  'dist/web/build.json',
  'dist/web/console/index.html',
  'dist/web/console/sign-in/index.html',
  'dist/web/console/company/index.html',
  'dist/testing/draw-panel.js',
  'dist/simulator/missive.js',
  'dashboard/dist/sandbox.js',
]
const stampFile = 'dist/inputs.sha256'

function hashInputs(root: string): string {
  const hash = createHash('sha256')
  const patterns = inputs.flatMap((path) => [path, `${path}/**/*`])
  const exclude = ['dashboard/dist/**', '**/node_modules/**', '**/*.test.{ts,tsx}']
  const entries = globSync(patterns, { cwd: root, exclude, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.toSorted())
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}

/** Whether the last build was made from the present sources, and is complete. */
function isCurrent(root: string, hash: string): boolean {
  const needed = [...builtPages, stampFile].map((file) => join(root, file))
  return needed.every((file) => existsSync(file)) && readFileSync(join(root, stampFile), 'utf8') === hash
}

/** Calls `build`, with `onlyIfChanged` only if the built pages are not those of the sources. Returns whether it built. */
export async function buildPages(
  build: () => Promise<void>,
  { root, onlyIfChanged }: { root: string; onlyIfChanged: boolean },
): Promise<boolean> {
  // Before the build, so that a file that changes meanwhile is noticed next time.
  const hash = hashInputs(root)
  if (onlyIfChanged && isCurrent(root, hash)) return false
  const stamp = join(root, stampFile)
  rmSync(stamp, { force: true })
  await build()
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, hash)
  return true
}
