// The built page, held in memory: exactly these files are served, whatever a path asks for.

import { globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** A file as it is sent. */
export type ServedFile = { type: string; body: Buffer; isHashed: boolean }

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Path to file, from the folder `npm run build` wrote. */
export function readBuiltPage(folder: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>()
  for (const name of globSync('**/*.*', { cwd: folder })) {
    const path = `/${name.replaceAll('\\', '/')}`
    const type = types[extname(name)]
    if (type)
      files.set(path, { type, body: readFileSync(join(folder, name)), isHashed: path.startsWith('/assets/') })
  }
  const start = files.get('/index.html')
  if (!start || !files.has('/missive.js')) {
    throw new Error(`The preview page is not built: ${folder} is incomplete. Run: npm run build`)
  }
  return files.set('/', start)
}
