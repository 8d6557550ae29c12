// Draws customers, and what they contain only when expanded.

import { toJson, type JsonObject } from '../json.ts'
import type { Tables } from '../objects/tables.ts'
import { drawDiscount } from './price.ts'
import type { Scene } from './scene.ts'
import { drawSubscription } from './subscription.ts'
import { newestFirst, subList } from './sub-list.ts'

const ended = new Set(['canceled', 'incomplete_expired'])

/** A customer; a deleted one is only marked as such. */
export function drawCustomer(customer: Tables['customer'], scene: Scene): JsonObject {
  if (customer.deleted) return { id: customer.id, object: 'customer', deleted: true }
  const { invoice_credit_balance: credit, ...json } = toJson(customer)
  void credit
  const discount = customer.discount === null ? undefined : scene.store.find('discount', customer.discount)
  return { ...json, discount: discount ? drawDiscount(discount, scene) : null }
}

/** The subscriptions of a customer that have not ended. */
export const drawSubscriptions = (customerId: string, scene: Scene): JsonObject =>
  subList(
    `/v1/customers/${customerId}/subscriptions`,
    newestFirst(
      scene.store.related('subscription', 'customer', customerId).filter((each) => !ended.has(each.status)),
    ).map((subscription) => drawSubscription(subscription, scene)),
  )

/** The cards of a customer from before payment methods. */
export const drawSources = (customerId: string, { store }: Scene): JsonObject =>
  subList(
    `/v1/customers/${customerId}/sources`,
    store
      .all('card')
      .filter((card) => card.customer === customerId)
      .map((card) => drawCard(card)),
  )

/** The tax ids of a customer. */
export const drawTaxIds = (customerId: string, { store }: Scene): JsonObject =>
  subList(
    `/v1/customers/${customerId}/tax_ids`,
    newestFirst(store.related('tax_id', 'customer', customerId)).map((taxId) => toJson(taxId)),
  )

/** A card from before payment methods. */
export function drawCard(card: Tables['card']): JsonObject {
  const { created, ...json } = toJson(card)
  void created
  return json
}
