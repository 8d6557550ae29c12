// The vault's cryptography, synchronously: on Node WebCrypto takes three to ten times as long for texts this short.

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
} from 'node:crypto'
import type { Cipher } from '#ports.ts'

const tagBytes = 16
const algorithm = 'aes-256-gcm'
/** Everything before the 32 bytes of an X25519 key. https://www.rfc-editor.org/rfc/rfc8410 */
const pkcs8Start = Buffer.from('302e020100300506032b656e04220420', 'hex')
const spkiStart = Buffer.from('302a300506032b656e032100', 'hex')

export const nodeCipher = {
  encrypt(key, { iv, bytes, additionalData }) {
    const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes }).setAAD(additionalData)
    return join(cipher.update(bytes), cipher.final(), cipher.getAuthTag())
  },
  decrypt(key, { iv, bytes, additionalData }) {
    if (bytes.length < tagBytes || iv.length === 0) return undefined
    const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes })
      .setAAD(additionalData)
      .setAuthTag(bytes.subarray(-tagBytes))
    const begun = decipher.update(bytes.subarray(0, -tagBytes))
    try {
      return join(begun, decipher.final())
    } catch {
      // Says only "unable to authenticate data", whether it was changed or moved or the key is wrong.
      return undefined
    }
  },
  derive: (secret, info) => new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), info, 32)),
  agree(privateKey, publicKey) {
    const own = Buffer.concat([pkcs8Start, privateKey])
    const pair = {
      privateKey: createPrivateKey({ key: own, format: 'der', type: 'pkcs8' }),
      publicKey: createPublicKey({
        key: Buffer.concat([spkiStart, publicKey]),
        format: 'der',
        type: 'spki',
      }),
    }
    own.fill(0)
    try {
      return new Uint8Array(diffieHellman(pair))
    } catch {
      return undefined
    }
  },
} satisfies Cipher

/** Copied out of Buffer's shared memory, so that whoever overwrites the result overwrites the only copy. */
function join(...parts: Buffer[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
    part.fill(0)
  }
  return joined
}
