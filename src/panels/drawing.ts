// What every drawing function needs apart from its data: the words, the clock, and the account that links lead to.

import type { StripeAccount } from '#contract/billing.ts'
import { knownTimeZone } from '#contract/time-zone.ts'
import type { Features } from '#permissions.ts'
import type { Words } from '#words/en/panels.ts'
import { panelWordsFor } from '#words/words-for.ts'

/** Who the panels are drawn for. */
export type View = {
  /** BCP 47; chooses our words. */
  locale: string
  /** IANA name. If it is missing or unknown, days are in UTC and texts say so. */
  timeZone?: string
  nowMs: number
  /** How many Stripe accounts the gateway reads; with several, each customer is shown with its account. */
  accounts?: number
  /** What is switched on, for the boxes a new key needs; nothing beside the customer context when absent. */
  features?: Features
}

/** Passed down while one account's customer is drawn. */
export type Drawing = {
  words: Words
  locale: string
  /** The reader's, or UTC. */
  timeZone: string
  /** The reader's time zone is unknown, so plain texts name the zone of their dates. */
  namesZone: boolean
  nowMs: number
  account: StripeAccount
  accounts: number
  features: Features
}

/** A locale that Intl accepts. */
function localeFor({ locale }: View): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en'
  } catch {
    // The browser may send anything; English is better than no panel.
    return 'en'
  }
}

/** Begins to draw for a view. */
export function startDrawing(account: StripeAccount, view: View): Drawing {
  const timeZone = knownTimeZone(view.timeZone)
  return {
    words: panelWordsFor(view.locale),
    locale: localeFor(view),
    timeZone: timeZone ?? 'UTC',
    namesZone: timeZone === undefined,
    nowMs: view.nowMs,
    account,
    accounts: view.accounts ?? 1,
    features: view.features ?? { events: false },
  }
}

/** Our words for one of Stripe's values, if we have any. Own keys only: `constructor` is not a state. */
export function wordFor<T>(table: Readonly<Record<string, T>>, value: string | undefined): T | undefined {
  return value !== undefined && Object.hasOwn(table, value) ? table[value] : undefined
}
