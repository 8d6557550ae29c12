// Seals secrets for the database and opens them again: envelope encryption with AES-256-GCM. Each secret has a data key of
// its own, wrapped by a key-encryption key from the settings; what it belongs to is bound as associated data, so that a
// sealed secret moved to another tenant, mode, account or row does not open.

import { Secret } from '#secret.ts'

/** What a sealed secret belongs to. It opens only where all of this is the same. */
export type Binding = { tenantId: string; purpose: string; accountId: string; mode: string; owner: string }

export type KeyEncryptionKey = { id: string; key: Secret }

export interface Vault {
  /** Seals with the first key of the ring. */
  seal(text: string, binding: Binding): Promise<string>
  /** Throws `VaultError` when the secret was changed or moved, or its key is gone. */
  open(sealed: string, binding: Binding): Promise<Secret>
  /** Whether it was sealed with another key than the first; `vault rotate` then seals it anew. */
  isOld(sealed: string): boolean
}

export type VaultFault = 'no_keys' | 'malformed' | 'unknown_key' | 'not_authentic'

/** A secret cannot be sealed or opened. The message says why, and nothing about the secret. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
  readonly fault: VaultFault

  constructor(fault: VaultFault) {
    super(
      fault === 'no_keys'
        ? 'TILLSIDE_KEKS is not set: nothing can be sealed'
        : `a sealed secret does not open: ${fault}`,
    )
    this.fault = fault
  }
}

const version = 'v1'
const ivBytes = 12
const algorithm = 'AES-GCM'
const encoder = new TextEncoder()

const toText = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/(?<!=)=+$/, '')

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  // A text of 4n + 1 characters encodes no number of bytes.
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) throw new VaultError('malformed')
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

/** The associated data, as a JSON array: two different bindings never give the same bytes. */
const associated = (purpose: string, { tenantId, purpose: of, accountId, mode, owner }: Binding) =>
  encoder.encode(JSON.stringify([version, purpose, tenantId, of, accountId, mode, owner]))

const importKey = (bytes: Uint8Array<ArrayBuffer>, usages: KeyUsage[]) =>
  crypto.subtle.importKey('raw', bytes, algorithm, false, usages)

async function decrypt(
  key: CryptoKey,
  parts: { iv: string; text: string },
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const [iv, bytes] = [toBytes(parts.iv), toBytes(parts.text)]
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: algorithm, iv, additionalData }, key, bytes))
  } catch {
    // WebCrypto says nothing but OperationError, whether it was changed or moved or the key is wrong.
    throw new VaultError('not_authentic')
  }
}

/** The vault of a ring of keys. Without keys it refuses everything. */
export function createVault(
  keks: readonly KeyEncryptionKey[],
  randomBytes: (length: number) => Uint8Array,
): Vault {
  const keys = new Map<string, Promise<CryptoKey>>()
  const keyOf = (id: string): Promise<CryptoKey> => {
    const kek = keks.find((one) => one.id === id)
    if (!kek) throw new VaultError('unknown_key')
    const known =
      keys.get(id) ??
      importKey(
        toBytes(
          kek.key
            .reveal()
            .replace(/(?<!=)=+$/, '')
            .replaceAll('+', '-')
            .replaceAll('/', '_'),
        ),
        ['encrypt', 'decrypt'],
      )
    keys.set(id, known)
    return known
  }
  const draw = (length: number) => Uint8Array.from(randomBytes(length))

  return {
    async seal(text, binding) {
      const [first] = keks
      if (!first) throw new VaultError('no_keys')
      const [dataKey, wrapIv, iv] = [draw(32), draw(ivBytes), draw(ivBytes)]
      const wrapped = await crypto.subtle.encrypt(
        { name: algorithm, iv: wrapIv, additionalData: associated('key', binding) },
        await keyOf(first.id),
        dataKey,
      )
      const bytes = await crypto.subtle.encrypt(
        { name: algorithm, iv, additionalData: associated('text', binding) },
        await importKey(dataKey, ['encrypt']),
        encoder.encode(text),
      )
      const parts = [wrapIv, new Uint8Array(wrapped), iv, new Uint8Array(bytes)].map(toText)
      return [version, first.id, ...parts].join('.')
    },
    async open(sealed, binding) {
      const [form, keyId, wrapIv, wrapped, iv, text, ...rest] = sealed.split('.')
      if (form !== version || !keyId || !wrapIv || !wrapped || !iv || !text || rest.length > 0) {
        throw new VaultError('malformed')
      }
      const kek = await keyOf(keyId)
      const dataKey = await decrypt(kek, { iv: wrapIv, text: wrapped }, associated('key', binding))
      const opened = await importKey(dataKey, ['decrypt'])
      const bytes = await decrypt(opened, { iv, text }, associated('text', binding))
      return new Secret(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    },
    isOld: (sealed) => sealed.split('.')[1] !== keks[0]?.id,
  }
}
