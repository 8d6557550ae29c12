// The vault's cryptography by WebCrypto, which every runtime has. Keys are imported so that nothing can read them out again.

import type { Cipher } from '#ports.ts'
import type { Bytes } from './base64url.ts'

/** Everything before the 32 bytes of an X25519 private key in PKCS #8. https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const pkcs8Start = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32)

const importAes = (key: Bytes, usage: KeyUsage) =>
  crypto.subtle.importKey('raw', key, 'AES-GCM', false, [usage])

export const webCipher: Cipher = {
  async encrypt(key, { iv, bytes, additionalData }) {
    const algorithm = { name: 'AES-GCM', iv, additionalData }
    return new Uint8Array(await crypto.subtle.encrypt(algorithm, await importAes(key, 'encrypt'), bytes))
  },
  async decrypt(key, { iv, bytes, additionalData }) {
    const imported = await importAes(key, 'decrypt')
    try {
      const algorithm = { name: 'AES-GCM', iv, additionalData }
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, imported, bytes))
    } catch {
      // WebCrypto says nothing but OperationError, whether it was changed or moved or the key is wrong.
      return undefined
    }
  },
  async derive(secret, info) {
    const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, base, 256))
  },
  async agree(privateKey, publicKey) {
    const own = new Uint8Array([...pkcs8Start, ...privateKey])
    const pair = await Promise.all([
      crypto.subtle.importKey('pkcs8', own, 'X25519', false, ['deriveBits']),
      crypto.subtle.importKey('raw', publicKey, 'X25519', false, []),
    ]).finally(() => own.fill(0))
    try {
      return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: pair[1] }, pair[0], 256))
    } catch {
      return undefined
    }
  },
}
