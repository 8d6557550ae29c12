// Verifies the proof of a signed request, or refuses it with the reason in the log and not in the response. The body and the header
// are never logged.

import type { Context } from 'hono'
import { verifySigned, type SignedFault, type Verified } from '#auth/stripe-app/verify-signed.ts'
import { readSignatureHeader } from '#stripe-signature/signature.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import type { SignedOp } from '#contract/signed.ts'
import { GatewayError, type ErrorCode } from '#errors.ts'
import type { Env, Gateway } from '../gateway.ts'
import { readUnverified, requireJson } from '../parse.ts'
import { respondProblem } from '../problem.ts'

type Expected = { op: SignedOp; acceptPlain: boolean }
export type Prove = (c: Context<Env>, expected: Expected) => Promise<Verified | Response>

/** A signer is told what is wrong with a signed body. What is wrong with a signature is never revealed. */
const disclosed: Partial<Record<SignedFault, [ErrorCode, string]>> = {
  body_not_json: ['bad_request', 'The body is not a JSON object in UTF-8.'],
  schema: ['bad_request', 'The body is not an envelope with its arguments.'],
  not_canonical: [
    'bad_request',
    'The body is not written as it was signed: keys in the schema’s order, each once.',
  ],
  args_not_well_formed: ['bad_request', 'The arguments contain half a character.'],
  args_not_json: ['bad_request', 'The arguments are not JSON as JSON.stringify writes it.'],
  args_hash: ['bad_request', 'The arguments are not those that were signed.'],
  other_op: ['forbidden', 'This was signed for another purpose.'],
  form_not_accepted: ['forbidden', 'This form of signature is not accepted here.'],
}

type ProveDeps = Pick<Gateway, 'config' | 'ports' | 'metrics' | 'failures' | 'unverified'>

export function createProve(gateway: ProveDeps): Prove {
  const { config, ports, metrics, failures } = gateway
  const hasher = ports.hasher ?? createWebHasher()
  metrics.describe('tillside_signed_requests_refused_total', 'Signed requests refused, by reason.')

  function refuse(c: Context<Env>, op: SignedOp, reason: SignedFault): Response {
    c.var.log.info('signature.refused', { reason, op })
    metrics.count('tillside_signed_requests_refused_total', { reason })
    const [code, detail] = disclosed[reason] ?? []
    if (code !== undefined) return respondProblem(c, new GatewayError(code, detail ? { detail } : {}))
    const waitSeconds = failures.fail(c.env?.remoteAddress)
    if (waitSeconds === undefined) return respondProblem(c, new GatewayError('signature_refused'))
    return respondProblem(c, new GatewayError('too_many_requests'), { 'Retry-After': String(waitSeconds) })
  }

  return async (c, { op, acceptPlain }) => {
    const header = c.req.header('Stripe-Signature')
    if (header !== undefined) requireJson(c)
    // Checked before the body is read, so that a body without a timely signature takes no memory, however slowly it arrives.
    const parsed = readSignatureHeader(header, ports.now())
    if (!parsed.ok) return refuse(c, op, parsed.reason)
    const verified = await verifySigned(
      { header, body: await readUnverified(c, gateway) },
      {
        op,
        secrets: config.stripeAppSecrets,
        nowMs: ports.now(),
        hasher,
        acceptPlain,
        acceptAccountOnly: config.stripeAppAccountSignatures,
      },
    )
    return verified.ok ? verified : refuse(c, op, verified.reason)
  }
}
