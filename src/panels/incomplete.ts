// Says in the headline which lists were read only in part, because the rest could change the headline.

import type { CustomerBilling, Page, Payment, Cached, Subscription } from '#contract/billing.ts'
import { joinLines, type Line } from '#words/line.ts'
import type { Drawing } from './drawing.ts'
import { disputeFor } from './payment-state.ts'
import { groupOf, lostOf, unpaidInvoices, valueOf } from './standing.ts'

type Basis = { subscriptions: Cached<Page<Subscription>>; billing?: CustomerBilling }

/** Disputed payments whose dispute was not read; none when disputes could not be read at all. */
function unreadDisputes({ payments, disputes }: CustomerBilling): Payment[] {
  if (disputes.state !== 'read') return []
  const { items } = valueOf(payments) ?? { items: [] }
  return items.filter((payment) => payment.disputed && disputeFor(payment, disputes) === undefined)
}

/** Whether there may be disputes that were not read. */
export function mayHoldMoreDisputes(billing: CustomerBilling): boolean {
  return unreadDisputes(billing).length > 0 || valueOf(billing.payments)?.disputedHasMore === true
}

/** Whether Stripe says "delinquent" and nothing that was read explains it. */
export function isDelinquentUnexplained(billing: CustomerBilling, nowMs: number): boolean {
  const invoices = valueOf(billing.invoices)?.items ?? []
  const subscriptions = valueOf(billing.subscriptions)?.items ?? []
  return (
    billing.customer.delinquent &&
    unpaidInvoices(billing, nowMs).length === 0 &&
    !invoices.some(
      ({ status, amountRemainingMinor }) => status === 'uncollectible' && amountRemainingMinor > 0,
    ) &&
    !subscriptions.some((one) => groupOf(one) === 'past_due')
  )
}

function subscriptionParts({ subscriptions }: Basis, { words }: Drawing): Line[] {
  const page = valueOf(subscriptions)
  if (!page) return []
  const running = page.items.filter((one) => !['ended', 'expired'].includes(groupOf(one)))
  return [
    ...(page.hasMore ? [[words.incomplete.moreSubscriptions(running.length)]] : []),
    ...(running.some(({ itemsHasMore }) => itemsHasMore) ? [[words.incomplete.moreItems]] : []),
  ]
}

function disputeParts(billing: CustomerBilling, { words }: Drawing): Line[] {
  const { incomplete, comma } = words
  const unread = unreadDisputes(billing).length
  const lost = lostOf(valueOf(billing.disputes) ?? []) ?? []
  const amounts = joinLines(
    lost.slice(0, 3).map((amount): Line => [amount]),
    comma,
  )
  return [
    ...(lost.length > 0 && mayHoldMoreDisputes(billing) ? [incomplete.lostAtLeast(amounts)] : []),
    ...(unread > 0 ? [[incomplete.disputesNotRead(unread)]] : []),
    ...(valueOf(billing.payments)?.disputedHasMore ? [[incomplete.moreDisputes]] : []),
  ]
}

/** All of it in one line; empty when everything that matters was read. */
export function incompleteLine(basis: Basis, drawing: Drawing): Line {
  const { words, nowMs } = drawing
  const { billing } = basis
  const parts = [
    ...subscriptionParts(basis, drawing),
    ...(billing && valueOf(billing.invoices)?.openHasMore ? [[words.incomplete.moreOpenInvoices]] : []),
    ...(billing ? disputeParts(billing, drawing) : []),
    ...(billing && isDelinquentUnexplained(billing, nowMs) ? [[words.incomplete.delinquent]] : []),
  ]
  return joinLines(parts, words.comma)
}
