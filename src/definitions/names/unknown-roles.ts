// Finds roles that nobody can have. The callers of such a panel or action are refused, so a warning is enough; and Stripe may have
// more roles than this list.

import { didYouMean } from '#did-you-mean.ts'
import type { TillsideConfig } from '../define.ts'
import { problem, warning, type Finding } from './finding.ts'

/** The ids of Stripe's built-in roles, as its SDK for apps lists them (`RoleId`). */
export const stripeRoles: readonly string[] = [
  'admin',
  'super_admin',
  'developer',
  'analyst',
  'support_specialist',
  'view_only',
  'tax_analyst',
  'iam_admin',
  'connect_onboarding_analyst',
  'transfer_analyst',
  'dispute_analyst',
  'refund_analyst',
  'data_migration_specialist',
  'support_communications',
  'support_only',
  'identity_analyst',
  'identity_view_only',
  'topups_only',
]

/** The unknown roles of panels and actions. */
export function unknownRoles({ panels, actions, sidebarRoles }: TillsideConfig): Finding[] {
  const granted = Array.isArray(sidebarRoles) ? (sidebarRoles as readonly string[]) : undefined
  if (granted === undefined && typeof sidebarRoles !== 'function')
    return [problem('sidebarRoles must be a list such as ["admin"], or a function')]
  return [
    ...panels.flatMap(({ id, roles = [] }) => inRoles(roles, `panel "${id}"`, granted)),
    ...actions.flatMap(({ id, roles }) => inRoles(roles, `action "${id}"`, granted)),
  ]
}

/** `granted`: what `sidebarRoles` lists; a function, without a list, may grant any role. */
function inRoles(roles: unknown, owner: string, granted: readonly string[] | undefined): Finding[] {
  if (roles === 'anybody') return []
  if (!Array.isArray(roles))
    return [problem(`${owner}: roles must be a list such as ["admin"], or "anybody"`)]
  const known = [...stripeRoles, ...(granted ?? [])]
  return roles.map(String).flatMap((role) => {
    const meant = didYouMean(role, known)
    if (known.includes(role) || (granted === undefined && meant === '')) return []
    return [
      warning(`${owner}: roles: "${role}" is neither a role of Stripe nor granted by sidebarRoles${meant}`),
    ]
  })
}
