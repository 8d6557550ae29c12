// Reads a price, or the older plan that mirrors it. A price may have amounts in several currencies: its own at the top, the others in
// `currency_options`, which needs an expansion.
// https://docs.stripe.com/products-prices/pricing-models#multicurrency

import type { Price } from '#contract/billing.ts'
import { defined, idOf, integerOf, listOf, type Raw, rawOf, textOf } from '../../api/raw.ts'

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

type Amounts = Pick<Price, 'unitAmountMinor' | 'unitAmountDecimal' | 'tiers'>

function readAmounts(from: Raw, plan: Raw = {}): Amounts {
  return defined({
    unitAmountMinor: integerOf(from['unit_amount']) ?? integerOf(plan['amount']),
    unitAmountDecimal: textOf(from['unit_amount_decimal']) ?? textOf(plan['amount_decimal']),
    tiers: readTiers(from['tiers'] ?? plan['tiers']),
  })
}

/** The amounts in the currency of payment; none when the price came in another currency only. */
function amountsIn(currency: string, own: string, price: Raw, plan: Raw): Amounts {
  if (currency === own) return readAmounts(price, plan)
  return readAmounts(rawOf(rawOf(price['currency_options'])[currency]))
}

/** Reads `price` in the currency `paidIn`, completed from `plan` for subscriptions that are older than prices. */
export function readPrice(price: Raw, plan: Raw = {}, paidIn?: string): Price {
  const recurring = rawOf(price['recurring'])
  const tiersMode = price['tiers_mode'] ?? plan['tiers_mode']
  const scheme = price['billing_scheme'] ?? plan['billing_scheme']
  const transform = rawOf(price['transform_quantity'] ?? plan['transform_usage'])
  const interval = intervalOf(recurring['interval'] ?? plan['interval'])
  const own = (textOf(price['currency']) ?? textOf(plan['currency']) ?? paidIn ?? '').toLowerCase()
  const currency = paidIn ?? own
  return defined({
    id: idOf(price) ?? idOf(plan) ?? '',
    productId: idOf(price['product']) ?? idOf(plan['product']),
    nickname: textOf(price['nickname']) ?? textOf(plan['nickname']),
    currency,
    ...amountsIn(currency, own, price, plan),
    scheme: scheme === 'tiered' ? ('tiered' as const) : ('per_unit' as const),
    tiersMode: tiersModes.find((mode) => mode === tiersMode),
    metered: (recurring['usage_type'] ?? plan['usage_type']) === 'metered',
    interval,
    intervalCount: interval && (integerOf(recurring['interval_count'] ?? plan['interval_count']) ?? 1),
    divideBy: integerOf(transform['divide_by']),
    customerChooses: typeof price['custom_unit_amount'] === 'object' && price['custom_unit_amount'] !== null,
  })
}
