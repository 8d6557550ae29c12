// Reads everything about one customer of our own Stripe account as it is now. Events only say when: what they contain is old by the
// time they arrive, and they arrive in any order.

import type { Stripe } from 'stripe'
import { readClientFailure } from '#stripe/sdk/client-failure.ts'
import type { Billing } from './facts.ts'
import { isAlive } from './plan-state.ts'

/** As many as Stripe lists in one page. A company has one subscription and twelve charges a year. */
const limit = 100
const disputesMax = 5
const milliseconds = (seconds: number) => seconds * 1000

/** Throws what Stripe's client throws: what could not be read is not the same as not paid. */
export async function readBilling(stripe: Stripe, customer: string): Promise<Billing> {
  const subscriptions = await listOf(
    stripe.subscriptions.list({ customer, status: 'all', limit, expand: ['data.latest_invoice'] }),
  )
  if (subscriptions === undefined) return { needsAddress: false, customerIsGone: true }
  const subscription = choose(subscriptions)
  const isBilled = subscription !== undefined && isAlive(subscription)
  const unpaid = isBilled ? await readUnpaid(stripe, subscription) : undefined
  const dispute = isBilled ? await readDispute(stripe, customer) : undefined
  return {
    ...(subscription ? { subscription: toSubscription(subscription) } : {}),
    ...(unpaid ? { unpaid } : {}),
    ...(dispute ? { dispute } : {}),
    needsAddress: isBilled && lacksAddress(subscription),
    // Deleting a customer ends all subscriptions, so that there is no need to ask before.
    customerIsGone: !isBilled && (await isGone(stripe, customer)),
  }
}

/** `undefined`: Stripe knows no such customer. */
async function listOf<T>(listing: Promise<{ data: T[] }>): Promise<T[] | undefined> {
  try {
    return (await listing).data
  } catch (error) {
    if (readClientFailure(error) === 'absent') return undefined
    throw error
  }
}

/** Best first. There should be one; of several the one that works counts. */
const ranks = ['active', 'trialing', 'past_due', 'unpaid', 'paused', 'incomplete']

function choose(all: readonly Stripe.Subscription[]): Stripe.Subscription | undefined {
  const rankOf = ({ status }: Stripe.Subscription) => {
    const rank = ranks.indexOf(status)
    return rank < 0 ? ranks.length : rank
  }
  return all.toSorted((one, other) => rankOf(one) - rankOf(other) || other.created - one.created)[0]
}

function toSubscription(held: Stripe.Subscription): NonNullable<Billing['subscription']> {
  const [item] = held.items.data
  const ends = held.cancel_at ?? (held.cancel_at_period_end ? item?.current_period_end : undefined)
  return {
    id: held.id,
    status: held.status,
    ...(typeof ends === 'number' ? { endsAtMs: milliseconds(ends) } : {}),
    ...(held.ended_at === null ? {} : { endedAtMs: milliseconds(held.ended_at) }),
  }
}

async function readUnpaid(stripe: Stripe, held: Stripe.Subscription): Promise<Billing['unpaid']> {
  const { data } = await stripe.invoices.list({ subscription: held.id, status: 'open', limit })
  const oldest = data.toSorted((one, other) => one.created - other.created)[0]
  const unpaid = oldest ?? latestUnpaid(held)
  return unpaid?.id === undefined
    ? undefined
    : { invoiceId: unpaid.id, sinceMs: milliseconds(unpaid.created) }
}

/** Where no invoice is open any more, because it was voided or written off, the subscription may be past due all the same. */
function latestUnpaid({ status, latest_invoice: latest }: Stripe.Subscription): Stripe.Invoice | undefined {
  const isUnpaid = status === 'past_due' || status === 'unpaid'
  return isUnpaid && latest !== null && typeof latest === 'object' && latest.status !== 'paid'
    ? latest
    : undefined
}

/** An invoice cannot be computed without a better address, so nobody is asked to pay it. */
function lacksAddress({ automatic_tax: tax, latest_invoice: latest }: Stripe.Subscription): boolean {
  const invoice = latest !== null && typeof latest === 'object' ? latest : undefined
  return (
    tax.disabled_reason === 'requires_location_inputs' ||
    invoice?.automatic_tax.status === 'requires_location_inputs' ||
    invoice?.automatic_tax.disabled_reason === 'finalization_requires_location_inputs'
  )
}

/** Statuses in which the bank has not decided yet. https://docs.stripe.com/api/disputes/object#dispute_object-status */
const undecided = [
  'needs_response',
  'under_review',
  'warning_needs_response',
  'warning_under_review',
  'appeal_needs_response',
  'appeal_under_review',
]

/** A lost dispute counts while nothing was paid since. An object of a dispute names the charge and not the customer. */
async function readDispute(stripe: Stripe, customer: string): Promise<Billing['dispute']> {
  const { data: charges } = await stripe.charges.list({ customer, limit })
  const lastPaid = charges.find(({ status }) => status === 'succeeded')
  const disputed = charges.filter((charge) => charge.disputed).slice(0, disputesMax)
  let isOpen = false
  for (const { id } of disputed) {
    const { data: disputes } = await stripe.disputes.list({ charge: id, limit })
    if (id === lastPaid?.id && disputes.some(({ status }) => status === 'lost')) return 'lost'
    isOpen ||= disputes.some(({ status }) => undecided.includes(status))
  }
  return isOpen ? 'open' : undefined
}

async function isGone(stripe: Stripe, customer: string): Promise<boolean> {
  try {
    return (await stripe.customers.retrieve(customer)).deleted === true
  } catch (error) {
    if (readClientFailure(error) === 'absent') return true
    throw error
  }
}
