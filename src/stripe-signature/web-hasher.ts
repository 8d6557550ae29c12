// Computes digests by WebCrypto, which every runtime has. Each secret is imported once.

import { sha256Hex, toHex } from '#hex.ts'
import type { Hasher } from '#ports.ts'

const encoder = new TextEncoder()
/** More secrets than anybody has at a time. Beyond this the oldest is imported anew. */
const keysMax = 100

export function createWebHasher(): Hasher {
  const keys = new Map<string, Promise<CryptoKey>>()
  const keyOf = (secret: string): Promise<CryptoKey> => {
    const known = keys.get(secret)
    if (known) return known
    const key = crypto.subtle.importKey(
      'raw',
      encoder.encode(secret),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    const [oldest] = keys.keys()
    if (keys.size >= keysMax && oldest !== undefined) keys.delete(oldest)
    keys.set(secret, key)
    return key
  }
  return {
    async hmacSha256(secret, text) {
      const key = await keyOf(secret)
      return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))))
    },
    sha256: sha256Hex,
  }
}
