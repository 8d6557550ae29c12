// Draws the header: who the customer is and why they are shown next to this conversation. The reason is always given.

import type { Customer, CustomerHit, Match, StripeAccount } from '#contract/billing.ts'
import type { BlockOf, CustomerRef, Inline } from '#contract/panel.ts'
import type { Line, Part } from '#words/line.ts'
import { customerLink } from './dashboard-link.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { cleanText, foreign, hasHidden } from './foreign.ts'
import { dateOf } from './moment.ts'

type Header = BlockOf<'header'>
/** A customer with what led to it. */
export type Shown = Pick<CustomerHit, 'account' | 'customer' | 'match'>

const nameMax = 500

/** The reference to ask for the customer again. */
export function refOf({ account, customer }: Pick<Shown, 'account' | 'customer'>): CustomerRef {
  return { customerId: customer.id.slice(0, 255) || '-', account: account.key.slice(0, 120) || '-' }
}

/** The name, or else the address, or else "No name". */
export function nameOf({ name, email }: Customer, { words }: Drawing): Part {
  return foreign(name, nameMax) ?? foreign(email, 320) ?? { type: 'muted', text: words.noName }
}

/** The name as plain text, for tasks and comments. */
export function plainName({ name, email, id }: Customer): string {
  return foreign(name, 120)?.text ?? foreign(email, 120)?.text ?? cleanText(id, 120)
}

/** A dashed badge for test mode, and the account's name when there are several accounts. */
export function badgesFor(
  { mode, name, accountId }: StripeAccount,
  { words, accounts }: Drawing,
): NonNullable<Header['badges']> {
  const label = accounts > 1 ? (foreign(name, 60)?.text ?? foreign(accountId, 60)?.text) : undefined
  return [
    ...(mode === 'test' ? [{ text: words.test, test: true }] : []),
    ...(label === undefined ? [] : [{ text: label }]),
  ]
}

/** Says which field the search text matched. */
export function searchField(field: string, { words }: Drawing): Part {
  return wordFor(words.searchFields, field) ?? foreign(field, 80) ?? words.unknown
}

function matchText(match: Match, drawing: Drawing): Header['match'] {
  const { match: text, unknown } = drawing.words
  switch (match.kind) {
    case 'address':
      return { icon: 'same', text: text.address }
    case 'pinned':
      return { icon: 'pin', text: text.pinned(foreign(match.by, 80), dateOf(match.atMs)) }
    case 'chosen':
      return { icon: 'user', text: text.chosen }
    case 'found':
      return { icon: 'search', text: text.found(searchField(match.field, drawing)) }
    default:
      return { icon: 'users', status: 'warn', text: text.domain(foreign(match.domain, 255) ?? unknown) }
  }
}

/** Draws the header. */
export function drawHeader(shown: Shown, drawing: Drawing): Header {
  const { account, customer, match } = shown
  const why = matchText(match, drawing)
  const name: Line = [nameOf(customer, drawing)]
  const address = customer.email === undefined ? '' : cleanText(customer.email, 320)
  const warning: Inline | undefined =
    hasHidden(customer.name) || hasHidden(customer.email) ? drawing.words.hiddenRemoved : undefined
  const badges = badgesFor(account, drawing)
  return {
    type: 'header',
    name,
    ...(address === '' ? {} : { address }),
    ...(why ? { match: why } : {}),
    ...(warning === undefined ? {} : { warning }),
    ...(badges.length > 0 ? { badges } : {}),
    customer: refOf(shown),
    ...(match.kind === 'pinned' ? { pinned: true } : {}),
    href: customerLink(account, customer.id),
  }
}
