// Alerts for Stripe accounts that did not answer. They come first, because what those accounts hold is unknown.

import type { Lookup, StripeAccount } from '#contract/billing.ts'
import type { BlockOf } from '#contract/panel.ts'
import { joinLines, type Line, type Part } from '#words/line.ts'
import { panelWordsFor } from '#words/words-for.ts'
import { startDrawing, type View } from './drawing.ts'
import { foreign } from './foreign.ts'
import { unavailableAlert } from './unavailable.ts'

/** The account's name, or its mode when it has none. */
export function accountName({ name, accountId, mode }: StripeAccount, view: View): Part {
  return foreign(name, 120) ?? foreign(accountId, 120) ?? panelWordsFor(view.locale).notFound[mode]
}

/** Lists the accounts in a line: "Kelpie Coffee EU and US". */
export function accountNames(accounts: StripeAccount[], view: View): Line {
  const names = accounts.slice(0, 10).map((account): Line => [accountName(account, view)])
  const last = names.at(-1)
  const { andLast } = panelWordsFor(view.locale).unavailable
  return names.length > 1 && last
    ? [...joinLines(names.slice(0, -1), panelWordsFor(view.locale).comma), andLast, ...last]
    : (last ?? [])
}

/** One alert for each account that did not answer, with the reason. */
export function accountAlerts(accounts: Lookup['accounts'], view: View): BlockOf<'alert'>[] {
  const { notFound } = panelWordsFor(view.locale)
  return accounts.slice(0, 10).flatMap(({ account, unavailable }) => {
    if (!unavailable) return []
    const alert = unavailableAlert(unavailable, 'customers', startDrawing(account, view))
    const text: Line = [alert.title, '. ', notFound.unansweredText].flat()
    return [{ ...alert, title: notFound.unanswered(accountName(account, view)), text }]
  })
}
