// Subscriptions over time: how they start, end a trial, renew, pause and end.

import { addAndRecord, changeAndRecord, recordEventOf, type Stage } from '../happen.ts'
import { idOf } from '../objects/reference.ts'
import { subscription as drawnUp, subscriptionItem } from '../objects/subscription.ts'
import type { SubscriptionOrder, Tables } from '../objects/tables.ts'

type Subscription = Tables['subscription']
const updated = 'customer.subscription.updated'
export const secondsOf = (ms: number): number => Math.floor(ms / 1000)

/** The end of the period after `end`, on the day of the anchor. */
function nextPeriodEnd(price: Tables['price'], anchor: number, end: number): number {
  const { interval = 'month', interval_count: count = 1 } = price.recurring ?? {}
  const after = (steps: number): number => {
    const date = new Date(anchor * 1000)
    if (interval === 'day' || interval === 'week')
      return anchor + steps * count * (interval === 'day' ? 1 : 7) * 86_400
    const day = date.getUTCDate()
    date.setUTCDate(1)
    date.setUTCMonth(date.getUTCMonth() + steps * count * (interval === 'year' ? 12 : 1))
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    date.setUTCDate(Math.min(day, last))
    return secondsOf(date.getTime())
  }
  let steps = 1
  while (after(steps) <= end) steps += 1
  return after(steps)
}

/** Starts a subscription; the caller draws up its first invoice. */
export function startSubscription(
  stage: Stage,
  order: SubscriptionOrder & { customer: string; method: string | undefined; automaticTax: boolean },
): Subscription {
  const { store } = stage.scene
  const nowSeconds = secondsOf(stage.nowMs)
  const price = store.get('price', order.price)
  const trialEnd =
    order.trialEnd ?? (order.trialDays === undefined ? undefined : nowSeconds + order.trialDays * 86_400)
  const made = drawnUp({
    id: stage.ids.next('sub'),
    created: nowSeconds,
    livemode: store.livemode,
    customer: order.customer,
    currency: price.currency,
    status: trialEnd === undefined ? 'active' : 'trialing',
    automaticTax: order.automaticTax,
    trialEndWithoutMethod: order.withoutMethod,
    metadata: order.metadata,
    ...(order.method === undefined ? {} : { paymentMethod: order.method }),
    ...(trialEnd === undefined ? {} : { trialStart: nowSeconds, trialEnd }),
  })
  // Flexible is what Stripe makes unless asked otherwise. https://docs.stripe.com/billing/subscriptions/billing-mode
  made.billing_mode = { flexible: { proration_discounts: 'included' }, type: 'flexible' }
  store.add(
    'subscription_item',
    subscriptionItem({
      id: stage.ids.next('si'),
      created: nowSeconds,
      subscription: made.id,
      price: price.id,
      quantity: order.quantity,
      periodStart: nowSeconds,
      periodEnd: trialEnd ?? nextPeriodEnd(price, nowSeconds, nowSeconds),
    }),
  )
  addAndRecord(stage, 'subscription', made, 'customer.subscription.created')
  return made
}

export const itemOf = ({ scene: { store } }: Stage, { id }: Subscription): Tables['subscription_item'] => {
  const [item] = store.related('subscription_item', 'subscription', id)
  if (item === undefined) throw new Error(`${id} has no item`)
  return item
}

const hasMethod = ({ scene: { store } }: Stage, held: Subscription): boolean => {
  const owner = store.get('customer', idOf(held.customer))
  return (held.default_payment_method ?? owner.invoice_settings.default_payment_method) !== null
}

/** Moves on to the next period. Returns it. */
export function beginPeriod(stage: Stage, held: Subscription): { start: number; end: number } {
  const { store } = stage.scene
  const item = itemOf(stage, held)
  const start = item.current_period_end
  const end = nextPeriodEnd(store.get('price', item.price), held.billing_cycle_anchor, start)
  store.change('subscription_item', item.id, { current_period_start: start, current_period_end: end })
  return { start, end }
}

/** Ends the trial. Returns the period to draw up an invoice for, if there is one. */
export function endTrial(stage: Stage, held: Subscription): { start: number; end: number } | undefined {
  const without = held.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice'
  if (!hasMethod(stage, held) && without === 'cancel') cancelNow(stage, held, null)
  else if (!hasMethod(stage, held) && without === 'pause')
    pauseNow(stage, held, 'trial_end_without_payment_method')
  else if (held.cancel_at_period_end) cancelNow(stage, held, 'cancellation_requested')
  else {
    const period = beginPeriod(stage, held)
    // Active at once: whether the first invoice is paid shows an hour later.
    changeAndRecord(stage, 'subscription', held, { status: 'active' }, updated)
    return period
  }
  return undefined
}

/** Ends a subscription at once. */
export function cancelNow(
  stage: Stage,
  held: Subscription,
  reason: 'cancellation_requested' | 'payment_failed' | null,
): Subscription {
  const nowSeconds = secondsOf(stage.nowMs)
  stage.scene.store.change(
    'subscription',
    held.id,
    {
      status: 'canceled',
      canceled_at: held.canceled_at ?? nowSeconds,
      ended_at: nowSeconds,
      cancel_at_period_end: false,
      cancellation_details: {
        comment: null,
        feedback: null,
        feedback_option: null,
        reason: held.cancellation_details?.reason ?? reason,
      },
    },
    stage.nowMs,
  )
  recordEventOf(stage, 'customer.subscription.deleted', held)
  return held
}

/** Pauses a subscription, which then makes no invoices. Stripe sends both events. */
export function pauseNow(
  stage: Stage,
  held: Subscription,
  why: 'trial_end_without_payment_method' | 'pause_requested' | 'final_payment_failure',
): Subscription {
  const details: Subscription['status_details'] = {
    paused: {
      subscription: { type: why },
      transitioned_at: secondsOf(stage.nowMs),
      type: 'subscription',
    },
  }
  changeAndRecord(stage, 'subscription', held, { status: 'paused', status_details: details }, updated)
  recordEventOf(stage, 'customer.subscription.paused', held)
  return held
}

/** Ends it with its period, or takes that back. */
export function cancelAtPeriodEnd(stage: Stage, held: Subscription, isWanted: boolean): Subscription {
  const end = itemOf(stage, held).current_period_end
  const changes = {
    cancel_at_period_end: isWanted,
    cancel_at: isWanted ? end : null,
    canceled_at: isWanted ? secondsOf(stage.nowMs) : null,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: isWanted ? ('cancellation_requested' as const) : null,
    },
  }
  return changeAndRecord(stage, 'subscription', held, changes, updated)
}
