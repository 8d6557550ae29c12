// The caller, in the form that functions of the configuration and in-house services receive.

import type { Caller } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Principal } from '#auth/principal.ts'

/** The Stripe App's roles are signed. The sidebar proves none, so its people have the roles that the operator grants. */
export function callerOf(
  principal: Principal,
  { sidebarRoles }: Pick<TillsideConfig, 'sidebarRoles'>,
): Caller {
  const { kind, name } = principal
  if (kind === 'stripe_app') {
    return { id: principal.userId ?? principal.accountId, kind, name, roles: principal.roles }
  }
  const caller: Caller = { id: principal.keyId ?? kind, kind, name, roles: [] }
  const roles = typeof sidebarRoles === 'function' ? sidebarRoles(caller) : sidebarRoles
  const limit = principal.scope?.roles
  return { ...caller, roles: limit ? roles.filter((role) => limit.includes(role)) : roles }
}
