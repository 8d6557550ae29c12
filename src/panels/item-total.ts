// Computes what a subscription item costs per period, as a plain amount.

import type { SubscriptionItem } from '#contract/billing.ts'
import { amountOf, type MoneyValue, periodOf, withPeriod } from './amount.ts'

export type Priced = Pick<SubscriptionItem, 'price' | 'quantity'>

/** What the item costs per period before discounts and tax; `undefined` when that cannot be known from the price alone. */
export function itemTotal({ price, quantity = 1 }: Priced): MoneyValue | undefined {
  const { unitAmountMinor, scheme, metered, customerChooses, divideBy = 1, currency } = price
  if (unitAmountMinor === undefined || scheme !== 'per_unit' || metered || customerChooses) return undefined
  if (divideBy < 1 || quantity % divideBy !== 0) return undefined
  const total = amountOf(unitAmountMinor * (quantity / divideBy), currency)
  return total && withPeriod(total, periodOf(price))
}
