// The object of Stripe that panels and actions are about: read once however many ask, kept for seconds.

import { LRUCache } from 'lru-cache'
import type Stripe from 'stripe'
import type { StripeAccount } from '#contract/billing.ts'
import type { ObjectKind, Subject, SubjectKind } from '#contract/subject.ts'
import type { ObjectOf, SubjectOf } from '#definitions/context.ts'
import type { Ports } from '#ports.ts'
import { readClientFailure } from '#stripe/sdk/client-failure.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import { createFlights } from '#stripe/api/flights.ts'
import { asItIs, partsOf, type KeyParts } from '#stripe/api/key-parts.ts'

/** Of one ask: on whose account, and whether what is kept will do. */
type Where = {
  account: StripeAccount
  connected?: string
  sandbox: boolean
  signal?: AbortSignal
  fresh?: boolean
  /** Counts requests made to Stripe. */
  tally?: { stripeRequests: number }
}

type Found = SubjectOf<SubjectKind> | undefined

export interface SubjectObjects {
  /** `undefined`: Stripe has no such object, or it is deleted. Throws what Stripe's client throws. */
  read(subject: Subject, where: Where): Promise<Found>
  /** An event says that something changed in this account. */
  forget(account: { key: string; connected?: string }): void
}

const keptMs = 10_000
const objectsMax = 300

type Entry = { found: Found; accountKey: string; connected: string | undefined; atMs: number }
/** One that is being read. `isOld`: an event came meanwhile, so the answer may be of before it. */
type Loading = Pick<Entry, 'accountKey' | 'connected'> & { key: string; isOld: boolean }
type ObjectSubject = { kind: ObjectKind; id: string }

const ofAccount: KeyParts<StripeAccount> = {
  key: asItIs,
  mode: asItIs,
  accountId: undefined,
  name: undefined,
}
/** Everything that chooses whose object is read. */
const ofWhere: KeyParts<Where> = {
  account: (account) => partsOf(ofAccount, account),
  connected: asItIs,
  sandbox: asItIs,
  // How it is asked, and not what.
  signal: undefined,
  fresh: undefined,
  tally: undefined,
}
const ofSubject: KeyParts<ObjectSubject> = { kind: asItIs, id: asItIs }

/** For one tenant. */
export function createSubjectObjects(
  deps: Pick<Ports, 'now' | 'invocation'> & { tenantId: string; clients: StripeClients },
): SubjectObjects {
  const { tenantId, clients, now } = deps
  const entries = new LRUCache<string, Entry>({ max: objectsMax })
  const flights = createFlights<Found>(deps.invocation)
  const loading = new Set<Loading>()

  const load = async (key: string, subject: ObjectSubject, where: Where, signal: AbortSignal) => {
    const { account, connected } = where
    const flight: Loading = { key, accountKey: account.key, connected, isOld: false }
    loading.add(flight)
    try {
      const found = await retrieve(clients.reading(account, connected, signal), subject)
      if (!flight.isOld) entries.set(key, { found, accountKey: account.key, connected, atMs: now() })
      return found
    } finally {
      loading.delete(flight)
    }
  }

  return {
    async read(subject, where) {
      if (subject.kind === 'email') return { kind: 'email', address: subject.address }
      const { kind, id } = subject
      const key = JSON.stringify([tenantId, ...partsOf(ofWhere, where), ...partsOf(ofSubject, { kind, id })])
      const kept = where.fresh ? undefined : entries.get(key)
      if (kept && now() - kept.atMs <= keptMs) return kept.found
      const isMine = !flights.isFlying(key)
      const found = await flights.join(key, where.signal, (until) => load(key, { kind, id }, where, until))
      if (isMine && where.tally) where.tally.stripeRequests += 1
      return found
    },
    forget({ key: accountKey, connected }) {
      const isMeant = (one: Pick<Entry, 'accountKey' | 'connected'>) =>
        one.accountKey === accountKey && one.connected === connected
      for (const [key, entry] of entries.entries()) if (isMeant(entry)) entries.delete(key)
      for (const flight of loading) {
        if (!isMeant(flight)) continue
        flight.isOld = true
        // Whoever asks from now on does not wait for it.
        flights.detach(flight.key)
      }
    },
  }
}

type Deletable<T> = T | { id: string; deleted?: boolean | void }

const isLiving = <T extends object>(object: Deletable<T>): object is T =>
  !('deleted' in object && object.deleted)

async function retrieve(stripe: Stripe, subject: ObjectSubject): Promise<Found> {
  try {
    return await retrieveAny(stripe, subject)
  } catch (error) {
    if (readClientFailure(error) === 'absent') return undefined
    throw error
  }
}

async function retrieveAny(stripe: Stripe, { kind, id }: ObjectSubject): Promise<Found> {
  switch (kind) {
    case 'customer':
      return named(kind, id, await stripe.customers.retrieve(id))
    case 'invoice':
      return named(kind, id, await stripe.invoices.retrieve(id))
    case 'product':
      return named(kind, id, await stripe.products.retrieve(id))
    case 'subscription':
      return named(kind, id, await stripe.subscriptions.retrieve(id))
    default:
      return retrievePayment(stripe, id)
  }
}

/** A payment intent, or a charge: `py_…` are charges of other methods than cards. */
async function retrievePayment(stripe: Stripe, id: string): Promise<Found> {
  if (id.startsWith('pi_')) return named('payment', id, await stripe.paymentIntents.retrieve(id))
  if (/^(ch|py)_/.test(id)) return named('payment', id, await stripe.charges.retrieve(id))
  return undefined
}

function named<K extends ObjectKind>(
  kind: K,
  id: string,
  object: Deletable<ObjectOf[K]>,
): { kind: K; id: string; object: ObjectOf[K] } | undefined {
  return isLiving<ObjectOf[K]>(object) ? { kind, id, object } : undefined
}
