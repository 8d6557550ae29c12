// A price, or the older plan that mirrors it.

import type { Price } from '#contract/billing.ts'
import { defined, idOf, integerOf, listOf, rawOf, textOf, type Raw } from '../raw.ts'

const intervals = ['day', 'week', 'month', 'year'] as const
const tiersModes = ['graduated', 'volume'] as const
const intervalOf = (value: unknown) => intervals.find((interval) => interval === value)

function readTiers(value: unknown): Price['tiers'] {
  const tiers = listOf(value)
  if (tiers.length === 0) return undefined
  return tiers.map((tier) =>
    defined({
      upTo: integerOf(tier['up_to']),
      unitAmountDecimal: textOf(tier['unit_amount_decimal']) ?? textOf(tier['unit_amount']),
      flatAmountMinor: integerOf(tier['flat_amount']),
    }),
  )
}

/** Reads `price`, filled up from `plan` for subscriptions that are older than prices. */
export function readPrice(price: Raw, plan: Raw = {}): Price {
  const recurring = rawOf(price['recurring'])
  const tiersMode = price['tiers_mode'] ?? plan['tiers_mode']
  const scheme = price['billing_scheme'] ?? plan['billing_scheme']
  const transform = rawOf(price['transform_quantity'] ?? plan['transform_usage'])
  const interval = intervalOf(recurring['interval'] ?? plan['interval'])
  return defined({
    id: idOf(price) ?? idOf(plan) ?? '',
    productId: idOf(price['product']) ?? idOf(plan['product']),
    nickname: textOf(price['nickname']) ?? textOf(plan['nickname']),
    currency: (textOf(price['currency']) ?? textOf(plan['currency']) ?? '').toLowerCase(),
    unitAmountMinor: integerOf(price['unit_amount']) ?? integerOf(plan['amount']),
    unitAmountDecimal: textOf(price['unit_amount_decimal']) ?? textOf(plan['amount_decimal']),
    scheme: scheme === 'tiered' ? ('tiered' as const) : ('per_unit' as const),
    tiersMode: tiersModes.find((mode) => mode === tiersMode),
    tiers: readTiers(price['tiers'] ?? plan['tiers']),
    metered: (recurring['usage_type'] ?? plan['usage_type']) === 'metered',
    interval,
    intervalCount: interval && (integerOf(recurring['interval_count'] ?? plan['interval_count']) ?? 1),
    divideBy: integerOf(transform['divide_by']),
    customerChooses: typeof price['custom_unit_amount'] === 'object' && price['custom_unit_amount'] !== null,
  })
}
