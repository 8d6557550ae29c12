// The entry point to customers in Stripe: finds them, reads everything about one, and checks the key.

import type {
  CustomerBilling,
  CustomerHit,
  Lookup,
  Match,
  Mode,
  OnDemand,
  OnDemandSection,
  SearchResult,
  StripeAccount,
} from '#contract/billing.ts'
import type { CustomerRef } from '#contract/panel.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { AccountAccess } from '../api/account-access.ts'
import { checkKey, type KeyCheck } from '../api/check-key.ts'
import type { ReadRequest } from '../api/read-request.ts'
import { UnavailableError } from '../api/unavailable-error.ts'
import { createUpstream, type Upstream } from '../api/upstream.ts'
import { foldRules } from './addresses.ts'
import { createCoupons } from './billing/coupons.ts'
import { createFurtherLists } from './billing/further-lists.ts'
import { createOnDemand } from './billing/on-demand.ts'
import { createProducts } from './billing/products.ts'
import { readBilling } from './billing/read.ts'
import { createSections } from './billing/sections.ts'
import { toHit } from './customer-record.ts'
import { createCustomers } from './customers.ts'
import { findPeople } from './find-people.ts'
import { createGuests } from './guests.ts'
import { createSearch } from './search/accounts.ts'

export interface StripeContext {
  /** Every account that has a key, in the order of configuration. */
  accounts(): StripeAccount[]
  findPeople(people: { address: string; name?: string }[], request: ReadRequest): Promise<Lookup>
  /** `undefined` if the customer or the account does not exist. Throws `UnavailableError` when Stripe could not say. */
  findCustomer(ref: CustomerRef, match: Match, request: ReadRequest): Promise<CustomerHit | undefined>
  search(text: string, request: ReadRequest): Promise<SearchResult>
  read(hit: CustomerHit, request: ReadRequest): Promise<CustomerBilling>
  /** Reads a section that a person opens. */
  readSection(section: OnDemandSection, hit: CustomerHit, request: ReadRequest): Promise<OnDemand>
  /** Expires what is cached about a change that an event reports for accounts of this mode. */
  changed(news: { type: string; mode: Mode; customerId?: string }): void
  /** Finds out what the key may do, without side effects. */
  checkKey(accountKey: string, signal?: AbortSignal): Promise<KeyCheck>
  /** Whether a key is set that Stripe has accepted, or not yet judged. Knows it from earlier responses, and asks nobody. */
  hasUsableKey(): boolean
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
  /** Memory for the caches. */
  cacheBytesMax?: number
  /** Reads a month that Stripe grants each account, when known: at 95 % only explicit refreshes still read. */
  readsPerMonth?: number
  /** For one request with its retries; 10 s by default. */
  timeoutMs?: number
}

const cacheBytesDefault = 64 * 1024 * 1024

/** Creates the context of one tenant. */
export function createStripeContext(options: StripeContextOptions): StripeContext {
  const { access, ports, tenantId, domainMatch, cacheBytesMax = cacheBytesDefault } = options
  const { now } = ports
  const rules = foldRules({ teamDomains: options.teamDomains, teamAddresses: options.teamAddresses })
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
  const sections = createSections(share(0.4))
  const further = createFurtherLists(share(0.05))
  const products = createProducts(share(0.05))
  const coupons = createCoupons(share(0.02))
  const onDemand = createOnDemand({ ...share(0.08), sections, products })
  const guests = createGuests({ ...share(0.03), sections })
  const search = createSearch({ ...share(0.07), customers, guests })
  const find = (key: string): Upstream | undefined => upstreams.find((upstream) => upstream.key === key)
  const ofMode = (mode: Mode) => upstreams.filter((upstream) => upstream.account().mode === mode)

  return {
    accounts: () => upstreams.map((upstream) => upstream.account()),
    findPeople: (people, request) =>
      findPeople({ upstreams: ofMode(request.mode), customers, guests, rules, now }, people, request),
    async findCustomer(ref, match, request) {
      const upstream = find(ref.account)
      if (!upstream) return undefined
      const cached = await customers.byId(upstream, ref.customerId, request)
      if (cached.state === 'unavailable') throw new UnavailableError(cached.why)
      const { value: record, asOfMs, stale } = cached
      if (record === 'absent') return undefined
      return toHit(record, { upstream, match, asOfMs, ...(stale ? { stale } : {}) })
    },
    search: (text, request) => search(ofMode(request.mode), text, request),
    async read(hit, request) {
      const upstream = find(hit.account.key)
      if (!upstream) throw new RangeError('the hit is of an account this context does not have')
      return readBilling({ sections, further, products, coupons, onDemand, now }, upstream, hit, request)
    },
    async readSection(section, hit, request) {
      const upstream = find(hit.account.key)
      if (!upstream) throw new RangeError('the hit is of an account this context does not have')
      if (request.fresh) upstream.forgetMissing()
      return onDemand.read(section, upstream, hit, request)
    },
    changed({ type, mode, customerId }) {
      if (type.startsWith('charge.dispute.')) {
        sections.expireDisputes()
        further.expireDisputes()
      }
      if (type.startsWith('radar.early_fraud_warning.') || type.startsWith('review.')) onDemand.expireRisk()
      if (customerId === undefined) return
      for (const upstream of ofMode(mode)) {
        customers.expire(upstream, customerId)
        sections.expire(upstream, customerId)
        onDemand.expire(upstream, customerId)
        further.expire(upstream, customerId)
      }
    },
    async checkKey(accountKey, signal) {
      const upstream = find(accountKey)
      if (!upstream) throw new RangeError('this context has no such account')
      return checkKey(upstream, signal)
    },
    hasUsableKey: () => upstreams.some((upstream) => !upstream.isKeyRefused()),
  }
}
