// Seals secrets for the database and opens them again: envelope encryption with AES-256-GCM. Each secret has a data key of
// its own, wrapped by a key-encryption key from the settings; what it belongs to is bound as associated data, so that a
// sealed secret moved to another tenant, mode, account or row does not open.

import type { Cipher } from '#ports.ts'
import { Secret } from '#secret.ts'
import { readBase64, toBytes, toText, type Bytes } from './base64url.ts'
import { associatedData, version, type Binding } from './binding.ts'
import { VaultError } from './vault-error.ts'
import { webCipher } from './web-cipher.ts'

export type KeyEncryptionKey = { id: string; key: Secret }

export interface Vault {
  /** Seals with the first key of the ring. */
  seal(text: string, binding: Binding): Promise<string>
  /** Throws `VaultError` when the secret was changed or moved, or its key is gone. */
  open(sealed: string, binding: Binding): Promise<Secret>
  /** Whether it was sealed with another key than the first; `vault rotate` then seals it anew. */
  isOld(sealed: string): boolean
  /** What every text that was sealed with the first key begins with, so that a database can count the others. */
  readonly current: string | undefined
}

const ivBytes = 12
const encoder = new TextEncoder()

/** The vault of a ring of keys. Without keys it refuses everything. */
export function createVault(
  keks: readonly KeyEncryptionKey[],
  randomBytes: (length: number) => Uint8Array,
  cipher: Cipher = webCipher,
): Vault {
  // Of two entries with one id the first counts.
  const keys = new Map(keks.toReversed().map(({ id, key }) => [id, readBase64(key.reveal())]))
  const draw = (length: number) => Uint8Array.from(randomBytes(length))

  async function decrypt(key: Bytes, parts: { iv: string; text: string }, additionalData: Bytes) {
    const message = { iv: toBytes(parts.iv), bytes: toBytes(parts.text), additionalData }
    const opened = await cipher.decrypt(key, message)
    if (!opened) throw new VaultError('not_authentic')
    return opened
  }

  const current = keks[0] && `${version}.${keks[0].id}.`
  return {
    current,
    isOld: (sealed) => current === undefined || !sealed.startsWith(current),
    async seal(text, binding) {
      const [first] = keks
      const kek = first && keys.get(first.id)
      if (!kek) throw new VaultError('no_keys')
      const [dataKey, wrapIv, iv] = [draw(32), draw(ivBytes), draw(ivBytes)]
      const wrapped = await cipher.encrypt(kek, {
        iv: wrapIv,
        bytes: dataKey,
        additionalData: associatedData('key', binding),
      })
      const bytes = await cipher.encrypt(dataKey, {
        iv,
        bytes: encoder.encode(text),
        additionalData: associatedData('text', binding),
      })
      dataKey.fill(0)
      return [version, first.id, ...[wrapIv, wrapped, iv, bytes].map(toText)].join('.')
    },
    async open(sealed, binding) {
      const [form, keyId, wrapIv, wrapped, iv, text, ...rest] = sealed.split('.')
      if (form !== version || !keyId || !wrapIv || !wrapped || !iv || !text || rest.length > 0) {
        throw new VaultError('malformed')
      }
      const kek = keys.get(keyId)
      if (!kek) throw new VaultError('unknown_key')
      const dataKey = await decrypt(kek, { iv: wrapIv, text: wrapped }, associatedData('key', binding))
      const bytes = await decrypt(dataKey, { iv, text }, associatedData('text', binding))
      dataKey.fill(0)
      return new Secret(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    },
  }
}
