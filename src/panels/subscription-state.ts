// Says a subscription's status in plain words.
// https://docs.stripe.com/api/subscriptions/object#subscription_object-status

import type { Customer, DefaultMethod, Subscription } from '#contract/billing.ts'
import { joinLines, line, type Line, type Part } from '#words/line.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreign, foreignValue } from './foreign.ts'
import { dateOf, isPast } from './moment.ts'
import { unknownState, type State } from './state.ts'

/** Whether it is still running, so that it may charge again. */
export function isLive({ status }: Subscription): boolean {
  return status !== 'canceled' && status !== 'incomplete_expired'
}

/** The end of its current period or trial. */
const periodEndOf = ({ status, trialEndsAtMs, periodEndAtMs }: Subscription): number | undefined =>
  status === 'trialing' ? (trialEndsAtMs ?? periodEndAtMs) : periodEndAtMs

/** When it will end, if Stripe says so. */
export function endsAtMs(subscription: Subscription): number | undefined {
  const { cancelAtMs, cancelAtPeriodEnd } = subscription
  return cancelAtMs ?? (cancelAtPeriodEnd ? periodEndOf(subscription) : undefined)
}

/**
 * Whether it ends with its period. A cancellation date may lie further away; until then it renews and charges. Items with their own
 * periods renew one by one, so the earliest counts.
 */
export function isEnding(subscription: Subscription): boolean {
  const { cancelAtMs, cancelAtPeriodEnd, items } = subscription
  if (cancelAtMs === undefined) return cancelAtPeriodEnd
  const ends = new Set(items.map(({ periodEndAtMs }) => periodEndAtMs))
  if (cancelAtPeriodEnd && ends.size <= 1) return true
  const periodEnd = periodEndOf(subscription)
  return periodEnd !== undefined && cancelAtMs <= periodEnd
}

/** When it renews next; `undefined` when it does not, or that time has passed. */
export function renewsAtMs(subscription: Subscription, nowMs: number): number | undefined {
  const atMs = isEnding(subscription) ? undefined : periodEndOf(subscription)
  return isPast(atMs, nowMs) ? undefined : atMs
}

/** The default payment method: its own, or else the customer's. */
export function methodFor(subscription: Subscription, customer: Customer): DefaultMethod | undefined {
  return subscription.paymentMethod ?? customer.paymentMethod
}

type Words = Drawing['words']['states']['subscription']
type When = { word: (when: Part) => Line; atMs: number | undefined }

function whenOf({ word, atMs }: When): Pick<State, 'when'> {
  const date = dateOf(atMs)
  return date ? { when: word(date) } : {}
}

/** "renews 3 Dec, ends 1 May"; dates in the past are left out. */
function whenNext(subscription: Subscription, { words, nowMs }: Drawing): Pick<State, 'when'> {
  const { whenRenews, whenEnds } = words.states.subscription
  const endAtMs = endsAtMs(subscription)
  const renews = dateOf(renewsAtMs(subscription, nowMs))
  const ends = isPast(endAtMs, nowMs) ? undefined : dateOf(endAtMs)
  const when = joinLines([renews && whenRenews(renews), ends && whenEnds(ends)], words.comma)
  return when.length > 0 ? { when } : {}
}

function activeState(subscription: Subscription, drawing: Drawing): State {
  const { collectionPause } = subscription
  const words = drawing.words.states.subscription
  if (collectionPause) {
    const meta = [wordFor(words.collection, collectionPause.behavior) ?? words.collection.other]
    return { status: 'warn', meta, ...whenOf({ word: words.whenUntil, atMs: collectionPause.resumesAtMs }) }
  }
  const when = whenNext(subscription, drawing)
  return isEnding(subscription)
    ? { status: 'warn', meta: [words.willNotRenew], ...when }
    : { status: 'ok', meta: [words.active], ...when }
}

function trialState(
  subscription: Subscription,
  { words: { comma, states } }: Drawing,
  hasDefault: boolean | undefined,
): State {
  const words = states.subscription
  const { trialEndsAtMs, trialEndWithoutMethod } = subscription
  if (isEnding(subscription)) {
    const ends = whenOf({ word: words.whenEnds, atMs: endsAtMs(subscription) })
    return { status: 'info', meta: [words.trialEnding], ...ends }
  }
  const ends = dateOf(trialEndsAtMs)
  const later = dateOf(endsAtMs(subscription))
  const when = later
    ? joinLines([ends && words.whenTrialEnds(ends), words.whenEnds(later)], comma)
    : ends && words.whenEnds(ends)
  const isCharged = subscription.collectionMethod !== 'send_invoice'
  const noMethod =
    isCharged && hasDefault === false && trialEndWithoutMethod
      ? words.trialNoMethod[trialEndWithoutMethod]
      : undefined
  return {
    status: 'info',
    meta: [noMethod ?? words.trialing],
    ...(when ? { when } : {}),
  }
}

function canceledState(subscription: Subscription, { words }: Drawing): State {
  const { cancelReason, cancelComment, endedAtMs, canceledAtMs } = subscription
  const { states, quote } = words
  const comment = foreign(cancelComment, 300)
  const known = wordFor(states.subscription.cancelReasons, cancelReason)
  const reason = comment
    ? quote(comment)
    : known !== undefined
      ? [known]
      : cancelReason === undefined
        ? undefined
        : [foreignValue(cancelReason)]
  const meta = reason ? line`${states.subscription.canceled}: ${reason}` : [states.subscription.canceled]
  const date = dateOf(endedAtMs ?? canceledAtMs)
  return { status: 'quiet', meta, struck: true, ...(date ? { when: [date] } : {}) }
}

function pausedState({ pausedBecause, collectionPause }: Subscription, words: Words): State {
  const because =
    wordFor(words.pausedBecause, pausedBecause) ??
    (pausedBecause === undefined ? undefined : foreignValue(pausedBecause))
  const meta = because === undefined ? [words.paused] : line`${words.paused}: ${because}`
  return { status: 'warn', meta, ...whenOf({ word: words.whenUntil, atMs: collectionPause?.resumesAtMs }) }
}

/** Severity and words; `hasDefault` is undefined while default payment methods cannot be read. */
export function subscriptionState(subscription: Subscription, drawing: Drawing, hasDefault?: boolean): State {
  const words = drawing.words.states.subscription
  switch (subscription.status) {
    case 'active':
      return activeState(subscription, drawing)
    case 'trialing':
      return trialState(subscription, drawing, hasDefault)
    case 'past_due':
      return {
        status: 'bad',
        meta: line`${{ type: 'strong', text: words.past_due, status: 'bad' }}: ${words.pastDueWhy}`,
      }
    case 'unpaid':
      return {
        status: 'bad',
        meta: line`${{ type: 'strong', text: words.unpaid, status: 'bad' }}: ${words.unpaidWhy}`,
      }
    case 'incomplete':
      return { status: 'warn', meta: [words.incomplete] }
    case 'incomplete_expired':
      return { status: 'bad', meta: [words.incomplete_expired], struck: true }
    case 'paused':
      return pausedState(subscription, words)
    case 'canceled':
      return canceledState(subscription, drawing)
    default:
      return unknownState(subscription.status)
  }
}
