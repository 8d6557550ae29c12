// Masks Stripe keys in texts that others wrote. Stripe masks the middle of a key that it echoes, but something between us and
// Stripe may not, nor may a later version of Stripe's API.

import type { Secret } from '#secret.ts'

const keyShape = /((?:rk|sk|sk_org)_(?:live|test)_)[A-Za-z0-9_]{4,}/g
const mask = '****'

export interface Scrub {
  text(text: string): string
  /** For bytes in any encoding that contains ASCII. Other bytes stay as they are. */
  bytes(bytes: Uint8Array): Uint8Array<ArrayBuffer>
}

/** Masks every key, and the random part of this one even where its beginning was rewritten, by escaping for example. */
export function createScrub(key: Secret | undefined): Scrub {
  const random = key?.reveal().split('_').at(-1) ?? ''
  const scrub = (text: string): string => {
    // Nearly every text ends here; the headers of every response on the proxy lane come through.
    if (!text.includes('_live_') && !text.includes('_test_') && (random === '' || !text.includes(random)))
      return text
    return (random === '' ? text : text.replaceAll(random, mask)).replace(keyShape, `$1${mask}`)
  }
  return {
    text: scrub,
    bytes(bytes) {
      let text = ''
      for (const byte of bytes) text += String.fromCharCode(byte)
      return Uint8Array.from(scrub(text), (character) => character.charCodeAt(0))
    },
  }
}
