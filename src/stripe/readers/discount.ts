// Discounts: `discounts[]`, or the single `discount` of older versions; the coupon sits in `source` since 2025-09-30.

import type { Discount } from '#contract/billing.ts'
import {
  defined,
  idOf,
  integerOf,
  listOf,
  numberOf,
  objectOf,
  rawOf,
  textOf,
  timeOf,
  type Raw,
} from '../raw.ts'

function readDiscount(raw: Raw): Discount {
  const named = rawOf(raw['source'])['coupon'] ?? raw['coupon']
  const coupon = rawOf(named)
  const amount = integerOf(coupon['amount_off'])
  const currency = textOf(coupon['currency'])
  return defined({
    couponId: idOf(named),
    name: textOf(coupon['name']),
    percentOff: numberOf(coupon['percent_off']),
    amountOff: amount !== undefined && currency ? { amountMinor: amount, currency } : undefined,
    endsAtMs: timeOf(raw['end']),
  })
}

/** The discounts of a customer, subscription or invoice. */
export function readDiscounts(owner: Raw): Discount[] {
  const several = listOf(owner['discounts'])
  const single = objectOf(owner['discount'])
  return (several.length > 0 ? several : single ? [single] : []).map(readDiscount)
}

/** Whether more is known of it than the coupon's id. */
export const isDescribed = ({ percentOff, amountOff }: Discount) =>
  percentOff !== undefined || amountOff !== undefined

/** Discounts whose coupon came as an id only, filled from others with the same coupon; each keeps its own end. */
export function describeDiscounts(
  discounts: readonly Discount[],
  described: readonly Discount[],
): Discount[] {
  return discounts.map((discount) => {
    const same = described.find(({ couponId }) => couponId !== undefined && couponId === discount.couponId)
    if (isDescribed(discount) || !same) return discount
    const { endsAtMs: _, ...worth } = same
    return { ...worth, ...discount }
  })
}
