// The built page, held in memory: exactly these files are served, whatever a path asks for.

import { globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

export type ServedFile = { type: string; body: Buffer }

const builtFolder = new URL('../../../dist/dashboard/', import.meta.url).pathname

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
}

/** Path to file, from the folder `npm run build` wrote. */
export function readBuiltFiles(folder: string = builtFolder): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>()
  for (const name of globSync('**/*.*', { cwd: folder })) {
    const type = types[extname(name)]
    if (type) files.set(`/${name.replaceAll('\\', '/')}`, { type, body: readFileSync(join(folder, name)) })
  }
  if (!files.has('/index.html') || !files.has('/sandbox.js') || !files.has('/host.js')) {
    throw new Error('The Dashboard preview is not built. Run: npm run build')
  }
  return files
}
