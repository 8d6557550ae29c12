// Reads Stripe's plain signed form, which existing apps send: the body is the signed text itself, with `user_id` and
// `account_id` last. It names no purpose and has no nonce. https://docs.stripe.com/stripe-apps/build-backend

import { plainSignedBodySchema, type PlainSignedBody } from '#contract/signed.ts'
import { hasOddText } from '#odd-text.ts'
import { isEnvelope, type Body } from './envelope.ts'

/** Read as ours where they have our type. With another type they are the app's own, like every other key. */
const optional = ['stripe_roles', 'livemode', 'args'] as const

function withoutForeign(value: Body['value']): Body['value'] {
  const foreign = optional.filter((name) => !plainSignedBodySchema.shape[name].safeParse(value[name]).success)
  return Object.fromEntries(Object.entries(value).filter(([name]) => !foreign.some((one) => one === name)))
}

/** Only for a body that was verified as a whole. Stripe appends the ids: where they are not last, somebody else wrote them. */
export function readPlainForm(
  body: Body,
): { ok: true; plain: PlainSignedBody } | { ok: false; reason: 'schema' | 'not_canonical' } {
  // `JSON.parse` keeps this key, and whatever copies the object makes something else of it.
  if (Object.hasOwn(body.value, '__proto__')) return { ok: false, reason: 'not_canonical' }
  const parsed = plainSignedBodySchema.safeParse(withoutForeign(body.value))
  if (!parsed.success || hasOddText(parsed.data.stripe_roles)) return { ok: false, reason: 'schema' }
  const last = parsed.data.user_id === undefined ? ['account_id'] : ['user_id', 'account_id']
  const isAppended = Object.keys(body.value).slice(-last.length).join() === last.join()
  // An envelope's own text is signed as well. Taken for this form, it would have no nonce.
  if (isEnvelope(body.value)) return { ok: false, reason: 'schema' }
  const isOnlyText = JSON.stringify(body.value) === body.text
  return isAppended && isOnlyText ? { ok: true, plain: parsed.data } : { ok: false, reason: 'not_canonical' }
}
