// Verifies who sent a signed request, and that it was signed for this purpose: signature, then shape, then purpose, then
// arguments. What the caller may do, whether the app is installed, and whether the request was used before is decided later.

import type { PlainSignedBody, SignedOp } from '#contract/signed.ts'
import type { Hasher } from '#ports.ts'
import type { Secret } from '#secret.ts'
import { verifySignature, type SignatureFault } from '#stripe-signature/signature.ts'
import {
  parseArgs,
  parseBodyBytes,
  readEnvelope,
  type AnyEnvelope,
  type Body,
  type EnvelopeFault,
} from './envelope.ts'
import { readPlainForm } from './plain-form.ts'

export type SignedFault =
  | SignatureFault
  | EnvelopeFault
  | 'body_not_json'
  | 'args_hash'
  | 'args_not_json'
  /** Signed for another purpose than this route's. */
  | 'other_op'
  /** A form that this route, or this gateway, does not take. */
  | 'form_not_accepted'

export type Verified =
  | { ok: true; form: 'envelope'; envelope: AnyEnvelope; args: unknown }
  | { ok: true; form: 'plain'; plain: PlainSignedBody; args: unknown }
export type Verification = Verified | { ok: false; reason: SignedFault }

export type SignedRequest = { header: string | undefined; body: Uint8Array }

export type VerifyOptions = {
  op: SignedOp
  secrets: readonly Secret[]
  nowMs: number
  hasher: Hasher
  /** Stripe's plain form. */
  acceptPlain: boolean
  /** Signed for an account, without a person. */
  acceptAccountOnly: boolean
}

const no = (reason: SignedFault) => ({ ok: false, reason }) as const

/** The text whose signature is looked for: the envelope's, or in the plain form the body's. */
function signedTextOf({ value, text }: Body): string {
  const { envelope } = value
  // The plain form may have a key of this name too; only these two keys are our own form.
  const isOurs = Object.keys(value).join() === 'envelope,args'
  return isOurs && typeof envelope === 'object' && envelope !== null ? JSON.stringify(envelope) : text
}

/** Nothing in the body is judged before its signature, so that a caller who cannot sign learns nothing. */
export async function verifySigned(request: SignedRequest, options: VerifyOptions): Promise<Verification> {
  const body = parseBodyBytes(request.body)
  const text = body ? signedTextOf(body) : ''
  const signature = await verifySignature({
    ...options,
    prefix: 'absec_',
    header: request.header,
    text,
  })
  if (!body) return signature.ok || signature.reason === 'mismatch' ? no('body_not_json') : signature
  if (!signature.ok) return signature
  return text === body.text ? verifyPlain(body, options) : verifyEnvelope(body, options)
}

async function verifyEnvelope(body: Body, options: VerifyOptions): Promise<Verification> {
  const read = readEnvelope(body)
  if (!read.ok) return read
  const { envelope, args } = read
  if (envelope.user_id === undefined && !options.acceptAccountOnly) return no('form_not_accepted')
  if (envelope.op !== options.op) return no('other_op')
  if (envelope.args_sha256 !== (await options.hasher.sha256(args))) return no('args_hash')
  const parsed = parseArgs(args)
  if (!parsed.ok) return no('args_not_json')
  return { ok: true, form: 'envelope', envelope, args: parsed.value }
}

function verifyPlain(body: Body, options: VerifyOptions): Verification {
  if (!options.acceptPlain) return no('form_not_accepted')
  const read = readPlainForm(body)
  if (!read.ok) return read
  const { plain } = read
  if (plain.user_id === undefined && !options.acceptAccountOnly) return no('form_not_accepted')
  // Existing apps sign whatever else they like. Where a route needs arguments, it checks them itself.
  const parsed = parseArgs(plain.args ?? '{}')
  return { ok: true, form: 'plain', plain, args: parsed.ok ? parsed.value : undefined }
}
