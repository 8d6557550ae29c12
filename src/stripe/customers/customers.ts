// Finds customers in one account by address and by id, with caching.

import type { Cached, Unavailable } from '#contract/billing.ts'
import type { ReadRequest } from '../api/read-request.ts'
import { sendWithFallback } from '../api/send-with-fallback.ts'
import type { StripeResult } from '../api/stripe-result.ts'
import type { Upstream } from '../api/upstream.ts'
import type { AddressRules } from './addresses.ts'
import { customerAges, shortAges } from './cache/ages.ts'
import { type CacheOptions, createCache } from './cache/cache.ts'
import { upstreamKey } from './cache/key.ts'
import { customerExpansions, type CustomerRecord, readCustomerRecord } from './customer-record.ts'
import { findInAccount, type FoundInAccount } from './find-in-account.ts'

export interface Customers {
  byAddresses(
    upstream: Upstream,
    addresses: readonly string[],
    request: ReadRequest,
  ): Promise<Cached<FoundInAccount>>
  /** `'absent'`: Stripe has no such customer. */
  byId(upstream: Upstream, id: string, request: ReadRequest): Promise<Cached<CustomerRecord | 'absent'>>
  /** Stores a record that was found another way, so that choosing it needs no request. */
  remember(upstream: Upstream, record: CustomerRecord): void
  /** Something changed about this customer. */
  expire(upstream: Upstream, id: string): void
}

/** Ids have no documented form, but these characters would change the path. */
const isId = (id: string) => /^[^/\\%?#\p{Cc}]{1,255}$/u.test(id) && id !== '.' && id !== '..'

async function retrieve(
  upstream: Upstream,
  id: string,
  request: ReadRequest,
): Promise<StripeResult<CustomerRecord | 'absent'>> {
  if (!isId(id)) return { ok: true, value: 'absent' }
  const result = await sendWithFallback(
    upstream,
    {
      endpoint: 'customers.retrieve',
      path: `/v1/customers/${encodeURIComponent(id)}`,
      needs: ['rak_customer_read'],
      expansions: customerExpansions(''),
    },
    request,
  )
  if (!result.ok) return result.status === 404 ? { ok: true, value: 'absent' } : result
  const record = readCustomerRecord(result.value, upstream)
  const malformed: Unavailable = { reason: 'failed' }
  return record ? { ok: true, value: record } : { ok: false, why: malformed }
}

/** Whether somebody was found and nothing is in doubt. "Nobody" is looked up again soon, because the customer may be created. */
const isCertain = ({ people, incomplete }: FoundInAccount) =>
  !incomplete && Object.values(people).some(({ records }) => records.length > 0)

export type CustomersOptions = CacheOptions & { tenantId: string; rules: AddressRules; domainMatch: boolean }

export function createCustomers(options: CustomersOptions): Customers {
  const { bytesMax, tenantId, rules, domainMatch } = options
  const found = createCache<FoundInAccount>(options)
  const records = createCache<CustomerRecord | 'absent'>({ ...options, bytesMax: Math.floor(bytesMax / 4) })
  const keyOf = (upstream: Upstream, ...parts: string[]) => upstreamKey(tenantId, upstream, ...parts)
  const remember = (upstream: Upstream, record: CustomerRecord) =>
    records.put(keyOf(upstream, record.customer.id), record)
  const isAbout = (id: string) => (found: FoundInAccount) =>
    [
      ...Object.values(found.people).flatMap((person) => person.records),
      ...found.similar.map(({ record }) => record),
    ].some((record) => record.customer.id === id)
  return {
    remember,
    expire(upstream, id) {
      records.expire(keyOf(upstream, id))
      found.expireWhere(isAbout(id))
    },
    byAddresses(upstream, addresses, request) {
      if (request.fresh) upstream.forgetMissing()
      // In the case as written, because the list is case-sensitive.
      const key = keyOf(upstream, ...addresses.map((address) => address.normalize('NFC')).toSorted())
      const ages = (value: FoundInAccount) =>
        isCertain(value) ? customerAges(upstream.rationLevel()) : shortAges
      return found.get(key, ages, request, async (shared) => {
        const loaded = await findInAccount(upstream, addresses, { rules, domainMatch }, shared)
        if (loaded.ok) {
          const people = Object.values(loaded.value.people).flatMap((person) => person.records)
          for (const record of people) remember(upstream, record)
          for (const { record } of loaded.value.similar) remember(upstream, record)
        }
        return loaded
      })
    },
    byId(upstream, id, request) {
      if (request.fresh) upstream.forgetMissing()
      const ages = (value: CustomerRecord | 'absent') =>
        value === 'absent' ? shortAges : customerAges(upstream.rationLevel())
      return records.get(keyOf(upstream, id), ages, request, (shared) => retrieve(upstream, id, shared))
    },
  }
}
