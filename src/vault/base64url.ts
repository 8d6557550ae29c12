// Bytes as base64url text without padding. Each number of bytes has exactly one text: `atob` ignores the unused bits of the last
// letter, so that several texts would otherwise open the same secret.

import { VaultError } from './vault-error.ts'

export type Bytes = Uint8Array<ArrayBuffer>

export const toText = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/(?<!=)=+$/, '')

/** Reads either alphabet, with or without padding: operators write keys by hand. */
export function readBase64(text: string): Bytes {
  const plain = text
    .replace(/(?<!=)=+$/, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  // A text of 4n + 1 characters encodes no number of bytes.
  if (!/^[A-Za-z0-9+/]+$/.test(plain) || plain.length % 4 === 1) throw new VaultError('malformed')
  return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0))
}

/** Reads what `toText` wrote, and refuses every other text. */
export function toBytes(text: string): Bytes {
  const bytes = readBase64(text)
  if (toText(bytes) !== text) throw new VaultError('malformed')
  return bytes
}
