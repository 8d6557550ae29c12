// Whether a text was signed by Stripe with one of our signing secrets, lately; requests of the Stripe App and events alike: HMAC-SHA256 of `t.text`.
// Our own instead of the `stripe` package's: that one lets signatures from the future pass and looks at any number of them.

import type { Hasher } from '#ports.ts'
import { equalsInConstantTime, type Secret } from '#secret.ts'
import { parseSignatureHeader, type HeaderFault } from './header.ts'

/** As Stripe's own libraries; a captured signature is worth nothing afterwards. */
const ageSecondsMax = 300
/** Clocks differ. More than this is a signature that would live longer than it may. */
const aheadSecondsMax = 60

export type SignatureFault = HeaderFault | 'too_old' | 'in_future' | 'no_secret' | 'mismatch'

export type SignedText = {
  /** The value of `Stripe-Signature`. */
  header: string | undefined
  text: string
  secrets: readonly Secret[]
  /** What such a secret begins with; any other is none. */
  prefix: 'absec_' | 'whsec_'
  nowMs: number
  hasher: Hasher
}

export type SignatureVerdict =
  /** `secret`: the place of the matching one in the list. */
  { ok: true; secret: number } | { ok: false; reason: SignatureFault }

/** Every secret and every signature is tried, so that the time does not tell which of them matched. */
export async function verifySignature(signed: SignedText): Promise<SignatureVerdict> {
  const parsed = parseSignatureHeader(signed.header)
  if (!parsed.ok) return parsed
  const { signedAtSeconds, signatures } = parsed.header
  const ageSeconds = Math.floor(signed.nowMs / 1000) - signedAtSeconds
  if (ageSeconds > ageSecondsMax) return { ok: false, reason: 'too_old' }
  if (ageSeconds < -aheadSecondsMax) return { ok: false, reason: 'in_future' }
  // An empty key makes an HMAC that anybody can compute.
  const secrets = signed.secrets.map((secret) => secret.reveal())
  const isSecret = (text: string) => text.startsWith(signed.prefix) && text !== signed.prefix
  if (!secrets.some(isSecret)) return { ok: false, reason: 'no_secret' }
  let found = -1
  for (const [place, secret] of secrets.entries()) {
    if (!isSecret(secret)) continue
    const expected = await signed.hasher.hmacSha256(secret, `${signedAtSeconds}.${signed.text}`)
    for (const presented of signatures) if (equalsInConstantTime(presented, expected)) found = place
  }
  return found < 0 ? { ok: false, reason: 'mismatch' } : { ok: true, secret: found }
}
