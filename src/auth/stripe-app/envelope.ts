// Reads the body of a signed request: bytes in, the envelope and its arguments out. Each envelope has exactly one text, and no
// other is accepted: no repeated keys, no other order, no white space, no `__proto__`.

import { z } from 'zod'
import { envelopeSchema, signedBodySchema, type Envelope } from '#contract/signed.ts'
import { hasOddText } from '#odd-text.ts'

/** As Connect embedded components sign it: `JSON.stringify` leaves out a `user_id` that is undefined. */
const accountEnvelopeSchema = envelopeSchema.omit({ user_id: true })
export type AnyEnvelope = Envelope | (z.infer<typeof accountEnvelopeSchema> & { user_id?: never })

const anyEnvelopeSchema = z.union([envelopeSchema, accountEnvelopeSchema])

const bodySchema = signedBodySchema.extend({
  envelope: anyEnvelopeSchema,
})

export const isEnvelope = (value: unknown): boolean => anyEnvelopeSchema.safeParse(value).success

const keysInOrder = Object.keys(envelopeSchema.shape) as (keyof Envelope)[]

/** The text that Stripe signs: keys in the schema's order, those of a role too. What is undefined is left out. */
export function envelopeText(envelope: AnyEnvelope): string {
  const roles = envelope.stripe_roles?.map(({ id, name, type }) => ({ id, name, type }))
  const ordered: Record<string, unknown> = { ...envelope, stripe_roles: roles }
  return JSON.stringify(Object.fromEntries(keysInOrder.map((key) => [key, ordered[key]])))
}

/** The body as it is sent: what the signature covers, and the arguments, which it covers by their hash. */
export const signedBodyText = (envelope: AnyEnvelope, args: string): string =>
  `{"envelope":${envelopeText(envelope)},"args":${JSON.stringify(args)}}`

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A JSON object and its exact text. */
export type Body = { text: string; value: Readonly<Record<string, unknown>> }

/** `undefined` for invalid UTF-8, a byte order mark, and JSON that is not an object. */
export function parseBodyBytes(bytes: Uint8Array): Body | undefined {
  try {
    const text = decoder.decode(bytes)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return { text, value: value as Body['value'] }
  } catch {
    // The caller says so; the error would quote the body.
    return undefined
  }
}

export type EnvelopeFault = 'schema' | 'not_canonical' | 'args_not_well_formed'

/** Only for a body whose envelope's signature was verified. */
export function readEnvelope(
  body: Body,
): { ok: true; envelope: AnyEnvelope; args: string } | { ok: false; reason: EnvelopeFault } {
  const parsed = bodySchema.safeParse(body.value)
  if (!parsed.success || hasOddText(parsed.data.envelope)) return { ok: false, reason: 'schema' }
  const { envelope, args } = parsed.data
  if (signedBodyText(envelope, args) !== body.text) return { ok: false, reason: 'not_canonical' }
  // Lone surrogates have no UTF-8: all of them would have the same hash.
  if (!args.isWellFormed()) return { ok: false, reason: 'args_not_well_formed' }
  return { ok: true, envelope, args }
}

/** The arguments, if their text is the only one for their value: of two equal keys `JSON.parse` would keep the last. */
export function parseArgs(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    const value: unknown = JSON.parse(text)
    const isOnlyText = JSON.stringify(value) === text && !text.includes('"__proto__":')
    return isOnlyText ? { ok: true, value } : { ok: false }
  } catch {
    return { ok: false }
  }
}
