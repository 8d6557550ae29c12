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
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'
import { checkKey } from './check-key.ts'
import { toHit } from './customer-record.ts'
import { createCustomers } from './customers.ts'
import { findPeople } from './find-people.ts'
import { createProducts } from './products.ts'
import { readBilling } from './read-billing.ts'
import { createSearch } from './search-accounts.ts'
import { createSections } from './sections.ts'
import { UnavailableError } from './unavailable-error.ts'
import { createUpstream, type Upstream } from './upstream.ts'

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
  /** `undefined`: there is no such customer in that account, or no such account. Throws `UnavailableError` when Stripe could not say. */
  findCustomer(ref: CustomerRef, match: Match, ask: Ask): Promise<CustomerHit | undefined>
  search(text: string, ask: Ask): Promise<SearchResult>
  read(hit: CustomerHit, ask: Ask): Promise<CustomerBilling>
  /** An event says that something changed in accounts of this mode: what is kept about it is read again. */
  changed(news: { type: string; mode: Mode; customerId?: string }): void
  /** Asks Stripe what the key may do, without side effects. */
  checkKey(accountKey: string, signal?: AbortSignal): Promise<KeyCheck>
}

export type StripeContextOptions = {
  access: readonly AccountAccess[]
  /** `https://api.stripe.com`, without a slash at the end. */
  apiBase: string
  ports: Ports
  metrics: Metrics
  tenantId: string
  /** Lower-case, without `@`: never looked up. */
  teamDomains: readonly string[]
  /** Lower-case: never looked up. */
  teamAddresses: readonly string[]
  /** Also offer customers of the same company domain. */
  domainMatch: boolean
  /** Memory for what was read. */
  cacheBytesMax?: number
  /** Reads a month that Stripe grants each account, when known: at 95 % only explicit refreshes still read. */
  readsPerMonth?: number
  /** For one request with its retries; 10 s by default. */
  timeoutMs?: number
}

const cacheBytesDefault = 64 * 1024 * 1024

/** Opens the door: one per tenant. */
export function createStripeContext(options: StripeContextOptions): StripeContext {
  const { access, ports, tenantId, domainMatch, cacheBytesMax = cacheBytesDefault } = options
  const { now } = ports
  const rules = { teamDomains: options.teamDomains, teamAddresses: options.teamAddresses }
  const { metrics } = options
  const upstreams = access.map((one) => createUpstream({ ...options, access: one }))
  metrics.describe(
    'tillside_stripe_requests_total',
    'Requests of the customer context to Stripe, by endpoint and outcome.',
  )
  metrics.describe(
    'tillside_stripe_reads_30d',
    'Reads of the last 30 days since this process started; Stripe rations them.',
  )
  const share = (part: number) => ({ ...ports, bytesMax: Math.floor(cacheBytesMax * part), tenantId })
  const customers = createCustomers({ ...share(0.3), rules, domainMatch })
  const sections = createSections(share(0.5))
  const products = createProducts(share(0.05))
  const search = createSearch({ ...share(0.1), customers })
  const find = (key: string): Upstream | undefined => upstreams.find((upstream) => upstream.key === key)
  const ofMode = (mode: Mode) => upstreams.filter((upstream) => upstream.account().mode === mode)

  return {
    accounts: () => upstreams.map((upstream) => upstream.account()),
    findPeople: (people, ask) =>
      findPeople({ upstreams: ofMode(ask.mode), customers, rules, now }, people, ask),
    async findCustomer(ref, match, ask) {
      const upstream = find(ref.account)
      if (!upstream) return undefined
      const kept = await customers.byId(upstream, ref.customerId, ask)
      if (!kept.ok) throw new UnavailableError(kept.why)
      const { value: record, asOfMs, stale } = kept
      if (record === 'absent') return undefined
      return toHit(record, { upstream, match, asOfMs, ...(stale ? { stale } : {}) })
    },
    search: (text, ask) => search(ofMode(ask.mode), text, ask),
    async read(hit, ask) {
      const upstream = find(hit.account.key)
      if (!upstream) throw new RangeError('the hit is of an account this context does not have')
      return readBilling({ sections, products, now }, upstream, hit, ask)
    },
    changed({ type, mode, customerId }) {
      if (type.startsWith('charge.dispute.')) sections.expireDisputes()
      if (customerId === undefined) return
      for (const upstream of ofMode(mode)) {
        customers.expire(upstream, customerId)
        sections.expire(upstream, customerId)
      }
    },
    async checkKey(accountKey, signal) {
      const upstream = find(accountKey)
      if (!upstream) throw new RangeError('this context has no such account')
      return checkKey(upstream, signal)
    },
  }
}
