// Whether a text was signed by Stripe for this app, lately: HMAC-SHA256 of `t.text` with one of the signing secrets.
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
  nowMs: number
  hasher: Hasher
}

/** Every secret and every signature is tried, so that the time does not tell which of them matched. */
export async function verifySignature(
  signed: SignedText,
): Promise<{ ok: true } | { ok: false; reason: SignatureFault }> {
  const parsed = parseSignatureHeader(signed.header)
  if (!parsed.ok) return parsed
  const { signedAtSeconds, signatures } = parsed.header
  const ageSeconds = Math.floor(signed.nowMs / 1000) - signedAtSeconds
  if (ageSeconds > ageSecondsMax) return { ok: false, reason: 'too_old' }
  if (ageSeconds < -aheadSecondsMax) return { ok: false, reason: 'in_future' }
  // An empty key makes an HMAC that anybody can compute.
  const secrets = signed.secrets.map((secret) => secret.reveal()).filter((text) => /^absec_./.test(text))
  if (secrets.length === 0) return { ok: false, reason: 'no_secret' }
  let found = false
  for (const secret of secrets) {
    const expected = await signed.hasher.hmacSha256(secret, `${signedAtSeconds}.${signed.text}`)
    for (const presented of signatures) if (equalsInConstantTime(presented, expected)) found = true
  }
  return found ? { ok: true } : { ok: false, reason: 'mismatch' }
}
