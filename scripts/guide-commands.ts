// The commands that documents show: blocks marked `sh` run as they are printed, in a checkout and in a folder with the package. Others
// have placeholders, or need an account.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type CommandBlock = { path: string; commands: string }

/** Every block marked `sh` of the documents at `root`. */
export function findCommandBlocks(root: string): CommandBlock[] {
  return readDocuments(root).flatMap(({ path, text }) =>
    [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, commands = '']) => ({ path, commands })),
  )
}

/** Every call of `npx tillside`, in any block or within a sentence. */
export function findCalls(root: string): CommandBlock[] {
  return readDocuments(root).flatMap(({ path, text }) =>
    [...text.matchAll(/npx (tillside [a-z][^\n`|#]*)/g)].map(([, commands = '']) => ({
      path,
      commands: commands.trim(),
    })),
  )
}

const readDocuments = (root: string) =>
  globSync(['*.md', 'docs/**/*.md'], { cwd: root })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
