// Stripe's plain signed form, which apps that people already have send: the body is the signed text itself, `user_id` and
// `account_id` last. It names no purpose and has no nonce. https://docs.stripe.com/stripe-apps/build-backend

import { plainSignedBodySchema, type PlainSignedBody } from '#contract/signed.ts'
import type { Body } from './envelope.ts'

const keysMax = 50

/** Call it only with a body that is verified as a whole. Stripe appends the ids, so they are last, or somebody else wrote them. */
export function readPlainForm(
  body: Body,
): { ok: true; plain: PlainSignedBody } | { ok: false; reason: 'schema' | 'not_canonical' } {
  const keys = Object.keys(body.value)
  const parsed = plainSignedBodySchema.safeParse(body.value)
  if (!parsed.success || keys.length > keysMax) return { ok: false, reason: 'schema' }
  const last = parsed.data.user_id === undefined ? ['account_id'] : ['user_id', 'account_id']
  const isAppended = keys.slice(-last.length).join() === last.join()
  // An envelope's own text is signed as well: taken for this form it would have no nonce.
  if ('args_sha256' in parsed.data) return { ok: false, reason: 'schema' }
  const isOnlyText = JSON.stringify(body.value) === body.text && !Object.hasOwn(body.value, '__proto__')
  return isAppended && isOnlyText ? { ok: true, plain: parsed.data } : { ok: false, reason: 'not_canonical' }
}
