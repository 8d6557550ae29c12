// Reads a subscription: the period moved to its items in 2025-03-31; `plan` and `quantity` were at the top before prices existed.

import type { ExtraTax, Page, Subscription, SubscriptionItem } from '#contract/billing.ts'
import {
  defined,
  hasMoreOf,
  idOf,
  integerOf,
  listOf,
  numberOf,
  objectOf,
  type Raw,
  rawOf,
  textOf,
  timeOf,
} from '../../api/raw.ts'
import { readDiscounts } from './discount.ts'
import { readDefaultMethod } from './payment-method.ts'
import { readPrice } from './price.ts'

function readItem(raw: Raw, currency: string): SubscriptionItem {
  const price = readPrice(rawOf(raw['price']), rawOf(raw['plan']), currency)
  const product = objectOf(rawOf(raw['price'])['product']) ?? objectOf(rawOf(raw['plan'])['product'])
  return defined({
    id: idOf(raw) ?? price.id,
    price,
    productId: price.productId,
    productName: textOf(product?.['name']),
    quantity: price.metered ? undefined : integerOf(raw['quantity']),
    periodEndAtMs: timeOf(raw['current_period_end']),
    discounts: readDiscounts(raw),
  })
}

/** Reads an item of a separate list; `undefined` for anything that is not an item with an id. */
export function readSubscriptionItem(raw: Raw, currency: string): SubscriptionItem | undefined {
  return idOf(raw) === undefined ? undefined : readItem(raw, currency)
}

/** The items; the oldest versions have a single one in the subscription itself. */
function itemsOf(raw: Raw): Raw[] {
  const items = listOf(raw['items'])
  if (items.length > 0) return items
  return objectOf(raw['plan']) ? [{ plan: raw['plan'], quantity: raw['quantity'] ?? 1 }] : []
}

/** The currency of payment, which may differ from that of its prices. */
function currencyOf(raw: Raw, [first]: Raw[]): string {
  const priced = rawOf(first?.['price'])['currency'] ?? rawOf(first?.['plan'])['currency']
  return (textOf(raw['currency']) ?? textOf(priced) ?? '').toLowerCase()
}

/** Tax by fixed rates; `undefined` when there are none. The oldest versions have a percentage of everything instead. */
function addedByRates(raw: Raw, item: Raw): ExtraTax | undefined {
  const own = listOf(item['tax_rates'])
  const rates = own.length > 0 ? own : listOf(raw['default_tax_rates'])
  if (rates.length > 0)
    return rates.some((rate) => rate['inclusive'] !== true && rate['percentage'] !== 0) ? 'added' : 'none'
  return (numberOf(raw['tax_percent']) ?? 0) > 0 ? 'added' : undefined
}

/** Tax by Stripe Tax: the price tells, or leaves it to the account's settings, which are not read. */
function addedByStripeTax(item: Raw): ExtraTax {
  const behavior = rawOf(item['price'])['tax_behavior']
  return behavior === 'exclusive' ? 'added' : behavior === 'inclusive' ? 'none' : 'unknown'
}

/** Whether tax comes on top of the prices. */
function readExtraTax(raw: Raw, items: Raw[]): ExtraTax {
  const automatic = rawOf(raw['automatic_tax'])['enabled'] === true
  const each = items.map(
    (item) => addedByRates(raw, item) ?? (automatic ? addedByStripeTax(item) : ('none' as const)),
  )
  return each.includes('added') ? 'added' : each.includes('unknown') ? 'unknown' : 'none'
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

function readPendingUpdate(value: unknown, currency: string): Subscription['pendingUpdate'] {
  const update = objectOf(value)
  const items = listOf(update?.['subscription_items']).map((item) => readItem(item, currency))
  return (
    update &&
    defined({ expiresAtMs: timeOf(update['expires_at']), items: items.length > 0 ? items : undefined })
  )
}

/** Periods that were billed in advance, since 2026-05-27. https://docs.stripe.com/billing/subscriptions/prebilling */
function readBilledAhead(raw: Raw): Subscription['billedAhead'] {
  const ahead = listOf(raw['billing_schedules']).flatMap((schedule) => {
    const until = rawOf(schedule['bill_until'])
    const untilMs = timeOf(until['computed_timestamp']) ?? timeOf(until['timestamp'])
    const isWhole = listOf(schedule['applies_to']).length === 0
    return untilMs === undefined ? [] : [{ untilMs, isWhole }]
  })
  const [furthest] = ahead.toSorted((a, b) => b.untilMs - a.untilMs || Number(b.isWhole) - Number(a.isWhole))
  return furthest
}

const endings = ['cancel', 'create_invoice', 'pause'] as const

/** `undefined` for anything that is not a subscription with an id. */
export function readSubscription(raw: Raw): Subscription | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const rawItems = itemsOf(raw)
  const currency = currencyOf(raw, rawItems)
  const items = rawItems.map((item) => readItem(item, currency))
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
    currency,
    items,
    itemsHasMore: hasMoreOf(raw['items']),
    discounts: readDiscounts(raw),
    paymentMethod:
      readDefaultMethod(raw['default_payment_method']) ?? readDefaultMethod(raw['default_source']),
    scheduleId: idOf(raw['schedule']),
    billedAhead: readBilledAhead(raw),
    pendingUpdate: readPendingUpdate(raw['pending_update'], currency),
    extraTax: readExtraTax(raw, rawItems),
    testClock: idOf(raw['test_clock']) !== undefined,
  })
}

/** Reads the list of subscriptions of a customer. */
export function readSubscriptions(list: unknown): Page<Subscription> {
  return {
    items: listOf(list)
      .map(readSubscription)
      .filter((one) => one !== undefined),
    hasMore: hasMoreOf(list),
  }
}
