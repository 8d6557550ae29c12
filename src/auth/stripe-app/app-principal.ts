// Makes a principal of a verified request. It holds nothing but what was signed.

import type { Principal } from '../principal.ts'
import type { Verified } from './verify-signed.ts'

export type AppPrincipal = Extract<Principal, { kind: 'stripe_app' }>

type SignedRole = { id?: string | undefined; type: string }

/** Built-in roles only: anybody who makes a custom role may call it `admin`. */
const builtInIds = (roles: readonly SignedRole[] = []): string[] =>
  roles.flatMap(({ id, type }) => (type === 'builtIn' && id !== undefined ? [id] : []))

/** Without a person there are no roles: Stripe checks them against a user. */
export function toAppPrincipal(tenantId: string, verified: Verified): AppPrincipal {
  const signed = verified.form === 'envelope' ? verified.envelope : verified.plain
  const { user_id: userId, account_id: accountId } = signed
  const base = { kind: 'stripe_app', tenantId, accountId, name: userId ?? accountId } as const
  const person = userId === undefined ? { roles: [] } : { userId, roles: builtInIds(signed.stripe_roles) }
  if (verified.form === 'envelope') {
    return { ...base, ...person, mode: verified.envelope.mode, sandbox: verified.envelope.sandbox }
  }
  const { livemode } = verified.plain
  const mode = livemode === undefined ? {} : { mode: livemode ? ('live' as const) : ('test' as const) }
  return { ...base, ...person, ...mode, sandbox: false }
}
