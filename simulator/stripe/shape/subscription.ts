// Draws subscriptions and items in the requested version: 2025-03-31 moved the billing period to the items.

import { toJson, type Json, type JsonObject } from '../json.ts'
import type { StoredItem, Tables } from '../objects/tables.ts'
import { changes, isBefore } from '../versions.ts'
import { drawDiscount, drawPlan, drawPrice } from './price.ts'
import type { Scene } from './scene.ts'
import { subList } from './sub-list.ts'

/** An item with its whole price. */
export function drawItem(item: StoredItem, scene: Scene): JsonObject {
  const price = scene.store.get('price', item.price)
  const json: JsonObject = { ...toJson(item), plan: drawPlan(price), price: drawPrice(price, scene) }
  if (isBefore(scene.version, changes.newest)) delete json['current_trial']
  if (isBefore(scene.version, changes.basil)) {
    delete json['current_period_start']
    delete json['current_period_end']
  }
  return json
}

const itemsOf = (subscription: Tables['subscription'], { store }: Scene): StoredItem[] =>
  store.related('subscription_item', 'subscription', subscription.id)

function withOldFields(json: JsonObject, subscription: Tables['subscription'], scene: Scene): void {
  const items = itemsOf(subscription, scene)
  const [first] = items
  json['current_period_start'] = Math.min(...items.map((item) => item.current_period_start))
  json['current_period_end'] = Math.min(...items.map((item) => item.current_period_end))
  const [discountId] = subscription.discounts
  const discount = typeof discountId === 'string' ? scene.store.find('discount', discountId) : undefined
  json['discount'] = discount ? drawDiscount(discount, scene) : null
  const single = items.length === 1 ? first : undefined
  json['plan'] = single ? drawPlan(scene.store.get('price', single.price)) : null
  json['quantity'] = single?.quantity ?? null
  if (isBefore(scene.version, changes.latestCharge)) delete json['discounts']
  delete json['billing_mode']
}

const drawUpdate = ({ pending_update: update }: Tables['subscription'], scene: Scene): Json =>
  update && {
    ...toJson(update),
    subscription_items: update.subscription_items.map((item) => drawItem(item, scene)),
  }

/** A subscription with its first ten items. */
export function drawSubscription(subscription: Tables['subscription'], scene: Scene): JsonObject {
  const items = itemsOf(subscription, scene).map((item) => drawItem(item, scene))
  const json: JsonObject = {
    ...toJson(subscription),
    items: subList(`/v1/subscription_items?subscription=${subscription.id}`, items),
    pending_update: drawUpdate(subscription, scene),
  }
  if (isBefore(scene.version, changes.newest)) {
    for (const field of ['billing_schedules', 'managed_payments', 'status_details', 'customer_account']) {
      delete json[field]
    }
  }
  if (isBefore(scene.version, changes.basil)) withOldFields(json, subscription, scene)
  return json
}
