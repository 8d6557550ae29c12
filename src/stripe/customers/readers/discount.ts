// Reads discounts: `discounts[]`, or the single `discount` of older versions; the coupon is in `source` since 2025-09-30. A coupon may
// have amounts in several currencies (`currency_options`) and apply to some products only (`applies_to`); both need an expansion.

import type { Discount } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
import {
  defined,
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

const durations = ['once', 'repeating', 'forever'] as const

function readAmountsOff(coupon: Raw): Money[] | undefined {
  const options = Object.entries(rawOf(coupon['currency_options'])).map(
    ([currency, option]) => [currency, integerOf(rawOf(option)['amount_off'])] as const,
  )
  const own = [textOf(coupon['currency']), integerOf(coupon['amount_off'])] as const
  const amounts = new Map(
    [own, ...options].flatMap(([currency, amountMinor]) =>
      currency === undefined || amountMinor === undefined ? [] : [[currency.toLowerCase(), amountMinor]],
    ),
  )
  return amounts.size === 0
    ? undefined
    : [...amounts].map(([currency, amountMinor]) => ({ currency, amountMinor }))
}

const couponOf = (raw: Raw): unknown => rawOf(raw['source'])['coupon'] ?? raw['coupon']

function readDiscount(value: unknown): Discount {
  const raw = rawOf(value)
  const named = couponOf(raw)
  const coupon = rawOf(named)
  return defined({
    id: idOf(value),
    couponId: idOf(named),
    name: textOf(coupon['name']),
    percentOff: numberOf(coupon['percent_off']),
    amountsOff: readAmountsOff(coupon),
    duration: durations.find((duration) => duration === coupon['duration']),
    endsAtMs: timeOf(raw['end']),
  })
}

/** The `applies_to` of a coupon that was read with it; absent when the coupon applies to every product. */
function productsOf(coupon: Raw): Discount['products'] {
  const { applies_to: appliesTo } = coupon
  if (appliesTo === undefined || appliesTo === null) return 'all'
  const named: unknown = rawOf(appliesTo)['products']
  return Array.isArray(named) ? named.map(idOf).filter((id) => id !== undefined) : undefined
}

/** The discounts whose coupon came with all of its expansions, so that its products are known. */
export function readWholeDiscounts(owner: Raw): Discount[] {
  const discounts = [...listOf(owner['discounts']), ...listOf([owner['discount']])]
  return discounts.flatMap((raw) => {
    const coupon = objectOf(couponOf(raw))
    return coupon ? [defined({ ...readDiscount(raw), products: productsOf(coupon) })] : []
  })
}

/** The discounts of a customer, subscription, item or invoice; one that was not expanded has only an id. */
export function readDiscounts(owner: Raw): Discount[] {
  const single = objectOf(owner['discount'])
  const named: unknown[] = Array.isArray(owner['discounts']) ? owner['discounts'] : []
  const several = named.filter((one) => idOf(one) !== undefined || objectOf(one) !== undefined)
  if (several.length === 0) return single ? [readDiscount(single)] : []
  return several.map((one) => {
    // Some versions have the id in the list and the object next to it.
    const beside = typeof one === 'string' && single && (several.length === 1 || idOf(single) === one)
    return beside ? { ...readDiscount(single), id: one } : readDiscount(one)
  })
}

/** Whether anything about its value is known. */
export const isDescribed = ({ percentOff, amountsOff }: Discount) =>
  percentOff !== undefined || amountsOff !== undefined

/** Whether it is known what it takes off in a currency. */
export const isWorthKnown = ({ percentOff, amountsOff }: Discount, currency: string) =>
  percentOff !== undefined || amountsOff?.some((one) => one.currency === currency) === true

const isSame = (one: Discount, other: Discount) =>
  (one.id !== undefined && one.id === other.id) ||
  (one.couponId !== undefined && one.couponId === other.couponId)

/**
 * Fills discounts whose coupon came as an id from others with the same coupon; each keeps its own end. `whole` are those whose
 * coupon was read for itself, which says more than any other.
 */
export function describeDiscounts(
  discounts: readonly Discount[],
  described: readonly Discount[],
  whole: readonly Discount[],
): Discount[] {
  return discounts.map((discount) => {
    const read = whole.find((one) => isSame(discount, one))
    const same = read ?? (isDescribed(discount) ? undefined : described.find((one) => isSame(discount, one)))
    if (!same) return discount
    const { id, endsAtMs, ...worth } = same
    const ends = id !== undefined && id === discount.id ? defined({ endsAtMs }) : {}
    const { amountsOff: _, ...own } = discount
    return { ...worth, ...ends, ...own }
  })
}
