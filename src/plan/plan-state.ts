// The one table from Stripe's status, and our clock, to what works. The gateway, the console and docs/reference/plan.md use it.

import type { Billing, PlanFacts } from './facts.ts'

const dayMs = 86_400_000
export const trialMs = 14 * dayMs
/** How long everything works after an invoice fell due. Stripe's own retries are a setting of its Dashboard, so this is our clock. */
export const graceMs = 7 * dayMs
/** How long before the end of a trial people are told. */
export const trialNoticeMs = 3 * dayMs

/** Why a banner stands above what works. */
export const bannerTable = {
  trial_ending: 'The trial ends within three days, and nothing was bought.',
  payment_failed: 'A payment failed; all works until 7 days after the creation of the oldest open invoice.',
  ends: 'The subscription was canceled and works until its end.',
  disputed: 'A payment is disputed; all works until the bank has decided.',
  address_needed: 'The address is not enough to compute the tax, so no invoice can be made.',
} as const

/** Why nothing works, and since when that counts. */
export const suspensionTable = {
  trial_refused: 'the connection of an account that had a trial, or by a person who had one',
  trial_over: 'the end of the trial',
  payment_failed: '7 days after the creation of the oldest open invoice',
  unpaid: '7 days after the creation of the oldest open invoice, or when Stripe was seen to have given up',
  canceled: 'the end of the subscription',
  paused: 'when it was seen to be paused',
  incomplete: 'when the first payment was seen not to be completed',
  dispute_lost: 'when the dispute about the last payment was seen to be lost',
  unknown_status: 'when a status was seen that this release does not know',
} as const

type BannerReason = keyof typeof bannerTable
type SuspensionReason = keyof typeof suspensionTable

export type PlanState =
  /** `atMs`: when it stops working unless somebody does something, where that is known. */
  | { works: true; banner?: { reason: BannerReason; atMs?: number } }
  /** `sinceMs`: where Stripe or our clock says so exactly. */
  | { works: false; reason: SuspensionReason; sinceMs?: number }

type Subscription = NonNullable<Billing['subscription']>
type Row = {
  /** For the reference page. */
  works: string
  /** `undefined`: the subscription does not count, as if there were none. */
  decide(subscription: Subscription, billing: Billing, nowMs: number): PlanState | undefined
}

const bannerOf = (reason: BannerReason, atMs?: number): PlanState => ({
  works: true,
  banner: { reason, ...(atMs === undefined ? {} : { atMs }) },
})

const suspendedFor = (reason: SuspensionReason, sinceMs?: number): PlanState => ({
  works: false,
  reason,
  ...(sinceMs === undefined ? {} : { sinceMs }),
})

/** A lost dispute outweighs the status: what was paid last was taken back. */
function running({ endsAtMs }: Subscription, { dispute, needsAddress }: Billing): PlanState {
  if (dispute === 'lost') return suspendedFor('dispute_lost')
  if (dispute === 'open') return bannerOf('disputed')
  if (endsAtMs !== undefined) return bannerOf('ends', endsAtMs)
  return needsAddress ? bannerOf('address_needed') : { works: true }
}

function pastDue(subscription: Subscription, billing: Billing, nowMs: number): PlanState {
  const { dispute, unpaid } = billing
  if (dispute === 'lost') return running(subscription, billing)
  // Not the beginning of the current period: that moves on with the next renewal, and would let the company in again.
  const untilMs = unpaid && unpaid.sinceMs + graceMs
  if (untilMs !== undefined && nowMs >= untilMs) return suspendedFor('payment_failed', untilMs)
  return bannerOf('payment_failed', untilMs)
}

/** By Stripe's status of the subscription. */
export const planTable = {
  trialing: {
    works: 'Yes. What is left of the trial goes over into the subscription.',
    decide: running,
  },
  active: {
    works:
      'Yes, until its end also after it was canceled. A disputed payment, a planned end or a missing address shows a banner. When a dispute about the last payment is lost: no.',
    decide: running,
  },
  past_due: {
    works: 'Yes, with a banner, for 7 days from the creation of the oldest open invoice. Then no.',
    decide: pastDue,
  },
  unpaid: {
    works: 'No, until the open invoice is paid.',
    decide: (_, { unpaid }, nowMs) => {
      const sinceMs = unpaid && unpaid.sinceMs + graceMs
      // Stripe may be done with its retries before our 7 days are over; when that was is not known.
      return suspendedFor('unpaid', sinceMs !== undefined && sinceMs <= nowMs ? sinceMs : undefined)
    },
  },
  canceled: { works: 'As without a subscription.', decide: () => undefined },
  paused: { works: 'No, until a new subscription is bought.', decide: () => suspendedFor('paused') },
  incomplete: { works: 'As without a subscription.', decide: () => undefined },
  incomplete_expired: { works: 'As without a subscription.', decide: () => undefined },
} as const satisfies Record<string, Row>

/** What holds without a subscription that counts. */
export const trialTable = {
  not_begun: 'Yes: the trial begins when the first live Stripe account is connected.',
  begun: 'Yes, for 14 days; in the last 3 with a banner. Then no.',
  refused: 'No: this Stripe account, or this person, has had a trial before.',
} as const satisfies Record<PlanFacts['trial']['state'], string>

const rowOf = (status: string): Row | undefined =>
  Object.hasOwn(planTable, status) ? planTable[status as keyof typeof planTable] : undefined

/** What works now. A pure function: it suspends at the exact moment, without anybody having to look. */
export function planState({ trial, billing }: PlanFacts, nowMs: number): PlanState {
  const subscription = billing?.subscription
  if (billing === undefined || subscription === undefined) return withoutSubscription(trial, nowMs)
  const row = rowOf(subscription.status)
  const decided = row
    ? row.decide(subscription, billing, nowMs)
    : // A status of tomorrow: better shut by name than open by mistake.
      suspendedFor('unknown_status')
  return decided ?? withoutSubscription(trial, nowMs, subscription)
}

function withoutSubscription(trial: PlanFacts['trial'], nowMs: number, ended?: Subscription): PlanState {
  if (trial.state === 'begun' && nowMs < trial.endsAtMs) {
    return nowMs < trial.endsAtMs - trialNoticeMs ? { works: true } : bannerOf('trial_ending', trial.endsAtMs)
  }
  if (ended?.status === 'incomplete') return suspendedFor('incomplete')
  if (ended) return suspendedFor('canceled', ended.endedAtMs)
  if (trial.state === 'begun') return suspendedFor('trial_over', trial.endsAtMs)
  if (trial.state === 'refused') return suspendedFor('trial_refused', trial.atMs)
  return { works: true }
}

/** Whether Stripe may still take money for it. */
const aliveStatuses = ['trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete']
export const isAlive = ({ status }: Pick<Subscription, 'status'>): boolean => aliveStatuses.includes(status)

/**
 * How somebody who may manage billing gets on: by buying, or in the portal, where the card is changed and open invoices are paid. What is
 * bought replaces a subscription that is alive and works no more, which is canceled first.
 */
export function wayBack(facts: PlanFacts, nowMs: number): 'checkout' | 'portal' {
  const subscription = facts.billing?.subscription
  if (subscription === undefined || !isAlive(subscription)) return 'checkout'
  const state = planState(facts, nowMs)
  const isReplaced = ['paused', 'incomplete'].includes(subscription.status)
  return isReplaced || (!state.works && state.reason === 'dispute_lost') ? 'checkout' : 'portal'
}
