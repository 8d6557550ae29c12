// The files of a built page, kept in memory. Only these are served, whatever path is requested.

import { globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

export type BuiltFile = { type: string; body: Buffer }

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.map': 'application/json',
}

/** Reads the folder that `npm run build` wrote, by path. Throws if one of the `needed` files is missing. */
export function readBuiltFiles(folder: string, needed: readonly string[]): ReadonlyMap<string, BuiltFile> {
  const files = new Map<string, BuiltFile>()
  for (const name of globSync('**/*.*', { cwd: folder })) {
    const type = types[extname(name)]
    if (type) files.set(`/${name.replaceAll('\\', '/')}`, { type, body: readFileSync(join(folder, name)) })
  }
  if (!needed.every((path) => files.has(path)))
    throw new Error(`The preview is not built: ${folder} is incomplete. Run: npm run build`)
  return files
}
