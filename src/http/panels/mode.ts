// Chooses the mode, live or test, in which a request for panels is answered.

import type { Mode } from '#contract/billing.ts'
import type { PanelsRequest } from '#contract/api.ts'
import { GatewayError } from '#errors.ts'
import type { StripeContext } from '#stripe/customers/context.ts'

/** The modes that the tenant has Stripe keys for. */
export const modesOf = (context: StripeContext): Mode[] => [
  ...new Set(context.accounts().map(({ mode }) => mode)),
]

/**
 * Returns the mode of the account that the request names, else the requested mode, else live, or test if there is no live key.
 * Throws `not_found` for an account that does not exist, `bad_request` for a mode without a key.
 */
export function chooseMode(request: PanelsRequest, context: StripeContext): Mode {
  const accountKey = accountKeyOf(request)
  if (accountKey !== undefined) {
    const account = context.accounts().find(({ key }) => key === accountKey)
    const what = request.subject.kind === 'panel' ? 'panel' : 'customer'
    if (!account) throw new GatewayError('not_found', { detail: `There is no such ${what}.` })
    return account.mode
  }
  const modes = modesOf(context)
  const mode = request.mode ?? (modes.includes('live') ? 'live' : 'test')
  if (!modes.includes(mode)) {
    throw new GatewayError('bad_request', { detail: `The gateway has no Stripe key for ${mode} mode.` })
  }
  return mode
}

function accountKeyOf({ subject }: PanelsRequest): string | undefined {
  if (subject.kind === 'customer') return subject.customer.account
  return subject.kind === 'panel' ? subject.subject.account : undefined
}
