// The object of Stripe that panels and actions are about: read once however many ask, kept for seconds.

import { LRUCache } from 'lru-cache'
import type Stripe from 'stripe'
import type { StripeAccount } from '#contract/billing.ts'
import type { ObjectKind, Subject, SubjectKind } from '#contract/subject.ts'
import type { ObjectOf, SubjectOf } from '#definitions/context.ts'
import type { Ports } from '#ports.ts'
import { readClientFailure } from '#stripe/client-failure.ts'
import type { StripeClients } from '#stripe/client.ts'
import { createFlights } from '#stripe/flights.ts'

/** Of one ask: on whose account, and whether what is kept will do. */
type Where = {
  account: StripeAccount
  connected?: string
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

/** For one tenant. */
export function createSubjectObjects(
  means: Pick<Ports, 'now' | 'invocation'> & { tenantId: string; clients: StripeClients },
): SubjectObjects {
  const { tenantId, clients, now } = means
  const entries = new LRUCache<string, Entry>({ max: objectsMax })
  const flights = createFlights<Found>(means.invocation)
  let forgotten = 0

  const load = async (subject: ObjectSubject, { account, connected }: Where, signal: AbortSignal) =>
    retrieve(clients.reading(account, connected, signal), subject)

  return {
    async read(subject, where) {
      if (subject.kind === 'email') return { kind: 'email', address: subject.address }
      const { account, connected, signal, fresh, tally } = where
      const { kind, id } = subject
      const key = JSON.stringify([tenantId, account.key, account.mode, connected ?? '', kind, id])
      const kept = fresh ? undefined : entries.get(key)
      if (kept && now() - kept.atMs <= keptMs) return kept.found
      const begun = forgotten
      const object = { kind, id }
      const isMine = !flights.isFlying(key)
      const found = await flights.join(key, signal, (until) => load(object, where, until))
      if (isMine && tally) tally.stripeRequests += 1
      if (begun === forgotten) {
        entries.set(key, { found, accountKey: account.key, connected, atMs: now() })
      }
      return found
    },
    forget({ key: accountKey, connected }) {
      forgotten += 1
      for (const [key, entry] of entries.entries()) {
        if (entry.accountKey === accountKey && entry.connected === connected) entries.delete(key)
      }
    },
  }
}

type ObjectSubject = { kind: ObjectKind; id: string }
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
