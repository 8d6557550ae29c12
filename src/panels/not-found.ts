// Draws that nobody was found: who was looked for and where, what was not checked, and how to find the payer.

import type { Lookup } from '#contract/billing.ts'
import type { Block, BlockOf, Panel } from '#contract/panel.ts'
import type { Words } from '#words/en/panels.ts'
import { panelWordsFor } from '#words/words-for.ts'
import { accountAlerts, accountName, accountNames } from './account-alerts.ts'
import { drawSimilar } from './chooser.ts'
import type { View } from './drawing.ts'
import { cleanText, foreign, hasHidden } from './foreign.ts'
import { drawGuests } from './guests.ts'
import { isoOf } from './moment.ts'

type Person = { address: string; name?: string }
type Verdict = BlockOf<'verdict'>

function headerOf({ address, name }: Person, lookup: Lookup, words: Words): BlockOf<'header'> {
  const shown = cleanText(address, 320)
  const isTest = lookup.accounts.length > 0 && lookup.accounts.every(({ account }) => account.mode === 'test')
  return {
    type: 'header',
    name: [foreign(name, 500) ?? foreign(address, 320) ?? { type: 'muted', text: words.noName }],
    ...(shown === '' ? {} : { address: shown }),
    ...(hasHidden(name) || hasHidden(address) ? { warning: words.hiddenRemoved } : {}),
    ...(isTest ? { badges: [{ text: words.test, test: true }] } : {}),
  }
}

/** Says "No customer" only when every account answered; otherwise it would be a guess. */
function verdictOf(lookup: Lookup, skipped: 'team' | 'limit' | undefined, view: View): Verdict {
  const words = panelWordsFor(view.locale)
  const { notFound, verdict } = words
  const quiet: Verdict = { type: 'verdict', status: 'quiet', word: verdict.noCustomer, notes: [] }
  if (skipped === 'team')
    return { ...quiet, icon: 'user', word: notFound.team, notes: [{ start: notFound.teamText }] }
  if (skipped === 'limit')
    return { ...quiet, status: 'info', word: notFound.notLookedUp, notes: [{ start: notFound.limitText }] }
  const paid = lookup.guests?.payments.filter(({ payment }) => payment.status === 'succeeded').length ?? 0
  if (paid > 0)
    return {
      ...quiet,
      status: 'info',
      icon: 'user',
      word: notFound.guest,
      notes: [{ start: notFound.guestText(paid) }],
    }
  const answered = lookup.accounts.filter(({ unavailable }) => !unavailable).map(({ account }) => account)
  const nobody = answered.length > 0 ? notFound.nobody(accountNames(answered, view)) : notFound.nobodyAsked
  const all = answered.length > 0 && answered.length === lookup.accounts.length
  return { ...quiet, ...(all ? {} : { status: 'info', word: verdict.unknown }), notes: [{ start: nobody }] }
}

function textBlocks(lookup: Lookup, person: Person, view: View): Block[] {
  const { notFound } = panelWordsFor(view.locale)
  const limited = lookup.people.filter(({ skipped }) => skipped === 'limit').length
  const others = lookup.people.filter(({ skipped, address }) => !skipped && address !== person.address).length
  const listOnly = lookup.accounts.filter(
    ({ searchUnavailable, unavailable }) => searchUnavailable && !unavailable,
  )
  const texts = [
    ...listOnly.slice(0, 5).map(({ account }) => notFound.listOnly(accountName(account, view))),
    ...(others > 0 ? [notFound.othersToo(others)] : []),
    ...(limited > 0 ? [notFound.skippedLimit(limited)] : []),
  ]
  return texts.map((text) => ({ type: 'text', text }))
}

/** Draws it. */
export function drawNotFound(lookup: Lookup, person: Person, view: View): Panel[] {
  const words = panelWordsFor(view.locale)
  const { actions, replies, notFound } = words
  const skipped = lookup.people.find(({ address }) => address === person.address)?.skipped
  const find: Block[] = [
    { type: 'text', text: notFound.hint },
    {
      type: 'actions',
      actions: [
        { kind: 'search', label: actions.findPayer },
        { kind: 'insert', label: actions.insertQuestion, text: replies.whichPayer },
      ],
    },
  ]
  const blocks: Block[] = [
    headerOf(person, lookup, words),
    verdictOf(lookup, skipped, view),
    ...(skipped ? [] : accountAlerts(lookup.accounts, view)),
    ...(skipped ? [] : textBlocks(lookup, person, view)),
    ...(skipped === 'team' ? [] : find),
  ]
  return [
    { id: 'not-found', blocks, asOf: isoOf(lookup.asOfMs) },
    ...(skipped || !lookup.guests
      ? []
      : drawGuests(lookup.guests, { ...view, accounts: lookup.accounts.length })),
    ...(skipped ? [] : drawSimilar(lookup.similar, view)),
  ]
}
