// Accounts that did not answer: what they hold is unknown, and that is said before anything else.

import type { Lookup, StripeAccount } from '#contract/billing.ts'
import type { BlockOf } from '#contract/panel.ts'
import { startDrawing, type View, wordsFor } from './drawing.ts'
import { foreign } from './foreign.ts'
import { joinLines, type Line, type Part } from './line.ts'
import { unavailableAlert } from './unavailable.ts'

/** What people call an account; its mode when it has no name. */
export function accountName({ name, accountId, mode }: StripeAccount, view: View): Part {
  return foreign(name, 120) ?? foreign(accountId, 120) ?? wordsFor(view).notFound[mode]
}

/** "Kelpie Coffee EU and US": the accounts in a line. */
export function accountNames(accounts: StripeAccount[], view: View): Line {
  const names = accounts.slice(0, 10).map((account): Line => [accountName(account, view)])
  const last = names.at(-1)
  const { andLast } = wordsFor(view).unavailable
  return names.length > 1 && last
    ? [...joinLines(names.slice(0, -1), wordsFor(view).comma), andLast, ...last]
    : (last ?? [])
}

/** One alert for each account that did not answer, with the reason. */
export function accountAlerts(accounts: Lookup['accounts'], view: View): BlockOf<'alert'>[] {
  const { notFound } = wordsFor(view)
  return accounts.slice(0, 10).flatMap(({ account, unavailable }) => {
    if (!unavailable) return []
    const alert = unavailableAlert(unavailable, 'customers', startDrawing(account, view))
    const text: Line = [alert.title, '. ', notFound.unansweredText].flat()
    return [{ ...alert, title: notFound.unanswered(accountName(account, view)), text }]
  })
}
