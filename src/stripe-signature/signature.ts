// Verifies that Stripe signed a text with one of our signing secrets, not long ago: HMAC-SHA256 of `t.text`, for requests of the
// Stripe App and events alike. The `stripe` package's own function accepts signatures from the future and any number of them.

import type { Hasher } from '#ports.ts'
import { equalsInConstantTime, type Secret } from '#secret.ts'
import { parseSignatureHeader, type HeaderFault, type SignatureHeader } from './header.ts'

/** As in Stripe's own libraries. After this time a captured signature is worth nothing. */
const ageSecondsMax = 300
/** Clocks differ. A time further ahead would let a signature live longer than it may. */
const aheadSecondsMax = 60

export type SignatureFault = HeaderFault | 'too_old' | 'in_future' | 'no_secret' | 'mismatch'

export type SignedText = {
  /** The value of `Stripe-Signature`. */
  header: string | undefined
  text: string
  secrets: readonly Secret[]
  /** What such a secret begins with. Any other text is not one. */
  prefix: 'absec_' | 'whsec_'
  nowMs: number
  hasher: Hasher
}

export type SignatureVerdict =
  /** `secret`: the index of the one that matched. */
  { ok: true; secret: number } | { ok: false; reason: SignatureFault }

/**
 * Judges what can be known without the body: whether there is a signature, and whether it is young enough. That proves nothing,
 * but a caller without one costs no memory for a body.
 */
export function readSignatureHeader(
  text: string | undefined,
  nowMs: number,
): { ok: true; header: SignatureHeader } | { ok: false; reason: SignatureFault } {
  const parsed = parseSignatureHeader(text)
  if (!parsed.ok) return parsed
  const ageSeconds = Math.floor(nowMs / 1000) - parsed.header.signedAtSeconds
  if (ageSeconds > ageSecondsMax) return { ok: false, reason: 'too_old' }
  if (ageSeconds < -aheadSecondsMax) return { ok: false, reason: 'in_future' }
  return parsed
}

/** Every secret and every signature is tried, so that the time does not tell which of them matched. */
export async function verifySignature(signed: SignedText): Promise<SignatureVerdict> {
  const parsed = readSignatureHeader(signed.header, signed.nowMs)
  if (!parsed.ok) return parsed
  const { signedAtSeconds, signatures } = parsed.header
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
