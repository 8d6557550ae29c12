// A subscription: the period moved to its items in 2025-03-31, `plan` and `quantity` stood at the top before prices.

import type { Page, Subscription, SubscriptionItem } from '#contract/billing.ts'
import {
  defined,
  hasMoreOf,
  idOf,
  integerOf,
  listOf,
  objectOf,
  rawOf,
  textOf,
  timeOf,
  type Raw,
} from '../raw.ts'
import { readDiscounts } from './discount.ts'
import { readPaymentMethod } from './payment-method.ts'
import { readPrice } from './price.ts'

function readItem(raw: Raw): SubscriptionItem {
  const price = readPrice(rawOf(raw['price']), rawOf(raw['plan']))
  const product = objectOf(rawOf(raw['price'])['product']) ?? objectOf(rawOf(raw['plan'])['product'])
  return defined({
    id: idOf(raw) ?? price.id,
    price,
    productId: price.productId,
    productName: textOf(product?.['name']),
    quantity: price.metered ? undefined : integerOf(raw['quantity']),
    periodEndAtMs: timeOf(raw['current_period_end']),
  })
}

function readItems(raw: Raw): SubscriptionItem[] {
  const items = listOf(raw['items'])
  if (items.length > 0) return items.map(readItem)
  // One item only, as the oldest versions show it.
  return objectOf(raw['plan']) ? [readItem({ plan: raw['plan'], quantity: raw['quantity'] ?? 1 })] : []
}

function smallest(times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

function readPause(value: unknown): Subscription['collectionPause'] {
  const pause = objectOf(value)
  return (
    pause &&
    defined({ behavior: textOf(pause['behavior']) ?? 'unknown', resumesAtMs: timeOf(pause['resumes_at']) })
  )
}

const endings = ['cancel', 'create_invoice', 'pause'] as const

/** `undefined` for anything that is not a subscription with an id. */
export function readSubscription(raw: Raw): Subscription | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const items = readItems(raw)
  const cancellation = rawOf(raw['cancellation_details'])
  const ending = rawOf(rawOf(raw['trial_settings'])['end_behavior'])['missing_payment_method']
  const paused = rawOf(rawOf(rawOf(raw['status_details'])['paused'])['subscription'])
  return defined({
    id,
    status: textOf(raw['status']) ?? 'unknown',
    createdAtMs: timeOf(raw['created']) ?? timeOf(raw['start_date']) ?? 0,
    startedAtMs: timeOf(raw['start_date']),
    trialEndsAtMs: timeOf(raw['trial_end']),
    trialEndWithoutMethod: endings.find((known) => known === ending),
    cancelAtPeriodEnd: raw['cancel_at_period_end'] === true,
    cancelAtMs: timeOf(raw['cancel_at']),
    canceledAtMs: timeOf(raw['canceled_at']),
    endedAtMs: timeOf(raw['ended_at']),
    cancelReason: textOf(cancellation['reason']),
    cancelFeedback: textOf(cancellation['feedback']),
    cancelComment: textOf(cancellation['comment']),
    pausedBecause: textOf(paused['type']),
    collectionPause: readPause(raw['pause_collection']),
    collectionMethod: textOf(raw['collection_method']) ?? textOf(raw['billing']),
    periodEndAtMs: smallest(items.map((item) => item.periodEndAtMs)) ?? timeOf(raw['current_period_end']),
    currency: (textOf(raw['currency']) ?? items[0]?.price.currency ?? '').toLowerCase(),
    items,
    itemsHasMore: hasMoreOf(raw['items']),
    discounts: readDiscounts(raw),
    paymentMethod:
      readPaymentMethod(raw['default_payment_method']) ?? readPaymentMethod(raw['default_source']),
  })
}

/** A list of subscriptions, as a customer carries it. */
export function readSubscriptions(list: unknown): Page<Subscription> {
  return {
    items: listOf(list)
      .map(readSubscription)
      .filter((one) => one !== undefined),
    hasMore: hasMoreOf(list),
  }
}
