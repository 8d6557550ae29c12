// Products and prices.

import type Stripe from 'stripe'
import type { StoredPriceOption, StoredTier, Tables } from './tables.ts'

export type ProductSketch = {
  id: string
  name: string
  created: number
  livemode: boolean
  description?: string
  active?: boolean
  features?: string[]
  unitLabel?: string
  shippable?: boolean
}

/** A product. */
export function product(sketch: ProductSketch): Tables['product'] {
  return {
    id: sketch.id,
    object: 'product',
    active: sketch.active ?? true,
    created: sketch.created,
    default_price: null,
    description: sketch.description ?? null,
    images: [],
    livemode: sketch.livemode,
    marketing_features: (sketch.features ?? []).map((name) => ({ name })),
    metadata: {},
    name: sketch.name,
    package_dimensions: null,
    shippable: sketch.shippable ?? null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: sketch.unitLabel ?? null,
    updated: sketch.created,
    url: null,
  }
}

export type Interval = { every: 'day' | 'week' | 'month' | 'year'; count?: number }

export type PriceSketch = {
  id: string
  product: string
  created: number
  livemode: boolean
  currency: string
  /** Minor units; a string for fractions of them. */
  amount?: number | string
  interval?: Interval
  metered?: boolean
  tiersMode?: 'graduated' | 'volume'
  tiers?: StoredTier[]
  divideBy?: number
  customerChooses?: boolean
  nickname?: string
  taxBehavior?: 'exclusive' | 'inclusive'
  /** Minor units by further currency. */
  currencyOptions?: Record<string, number>
}

/** A tier up to a quantity. */
export const tier = (
  upTo: number | null,
  unitAmount: number,
  flatAmount: number | null = null,
): StoredTier => ({
  flat_amount: flatAmount,
  flat_amount_decimal: flatAmount === null ? null : String(flatAmount),
  unit_amount: unitAmount,
  unit_amount_decimal: String(unitAmount),
  up_to: upTo,
})

/** A manual tax rate, included in prices or added to them. */
export const taxRate = (sketch: {
  id: string
  created: number
  livemode: boolean
  percentage: number
  inclusive: boolean
}): Stripe.TaxRate => ({
  ...sketch,
  object: 'tax_rate',
  active: true,
  country: 'DE',
  description: null,
  display_name: 'VAT',
  effective_percentage: sketch.percentage,
  flat_amount: null,
  jurisdiction: 'DE',
  jurisdiction_level: 'country',
  metadata: {},
  rate_type: 'percentage',
  state: null,
  tax_type: 'vat',
})

const option = (amount: number, taxBehavior: StoredPriceOption['tax_behavior']): StoredPriceOption => ({
  custom_unit_amount: null,
  tax_behavior: taxBehavior,
  unit_amount: amount,
  unit_amount_decimal: String(amount),
})

/** The cost of one unit in a currency: that of the price, or one of its currency options. */
export function unitAmountIn(price: Tables['price'], currency: string): string {
  const held = currency === price.currency ? price : price.hiddenCurrencyOptions?.[currency]
  return held?.unit_amount_decimal ?? '0'
}

/** A price; `unit_amount` is null if fractional or tiered, as at Stripe. */
export function price(sketch: PriceSketch): Tables['price'] {
  const { amount, interval, taxBehavior = 'unspecified', currencyOptions } = sketch
  return {
    id: sketch.id,
    object: 'price',
    active: true,
    billing_scheme: sketch.tiers ? 'tiered' : 'per_unit',
    created: sketch.created,
    currency: sketch.currency,
    custom_unit_amount: sketch.customerChooses ? { maximum: null, minimum: 100, preset: 1000 } : null,
    livemode: sketch.livemode,
    lookup_key: null,
    metadata: {},
    nickname: sketch.nickname ?? null,
    product: sketch.product,
    recurring: interval
      ? {
          interval: interval.every,
          interval_count: interval.count ?? 1,
          meter: sketch.metered ? 'mtr_brews' : null,
          trial_period_days: null,
          usage_type: sketch.metered ? 'metered' : 'licensed',
        }
      : null,
    tax_behavior: taxBehavior,
    tiers_mode: sketch.tiersMode ?? null,
    transform_quantity: sketch.divideBy ? { divide_by: sketch.divideBy, round: 'up' } : null,
    type: interval ? 'recurring' : 'one_time',
    unit_amount: typeof amount === 'number' ? amount : null,
    unit_amount_decimal: amount === undefined ? null : String(amount),
    ...(sketch.tiers ? { hiddenTiers: sketch.tiers } : {}),
    ...(currencyOptions
      ? {
          hiddenCurrencyOptions: Object.fromEntries(
            Object.entries({ ...currencyOptions, [sketch.currency]: Number(amount) }).map(
              ([currency, minor]) => [currency, option(minor, taxBehavior)],
            ),
          ),
        }
      : {}),
  }
}
