// Digests by WebCrypto, which every runtime has. A key is imported once for each secret.

import type { Hasher } from '#ports.ts'

const encoder = new TextEncoder()
/** More secrets than anybody has at a time; beyond it the oldest is imported anew. */
const keysMax = 100

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function toHex(digest: ArrayBuffer): string {
  let text = ''
  for (const byte of new Uint8Array(digest)) text += hexOf[byte] ?? ''
  return text
}

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
    for (const oldest of keys.size < keysMax ? [] : [...keys.keys()].slice(0, 1)) keys.delete(oldest)
    keys.set(secret, key)
    return key
  }
  return {
    hmacSha256: async (secret, text) =>
      toHex(await crypto.subtle.sign('HMAC', await keyOf(secret), encoder.encode(text))),
    sha256: async (text) => toHex(await crypto.subtle.digest('SHA-256', encoder.encode(text))),
  }
}
