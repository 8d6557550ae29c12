// Reads the built pages into memory at start. A lookup in a map cannot escape its folder.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Asset } from '#http/gateway.ts'

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}
const compressible = new Set(['.js', '.css', '.svg', '.json'])

export type Assets = { readAsset: (path: string) => Promise<Asset | undefined>; build: string }

/** `built` is `dist/web`; `icons` is `web/icons`. Without a build there are no pages; everything else works. */
export async function loadAssets({ built, icons }: { built: string; icons: string }): Promise<Assets> {
  const assets = new Map<string, Asset>()
  for (const page of ['sidebar', 'console']) {
    for (const file of await listFiles(join(built, page))) {
      // Source maps stay on the server: they are for reading stack traces, not for the public.
      if (file.endsWith('.map')) continue
      assets.set(relative(built, file).split(sep).join('/'), await loadAsset(file))
    }
  }
  for (const icon of ['icon.svg', 'icon-512.png']) assets.set(icon, await loadAsset(join(icons, icon)))
  return { readAsset: async (path) => assets.get(path), build: await readBuild(join(built, 'build.json')) }
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

async function loadAsset(file: string): Promise<Asset> {
  const bytes = new Uint8Array(await readFile(file))
  const extension = extname(file)
  return {
    bytes,
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`,
    ...(compressible.has(extension)
      ? { encoded: { br: new Uint8Array(brotliCompressSync(bytes)), gzip: new Uint8Array(gzipSync(bytes)) } }
      : {}),
  }
}

async function readBuild(file: string): Promise<string> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
    const build =
      typeof parsed === 'object' && parsed !== null && 'build' in parsed ? parsed.build : undefined
    return typeof build === 'string' ? build : 'unknown'
  } catch (error) {
    if (isMissing(error)) return 'none'
    throw error
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
