// Reads the header `Stripe-Signature: t=…,v1=…,v1=…`, strictly and within bounds: the cost of a refusal does not grow with what
// was sent. https://docs.stripe.com/webhooks/signature#verify-manually

/** During a rotation Stripe signs once for each active secret, and there are at most a few. */
const headerCharsMax = 1024
const entriesMax = 21

export type HeaderFault = 'header_missing' | 'header_too_long' | 'header_malformed' | 'too_many_signatures'

/** When it was signed, and the signatures of scheme `v1` as they came. Unknown schemes are ignored. */
export type SignatureHeader = { signedAtSeconds: number; signatures: readonly string[] }

/** A header that was sent twice arrives joined by a comma and a space; it is refused for its second time, or for the space. */
export function parseSignatureHeader(
  text: string | undefined,
): { ok: true; header: SignatureHeader } | { ok: false; reason: HeaderFault } {
  if (!text) return { ok: false, reason: 'header_missing' }
  if (text.length > headerCharsMax) return { ok: false, reason: 'header_too_long' }
  const entries = text.split(',')
  if (entries.length > entriesMax) return { ok: false, reason: 'too_many_signatures' }
  let signedAt: string | undefined
  const signatures: string[] = []
  for (const entry of entries) {
    const equals = entry.indexOf('=')
    const [name, value] = [entry.slice(0, Math.max(equals, 0)), entry.slice(equals + 1)]
    const isSecondTime = name === 't' && signedAt !== undefined
    if (isSecondTime || value === '' || !/^[a-z][a-z0-9]{0,9}$/.test(name))
      return { ok: false, reason: 'header_malformed' }
    if (name === 'v1') signatures.push(value)
    else if (name === 't') signedAt = value
  }
  // Twelve digits reach past the year 30000; more would lose precision as a number.
  if (signedAt === undefined || !/^[0-9]{1,12}$/.test(signedAt) || signatures.length === 0) {
    return { ok: false, reason: 'header_malformed' }
  }
  return { ok: true, header: { signedAtSeconds: Number(signedAt), signatures } }
}
