// The Stripe accounts that a caller's connection key permits. One outside of its limits and one that does not exist get the same
// response, because neither is in the list.

import type { StripeContext } from '#stripe/customers/context.ts'
import type { Env, Gateway } from './gateway.ts'

export function permittedContext(
  gateway: Pick<Gateway, 'contextOf'>,
  { tenant, modes }: Pick<Env['Variables'], 'tenant' | 'modes'>,
): StripeContext {
  const context = gateway.contextOf(tenant)
  const accounts = () => context.accounts().filter(({ mode }) => modes.includes(mode))
  return { ...context, accounts }
}
