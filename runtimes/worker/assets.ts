// Reads the built sidebar from the binding in wrangler.jsonc. Cloudflare compresses responses.

import { z } from 'zod'
import type { Asset, Gateway } from '#http/gateway.ts'
import type { AssetBinding } from './bindings.ts'

export type Assets = { readAsset: Gateway['readAsset']; build: string }

const origin = 'https://assets.invalid'
const buildSchema = z.object({ build: z.string() })

/** Without the binding or a build there are no pages; everything else works. */
export async function openAssets(binding: AssetBinding | undefined): Promise<Assets> {
  const readAsset = async (path: string) => (binding ? read(binding, path) : undefined)
  const built = await readAsset('build.json')
  const text = built && new TextDecoder().decode(built.bytes)
  return { readAsset, build: text === undefined ? 'none' : buildSchema.parse(JSON.parse(text)).build }
}

async function read(binding: AssetBinding, path: string): Promise<Asset | undefined> {
  const address = new URL(`/${path}`, origin)
  // Names with `..` lead elsewhere. Source maps are for reading stack traces, not for the public.
  if (address.href !== `${origin}/${path}` || path.endsWith('.map')) return undefined
  const response = await binding.fetch(address)
  if (response.status !== 200) {
    await response.body?.cancel()
    return undefined
  }
  return {
    bytes: new Uint8Array(await response.arrayBuffer()),
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    etag: response.headers.get('etag') ?? '""',
  }
}
