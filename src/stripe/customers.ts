// The cached ways to customers in one account: by addresses and by id.

import type { Unavailable } from '#contract/billing.ts'
import type { AddressRules } from './addresses.ts'
import { customerAges, shortAges } from './ages.ts'
import { askAdapting } from './ask-adapting.ts'
import { createCache, type CacheOptions, type Kept, type Loaded } from './cache.ts'
import type { Ask } from './context.ts'
import { customerExpansions, readCustomerRecord, type CustomerRecord } from './customer-record.ts'
import { findInAccount, type FoundInAccount } from './find-in-account.ts'
import type { Upstream } from './upstream.ts'

export interface Customers {
  byAddresses(upstream: Upstream, addresses: readonly string[], ask: Ask): Promise<Kept<FoundInAccount>>
  /** `'absent'`: Stripe has no such customer. */
  byId(upstream: Upstream, id: string, ask: Ask): Promise<Kept<CustomerRecord | 'absent'>>
  /** A record that came another way, so that choosing it needs no request. */
  remember(upstream: Upstream, record: CustomerRecord): void
  /** Something changed about this customer. */
  expire(upstream: Upstream, id: string): void
}

/** Ids have no promised form, but these would change the path. */
const isId = (id: string) => /^[^/\\%?#\p{Cc}]{1,255}$/u.test(id) && id !== '.' && id !== '..'

async function retrieve(
  upstream: Upstream,
  id: string,
  ask: Ask,
): Promise<Loaded<CustomerRecord | 'absent'>> {
  if (!isId(id)) return { ok: true, value: 'absent' }
  const answer = await askAdapting(
    upstream,
    {
      endpoint: 'customers.retrieve',
      path: `/v1/customers/${encodeURIComponent(id)}`,
      needs: ['rak_customer_read'],
      expansions: customerExpansions(''),
    },
    ask,
  )
  if (!answer.ok) return answer.status === 404 ? { ok: true, value: 'absent' } : answer
  const record = readCustomerRecord(answer.body, upstream)
  const malformed: Unavailable = { reason: 'failed' }
  return record ? { ok: true, value: record } : { ok: false, why: malformed }
}

/** Somebody was found and nobody is in doubt; "nobody at all" is asked again soon, for a customer may just be made. */
const isCertain = ({ people, incomplete }: FoundInAccount) =>
  !incomplete && Object.values(people).some(({ records }) => records.length > 0)

export type CustomersOptions = CacheOptions & { tenantId: string; rules: AddressRules; domainMatch: boolean }

export function createCustomers(options: CustomersOptions): Customers {
  const { bytesMax, tenantId, rules, domainMatch } = options
  const found = createCache<FoundInAccount>(options)
  const records = createCache<CustomerRecord | 'absent'>({ ...options, bytesMax: Math.floor(bytesMax / 4) })
  const keyOf = (upstream: Upstream, ...parts: string[]) => [
    tenantId,
    upstream.key,
    upstream.account().mode,
    ...parts,
  ]
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
    byAddresses(upstream, addresses, ask) {
      if (ask.fresh) upstream.forgetMissing()
      // As written, because the list is case-sensitive: another spelling is another question.
      const key = keyOf(upstream, ...addresses.toSorted())
      const ages = (value: FoundInAccount) =>
        isCertain(value) ? customerAges(upstream.rationLevel()) : shortAges
      return found.get(key, ages, ask, async (asked) => {
        const loaded = await findInAccount(upstream, addresses, { rules, domainMatch }, asked)
        if (loaded.ok) {
          const people = Object.values(loaded.value.people).flatMap((person) => person.records)
          for (const record of people) remember(upstream, record)
          for (const { record } of loaded.value.similar) remember(upstream, record)
        }
        return loaded
      })
    },
    byId(upstream, id, ask) {
      if (ask.fresh) upstream.forgetMissing()
      const ages = (value: CustomerRecord | 'absent') =>
        value === 'absent' ? shortAges : customerAges(upstream.rationLevel())
      return records.get(keyOf(upstream, id), ages, ask, (asked) => retrieve(upstream, id, asked))
    },
  }
}
