// What opens a tenant's keys root: a connection key, the recovery code, a passkey, an invitation. None of them is stored. An opener
// is made of the text itself and never of its stored hash, else a copy of the database would open the root.

import { Secret } from '#secret.ts'
import { toBytes, toText } from './base64url.ts'

export type OpenerKind = 'connection_key' | 'recovery_code' | 'passkey' | 'invitation'

/** `id` tells the openers of one kind apart: of the connection key, the passkey, the invitation. */
export type Opener = { kind: OpenerKind; id: string; secret: Secret }

/** Crockford's base32: no I, L, O, U. https://www.crockford.com/base32.html */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLength = 26
/** A tenant has one recovery code at a time. */
const recoveryCodeId = 'current'

/** `text` is a connection key that was looked up and is alive. */
export const connectionKeyOpener = (id: string, text: string): Opener => ({
  kind: 'connection_key',
  id,
  secret: new Secret(text),
})

/** 26 letters, 130 bits: nothing to guess, so no slow hash is needed. */
export function createRecoveryCode(randomBytes: (length: number) => Uint8Array): Secret {
  const code = [...randomBytes(codeLength)].map((byte) => letters[byte % letters.length]).join('')
  return new Secret(code.replace(/^(.{5})(.{5})(.{5})(.{5})/, '$1-$2-$3-$4-'))
}

/** Reads what a person typed: in any case, with spaces and dashes anywhere, O for 0, I and L for 1. */
export function recoveryCodeOpener(typed: string): Opener | undefined {
  const code = typed
    .slice(0, 200)
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (code.length !== codeLength || !/^[0-9A-HJKMNP-TV-Z]*$/.test(code)) return undefined
  return { kind: 'recovery_code', id: recoveryCodeId, secret: new Secret(code) }
}

/** `derived`: 32 bytes that the page derived from the passkey's PRF output, as base64url. The output itself stays in the page. */
export const passkeyOpener = (id: string, derived: string): Opener | undefined =>
  hasBytes(derived) ? { kind: 'passkey', id, secret: new Secret(derived) } : undefined

/** What a link carries in its fragment, which a browser sends to nobody. */
export const createInvitationSecret = (randomBytes: (length: number) => Uint8Array): Secret =>
  new Secret(toText(randomBytes(32)))

export const invitationOpener = (id: string, secret: string): Opener | undefined =>
  hasBytes(secret) ? { kind: 'invitation', id, secret: new Secret(secret) } : undefined

function hasBytes(text: string): boolean {
  try {
    return text.length < 100 && toBytes(text).length === 32
  } catch {
    return false
  }
}
