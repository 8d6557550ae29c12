// Chooses the customer that the panels are about: the pinned one, else the first person who is a customer. Never guesses between
// several customers.

import type { CustomerHit, Lookup } from '#contract/billing.ts'
import type { Pinned } from './pinned.ts'

type Person = Lookup['people'][number]

export type Choice =
  | { kind: 'one'; hit: CustomerHit; person?: Person }
  | { kind: 'several'; hits: CustomerHit[]; person: Person }
  | { kind: 'nobody'; person?: Person }

/** People are listed with the likely sender first; the first one with customers decides. */
export function chooseCustomer(lookup: Lookup, pinned: Pinned): Choice {
  const known = lookup.people.find(({ hits }) => hits.length > 0)
  if (pinned.state === 'found') {
    const { customer } = pinned.hit
    const same = lookup.people.find(({ hits }) => hits.some((hit) => hit.customer.id === customer.id))
    return { kind: 'one', hit: pinned.hit, ...(same ? { person: same } : {}) }
  }
  if (!known) {
    const person = lookup.people.find(({ skipped }) => skipped === undefined) ?? lookup.people[0]
    return { kind: 'nobody', ...(person ? { person } : {}) }
  }
  const [hit, ...others] = known.hits
  if (hit && others.length === 0) return { kind: 'one', hit, person: known }
  return { kind: 'several', hits: known.hits, person: known }
}
