// Draws prices, products, coupons and discounts in the requested version.

import { toJson, type JsonObject } from '../json.ts'
import type { Tables } from '../objects/tables.ts'
import { changes, isBefore } from '../versions.ts'
import type { Scene } from './scene.ts'

/** A price; tiers and currency options need expansion. */
export function drawPrice(price: Tables['price'], { version }: Scene): JsonObject {
  const { hiddenTiers, hiddenCurrencyOptions, ...json } = toJson(price)
  void [hiddenTiers, hiddenCurrencyOptions]
  if (price.recurring && isBefore(version, changes.basil)) {
    json['recurring'] = {
      ...toJson(price.recurring),
      aggregate_usage: price.recurring.usage_type === 'metered' ? 'sum' : null,
    }
  }
  return json
}

/** The plan that mirrors a recurring price on items and old lines. */
export function drawPlan(price: Tables['price']): JsonObject {
  const { recurring } = price
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: recurring?.interval ?? 'month',
    interval_count: recurring?.interval_count ?? 1,
    livemode: price.livemode,
    metadata: {},
    meter: recurring?.meter ?? null,
    nickname: price.nickname,
    product: typeof price.product === 'string' ? price.product : price.product.id,
    tiers_mode: price.tiers_mode,
    transform_usage: price.transform_quantity ? toJson(price.transform_quantity) : null,
    trial_period_days: null,
    usage_type: recurring?.usage_type ?? 'licensed',
  }
}

/** A product; marketing features were `features` before 2024. */
export function drawProduct(product: Tables['product'], { version }: Scene): JsonObject {
  const json = toJson(product)
  if (isBefore(version, changes.clover)) delete json['tax_details']
  if (!isBefore(version, changes.marketingFeatures)) return json
  const { marketing_features: features, ...old } = json
  return isBefore(version, changes.latestCharge) ? old : { ...old, features: features ?? [] }
}

/** A coupon; currency options and products need expansion. */
export function drawCoupon(coupon: Tables['coupon']): JsonObject {
  const { hiddenCurrencyOptions, hiddenProducts, ...json } = toJson(coupon)
  void [hiddenCurrencyOptions, hiddenProducts]
  return json
}

/** A discount: it contains the coupon before 2025-09-30, and a `source` since. */
export function drawDiscount(discount: Tables['discount'], { store, version }: Scene): JsonObject {
  const { created, source, ...json } = toJson(discount)
  void created
  if (!isBefore(version, changes.clover)) return { ...json, source: source ?? null }
  const couponId = discount.source.coupon
  const coupon = typeof couponId === 'string' ? store.find('coupon', couponId) : undefined
  return { ...json, coupon: coupon ? drawCoupon(coupon) : null }
}
