// Connection keys: `tsk_live_` or `tsk_test_`, 32 base62 characters (190 bits), and a checksum of 6 more, so that a mistyped key is
// refused before the database is asked, and scanners for leaked keys can tell ours from other text. Only their hash is kept, so a copy
// of the database opens nothing. A plain SHA-256 is enough: the text is random, so there is nothing to guess.
// Keys of older releases have neither mode nor checksum: `tsk_` and 32 characters. They stay valid.

import type { Mode } from '#contract/billing.ts'
import { sha256Hex } from '#hex.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const lengthOfRandom = 32
const lengthOfChecksum = 6
const olderShape = /^tsk_[A-Za-z0-9]{32}$/
const shape = /^tsk_(?:live|test)_[A-Za-z0-9]{38}$/

/** CRC-32 as in gzip and PNG. https://www.w3.org/TR/png/#D-CRCAppendix */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** Of a text of ASCII characters. */
function crc32(text: string): number {
  let value = -1
  for (let at = 0; at < text.length; at++)
    value = (crcTable[(value ^ text.charCodeAt(at)) & 255] ?? 0) ^ (value >>> 8)
  return ~value >>> 0
}

/** 62 ** 6 is more than 2 ** 32, so that no two checksums share a text. */
function checksumOf(text: string): string {
  let rest = crc32(text)
  let checksum = ''
  while (checksum.length < lengthOfChecksum) {
    checksum = `${alphabet[rest % alphabet.length]}${checksum}`
    rest = Math.floor(rest / alphabet.length)
  }
  return checksum
}

/** Whether a text is a connection key that could have been made: of either form, with the right checksum. */
export const isConnectionKey = (text: string): boolean =>
  shape.test(text)
    ? checksumOf(text.slice(0, -lengthOfChecksum)) === text.slice(-lengthOfChecksum)
    : olderShape.test(text)

/** A new connection key. Bytes of 248 and above are skipped, because 256 is no multiple of 62. */
export function createConnectionKey(randomBytes: (length: number) => Uint8Array, mode: Mode): string {
  let random = ''
  while (random.length < lengthOfRandom) {
    for (const byte of randomBytes(lengthOfRandom)) {
      if (byte < 248 && random.length < lengthOfRandom) random += alphabet[byte % 62]
    }
  }
  const text = `tsk_${mode}_${random}`
  return text + checksumOf(text)
}

/** SHA-256 of the whole text in hex: what the store keeps and looks up. */
export const hashConnectionKey = (text: string): Promise<string> => sha256Hex(text)
