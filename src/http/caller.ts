// Who asks, as the functions of a configuration and in-house services are told.

import type { Caller } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Principal } from '#auth/principal.ts'

/** Roles of the Stripe App were signed; the sidebar proves none, so its people have those that the operator grants. */
export function callerOf(
  principal: Principal,
  { sidebarRoles }: Pick<TillsideConfig, 'sidebarRoles'>,
): Caller {
  const { kind, name } = principal
  if (kind === 'stripe_app') {
    return { id: principal.userId ?? principal.accountId, kind, name, roles: principal.roles }
  }
  const caller: Caller = { id: principal.keyId ?? kind, kind, name, roles: [] }
  return { ...caller, roles: typeof sidebarRoles === 'function' ? sidebarRoles(caller) : sidebarRoles }
}
