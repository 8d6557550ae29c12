// Customers, with what is absent from them until expanded.

import { toJson, type JsonObject } from '../json.ts'
import type { Tables } from '../objects/tables.ts'
import { drawDiscount } from './price.ts'
import type { Scene } from './scene.ts'
import { drawSubscription } from './subscription.ts'
import { newestFirst, subList } from './sub-list.ts'

const ended = new Set(['canceled', 'incomplete_expired'])

/** A customer; of a deleted one nothing but that it was. */
export function drawCustomer(customer: Tables['customer'], scene: Scene): JsonObject {
  if (customer.deleted) return { id: customer.id, object: 'customer', deleted: true }
  const { invoice_credit_balance: credit, ...json } = toJson(customer)
  void credit
  const discount = customer.discount === null ? undefined : scene.store.find('discount', customer.discount)
  return { ...json, discount: discount ? drawDiscount(discount, scene) : null }
}

/** The current subscriptions of a customer: not the ended ones. */
export const drawSubscriptions = (customerId: string, scene: Scene): JsonObject =>
  subList(
    `/v1/customers/${customerId}/subscriptions`,
    newestFirst(
      scene.store.related('subscription', 'customer', customerId).filter((each) => !ended.has(each.status)),
    ).map((subscription) => drawSubscription(subscription, scene)),
  )

/** The old-style cards of a customer. */
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

/** An old-style card. */
export function drawCard(card: Tables['card']): JsonObject {
  const { created, ...json } = toJson(card)
  void created
  return json
}
