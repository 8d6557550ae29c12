// The one door to what Stripe knows about customers: find them, read everything about one, check the key.

import type {
  CustomerBilling,
  CustomerHit,
  Lookup,
  Match,
  Mode,
  StripeAccount,
  Unavailable,
} from '#contract/billing.ts'
import type { CustomerRef } from '#contract/panel.ts'
import type { Secret } from '#secret.ts'

/** An account and the opened key to ask it with. */
export type AccountAccess = { account: StripeAccount; key: Secret }

/** One request's way of asking: in which mode, how fresh, until when; and how often Stripe was asked for it. */
export type Ask = {
  mode: Mode
  /** Past every cache. */
  fresh?: boolean
  signal?: AbortSignal
  /** Counts requests made to Stripe on behalf of this ask. */
  tally: { stripeRequests: number }
}

export type SearchResult = {
  hits: CustomerHit[]
  accounts: Lookup['accounts']
  asOfMs: number
}

export type PermissionState = {
  slug: string
  label: string
  need: 'required' | 'advised' | 'optional'
  state: 'granted' | 'missing' | 'unknown'
}
export type KeyCheck = {
  account: StripeAccount
  restricted: boolean
  permissions: PermissionState[]
  canWrite?: boolean
  problem?: Unavailable
}

export interface StripeContext {
  /** Every account that has a key, in the order of configuration. */
  accounts(): StripeAccount[]
  findPeople(people: { address: string; name?: string }[], ask: Ask): Promise<Lookup>
  /** `undefined`: there is no such customer in that account, or no such account. */
  findCustomer(ref: CustomerRef, match: Match, ask: Ask): Promise<CustomerHit | undefined>
  search(text: string, ask: Ask): Promise<SearchResult>
  read(hit: CustomerHit, ask: Ask): Promise<CustomerBilling>
  /** Asks Stripe what the key may do, without side effects. */
  checkKey(accountKey: string, signal?: AbortSignal): Promise<KeyCheck>
}
