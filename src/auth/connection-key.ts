// Connection keys: `tsk_` and 32 base62 characters (190 bits). Only their hash is kept, so a copy of the database opens nothing.
// A plain SHA-256 is enough: the text is random, so there is nothing to guess.

import { sha256Hex } from '#hex.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const lengthOfRandom = 32
const shape = /^tsk_[A-Za-z0-9]{32}$/

/** Whether a text has the shape of a connection key. */
export const isConnectionKey = (text: string): boolean => shape.test(text)

/** A new connection key. Bytes of 248 and above are skipped, because 256 is no multiple of 62. */
export function createConnectionKey(randomBytes: (length: number) => Uint8Array): string {
  let random = ''
  while (random.length < lengthOfRandom) {
    for (const byte of randomBytes(lengthOfRandom)) {
      if (byte < 248 && random.length < lengthOfRandom) random += alphabet[byte % 62]
    }
  }
  return `tsk_${random}`
}

/** SHA-256 of the whole text in hex: what the store keeps and looks up. */
export const hashConnectionKey = (text: string): Promise<string> => sha256Hex(text)
