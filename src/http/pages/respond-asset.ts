// Responds with a built file.

import type { Context } from 'hono'
import { acceptsCoding } from '../accepts-coding.ts'
import type { Asset, Env } from '../gateway.ts'
import { sha256Hex } from '#hex.ts'

/** How long a file may be cached: Vite puts a hash of the content into the names under assets/. */
export const cachingOf = (path: string): string =>
  path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'

/** The ETag of a page that the settings have changed since it was built. */
export async function etagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await sha256Hex(bytes)
  return `"${hash.slice(0, 16)}"`
}

/** Sends the file in the best encoding that the caller accepts, or 304 if the caller already has it. */
export function respondAsset(c: Context<Env>, asset: Asset, headers: Record<string, string>): Response {
  const accepted = c.req.header('Accept-Encoding')
  const encoding = (['br', 'gzip'] as const).find(
    (name) => asset.encoded?.[name] && acceptsCoding(accepted, name),
  )
  const etag = encoding ? asset.etag.replace(/"$/, `-${encoding}"`) : asset.etag
  const all: Record<string, string> = {
    ...headers,
    ETag: etag,
    ...(asset.encoded ? { Vary: 'Accept-Encoding' } : {}),
  }
  const known = (c.req.header('If-None-Match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag)) return c.body(null, 304, all)
  const bytes = (encoding && asset.encoded?.[encoding]) ?? asset.bytes
  return c.body(bytes, 200, {
    ...all,
    'Content-Type': asset.contentType,
    'Content-Length': String(bytes.byteLength),
    ...(encoding ? { 'Content-Encoding': encoding } : {}),
  })
}
