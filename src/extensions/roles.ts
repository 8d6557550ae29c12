// Who may see a panel and run an action. What a surface shows is a courtesy; actions ask again before they run.

import type { Caller } from '#definitions/context.ts'
import { toName } from '#words/to-name.ts'
import { extensionWordsFor } from '#words/words-for.ts'

/** For everybody where no roles are named; an empty list is nobody. */
export const hasRole = (
  caller: Pick<Caller, 'roles'>,
  roles: readonly string[] | 'anybody' | undefined,
): boolean => roles === undefined || roles === 'anybody' || roles.some((role) => caller.roles.includes(role))

/** Why an action is not for this caller, in a few words; `undefined` when it is. */
export function lockedFor(
  caller: Pick<Caller, 'roles'>,
  roles: readonly string[] | 'anybody',
  locale: string,
): string | undefined {
  if (roles === 'anybody' || hasRole(caller, roles)) return undefined
  const words = extensionWordsFor(locale)
  return roles.length === 0 ? words.nobody : words.needsRole(roles.map(toName)).slice(0, 200)
}
