// Draws any stored object in the requested API version.

import { toJson, type JsonObject } from '../json.ts'
import type { Entity, Tables } from '../objects/tables.ts'
import { drawCard, drawCustomer } from './customer.ts'
import { drawEvent, drawThinEvent } from './event.ts'
import { drawInvoice, drawLine } from './invoice.ts'
import { drawCharge, drawCreditNote, drawIntent } from './payment.ts'
import { drawCoupon, drawDiscount, drawPrice, drawProduct } from './price.ts'
import type { Scene } from './scene.ts'
import { drawItem, drawSubscription } from './subscription.ts'

/** Draws an object without expansions. */
export function draw(entity: Entity, scene: Scene): JsonObject {
  switch (entity.object) {
    case 'customer':
      return drawCustomer(entity, scene)
    case 'subscription':
      return drawSubscription(entity, scene)
    case 'subscription_item':
      return drawItem(entity, scene)
    case 'invoice':
      return drawInvoice(entity, scene)
    case 'line_item':
      return drawLine(entity, scene)
    case 'charge':
      return drawCharge(entity, scene)
    case 'payment_intent':
      return drawIntent(entity, scene)
    case 'credit_note':
      return drawCreditNote(entity, scene)
    case 'product':
      return drawProduct(entity, scene)
    case 'price':
      return drawPrice(entity, scene)
    case 'coupon':
      return drawCoupon(entity)
    case 'discount':
      return drawDiscount(entity, scene)
    case 'card':
      return drawCard(entity)
    case 'checkout.session': {
      const { hiddenOrder, ...session } = entity
      void hiddenOrder
      return toJson(session)
    }
    case 'event':
      return drawEvent(entity, eventObject(entity, scene), scene)
    case 'v2.core.event':
      return drawThinEvent(entity, scene)
    default:
      return toJson(entity)
  }
}

/** The object of an event, in the event's version, not the requested one. */
function eventObject(event: Tables['event'], { store }: Scene): JsonObject {
  if (event.recorded) return event.recorded.object
  const about = store.findById(event.subject)
  return about ? draw(about, { store, version: event.api_version }) : { id: event.subject }
}
