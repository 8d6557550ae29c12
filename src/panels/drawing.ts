// What every drawing function needs beside its data: the words, the clock, and the account that links lead to.

import type { StripeAccount } from '#contract/billing.ts'
import { de } from './words/de.ts'
import { en, type Words } from './words/en.ts'
import { fr } from './words/fr.ts'

/** For whom panels are drawn. */
export type View = {
  /** BCP 47; chooses our words. */
  locale: string
  nowMs: number
  /** How many Stripe accounts the gateway asks; with several, each customer names its own. */
  accounts?: number
}

/** Passed down while one account's customer is drawn. */
export type Drawing = {
  words: Words
  locale: string
  nowMs: number
  account: StripeAccount
  accounts: number
}

const languages: Readonly<Record<string, Words>> = { en, de, fr }

/** Our words in the viewer's language, else in English. */
export function wordsFor({ locale }: View): Words {
  return languages[locale.slice(0, 2).toLowerCase()] ?? en
}

/** A locale that Intl takes. */
function localeFor({ locale }: View): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en'
  } catch {
    // Anything the browser made up: English is better than no panel.
    return 'en'
  }
}

/** Begins to draw for a view. */
export function startDrawing(account: StripeAccount, view: View): Drawing {
  return {
    words: wordsFor(view),
    locale: localeFor(view),
    nowMs: view.nowMs,
    account,
    accounts: view.accounts ?? 1,
  }
}

/** Our words for a value of Stripe's, when we have some. Own keys only: `constructor` is no state. */
export function wordFor<T>(table: Readonly<Record<string, T>>, value: string | undefined): T | undefined {
  return value !== undefined && Object.hasOwn(table, value) ? table[value] : undefined
}
