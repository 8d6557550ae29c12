// Signs as Stripe does for `fetchStripeSignature`: HMAC-SHA256 over `t.` and the JSON text of the payload with the user and
// the account behind it; one v1 for each active secret. https://docs.stripe.com/stripe-apps/build-backend

import { createHmac } from 'node:crypto'
import { refusals, type RefusalError } from '../stripe/errors.ts'
import { signedRoles, type Viewer } from '../facts.ts'

export type Signed = { ok: true; signature: string } | { ok: false; refusal: RefusalError }

const payloadBytesMax = 20_000

/** Checks the secrets given to the preview. A live one does not belong on a developer's machine. */
export function checkSecrets(secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => {
    if (/live/i.test(secret))
      return ['A signing secret marked live is refused: the preview signs for anybody on this machine.']
    return /^absec_\w{16,}$/.test(secret)
      ? []
      : ['A signing secret must start with absec_ and have at least 16 more characters.']
  })
}

function refuseRoles(payload: Record<string, unknown>, viewer: Viewer): RefusalError | undefined {
  if (!('stripe_roles' in payload)) return undefined
  const parsed = signedRoles.safeParse(payload['stripe_roles'])
  if (!parsed.success)
    return refusals.invalid('Invalid stripe_roles: it must be an array of roles.', undefined, 'stripe_roles')
  const lacks = parsed.data.find(
    ({ id, type }) => !viewer.roles.some((role) => role.id === id && role.type === type),
  )
  if (!lacks) return undefined
  return refusals.invalid(`The user does not have the role '${lacks.id}'.`, undefined, 'stripe_roles')
}

/** Values are text, numbers and booleans; roles are the one documented exception. */
function refuseValues(payload: Record<string, unknown>): RefusalError | undefined {
  const odd = Object.entries(payload).find(
    ([key, value]) => key !== 'stripe_roles' && !['string', 'number', 'boolean'].includes(typeof value),
  )
  if (!odd) return undefined
  return refusals.invalid(
    `Invalid ${odd[0]}: a value of the payload must be a string, a number or a boolean.`,
    undefined,
    odd[0],
  )
}

export function sign(
  payload: Record<string, unknown>,
  given: { viewer: Viewer; accountId: string; secrets: readonly string[]; nowMs: number },
): Signed {
  const { viewer, accountId, secrets, nowMs } = given
  const refusal = refuseValues(payload) ?? refuseRoles(payload, viewer)
  if (refusal) return { ok: false, refusal }
  const text = JSON.stringify({ ...payload, user_id: viewer.id, account_id: accountId })
  if (text.length > payloadBytesMax)
    return { ok: false, refusal: refusals.invalid('The payload is too large.') }
  const seconds = Math.floor(nowMs / 1000)
  const marks = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')}`,
  )
  return { ok: true, signature: [`t=${seconds}`, ...marks].join(',') }
}
