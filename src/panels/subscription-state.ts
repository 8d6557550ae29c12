// A subscription's status in plain words.
// https://docs.stripe.com/api/subscriptions/object#subscription_object-status

import type { Customer, Subscription } from '#contract/billing.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreign, foreignValue } from './foreign.ts'
import { line, type Line, type Part } from './line.ts'
import { dateOf } from './moment.ts'
import { unknownState, type State } from './state.ts'

/** Still a subscription: it may charge again. */
export function isLive({ status }: Subscription): boolean {
  return status !== 'canceled' && status !== 'incomplete_expired'
}

/** Not to be renewed after its period. */
export function isEnding({ cancelAtPeriodEnd, cancelAtMs }: Subscription): boolean {
  return cancelAtPeriodEnd || cancelAtMs !== undefined
}

/** When it will end, as far as Stripe said. */
export function endsAtMs({
  cancelAtMs,
  cancelAtPeriodEnd,
  periodEndAtMs,
  trialEndsAtMs,
  status,
}: Subscription): number | undefined {
  if (cancelAtMs !== undefined) return cancelAtMs
  if (!cancelAtPeriodEnd) return undefined
  return periodEndAtMs ?? (status === 'trialing' ? trialEndsAtMs : undefined)
}

/** How it is paid, when anything is known: its own method, else the customer's. */
export function methodFor(subscription: Subscription, customer: Customer) {
  return subscription.paymentMethod ?? customer.paymentMethod
}

type Words = Drawing['words']['states']['subscription']
type When = { word: (when: Part) => Line; atMs: number | undefined }

function whenOf({ word, atMs }: When): Pick<State, 'when'> {
  const date = dateOf(atMs)
  return date ? { when: word(date) } : {}
}

function activeState(subscription: Subscription, words: Words): State {
  const { collectionPause, periodEndAtMs } = subscription
  if (collectionPause) {
    const meta = [wordFor(words.collection, collectionPause.behavior) ?? words.collection.other]
    return { status: 'warn', meta, ...whenOf({ word: words.whenUntil, atMs: collectionPause.resumesAtMs }) }
  }
  if (isEnding(subscription)) {
    const ends = whenOf({ word: words.whenEnds, atMs: endsAtMs(subscription) })
    return { status: 'warn', meta: [words.willNotRenew], ...ends }
  }
  return { status: 'ok', meta: [words.active], ...whenOf({ word: words.whenRenews, atMs: periodEndAtMs }) }
}

function trialState(subscription: Subscription, words: Words, hasMethod: boolean | undefined): State {
  const { trialEndsAtMs, trialEndWithoutMethod } = subscription
  const ends = whenOf({ word: words.whenEnds, atMs: trialEndsAtMs })
  if (isEnding(subscription)) return { status: 'info', meta: [words.trialEnding], ...ends }
  const noCard =
    hasMethod === false && trialEndWithoutMethod ? words.trialNoCard[trialEndWithoutMethod] : undefined
  return { status: 'info', meta: [noCard ?? words.trialing], ...ends }
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

/** Severity and words; `hasMethod` is undefined while payment methods cannot be read. */
export function subscriptionState(subscription: Subscription, drawing: Drawing, hasMethod?: boolean): State {
  const words = drawing.words.states.subscription
  switch (subscription.status) {
    case 'active':
      return activeState(subscription, words)
    case 'trialing':
      return trialState(subscription, words, hasMethod)
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
