// Customers, discounts with their coupons, and balance entries.

import type { Tables } from './tables.ts'

export type CustomerSketch = {
  id: string
  created: number
  livemode: boolean
  invoicePrefix: string
  name?: string
  email?: string
  phone?: string
  description?: string
  currency?: string
  invoiceCredit?: Record<string, number>
  delinquent?: boolean
  paymentMethod?: string
  source?: string
  accountV2?: string
  country?: string
  metadata?: Record<string, string>
  locales?: string[]
  testClock?: string
}

/** A customer as Stripe stores it. */
export function customer(sketch: CustomerSketch): Tables['customer'] {
  return {
    id: sketch.id,
    object: 'customer',
    address: sketch.country
      ? { city: null, country: sketch.country, line1: null, line2: null, postal_code: null, state: null }
      : null,
    balance: 0,
    created: sketch.created,
    currency: sketch.currency ?? null,
    ...(sketch.accountV2 ? { customer_account: sketch.accountV2 } : {}),
    default_source: sketch.source ?? null,
    delinquent: sketch.delinquent ?? false,
    description: sketch.description ?? null,
    discount: null,
    email: sketch.email ?? null,
    invoice_credit_balance: sketch.invoiceCredit ?? {},
    invoice_prefix: sketch.invoicePrefix,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: sketch.paymentMethod ?? null,
      footer: null,
      rendering_options: null,
    },
    livemode: sketch.livemode,
    metadata: sketch.metadata ?? {},
    name: sketch.name ?? null,
    next_invoice_sequence: 1,
    phone: sketch.phone ?? null,
    preferred_locales: sketch.locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: sketch.testClock ?? null,
  }
}

export type CouponSketch = {
  id: string
  name: string
  created: number
  livemode: boolean
  percentOff?: number
  amountOff?: number
  currency?: string
  /** Minor units by further currency. */
  currencyOptions?: Record<string, number>
  /** The products it is limited to. */
  products?: string[]
  /** Duration in months; forever by default. */
  months?: number
  once?: boolean
}

/** A coupon. */
export function coupon(sketch: CouponSketch): Tables['coupon'] {
  return {
    id: sketch.id,
    object: 'coupon',
    amount_off: sketch.amountOff ?? null,
    created: sketch.created,
    currency: sketch.currency ?? null,
    duration: sketch.once ? 'once' : sketch.months === undefined ? 'forever' : 'repeating',
    duration_in_months: sketch.months ?? null,
    livemode: sketch.livemode,
    max_redemptions: null,
    metadata: {},
    name: sketch.name,
    percent_off: sketch.percentOff ?? null,
    redeem_by: null,
    times_redeemed: 1,
    valid: true,
    ...(sketch.products ? { hiddenProducts: sketch.products } : {}),
    ...(sketch.currencyOptions
      ? {
          hiddenCurrencyOptions: Object.fromEntries(
            Object.entries(sketch.currencyOptions).map(([currency, off]) => [currency, { amount_off: off }]),
          ),
        }
      : {}),
  }
}

/** Whether a coupon applies to a product. */
export const isFor = (coupon: Tables['coupon'], product: string): boolean =>
  coupon.hiddenProducts?.includes(product) ?? true

/** The reduction of an amount by a coupon: at most the whole amount, and nothing in a currency the coupon does not have. */
export function worthOf(coupon: Tables['coupon'], amount: number, currency: string): number {
  const whole = Math.max(0, amount)
  if (coupon.percent_off !== null) return Math.round((whole * coupon.percent_off) / 100)
  const own = coupon.currency === currency ? coupon.amount_off : undefined
  return Math.min(whole, own ?? coupon.hiddenCurrencyOptions?.[currency]?.amount_off ?? 0)
}

export type DiscountSketch = {
  id: string
  coupon: string
  customer: string
  start: number
  end?: number
  subscription?: string
  item?: string
}

/** A coupon applied to a customer or a subscription. */
export function discount(sketch: DiscountSketch): Tables['discount'] {
  return {
    id: sketch.id,
    object: 'discount',
    checkout_session: null,
    created: sketch.start,
    customer: sketch.customer,
    customer_account: null,
    end: sketch.end ?? null,
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    source: { coupon: sketch.coupon, type: 'coupon' },
    start: sketch.start,
    subscription: sketch.subscription ?? null,
    subscription_item: sketch.item ?? null,
  }
}

export type BalanceSketch = {
  id: string
  customer: string
  created: number
  livemode: boolean
  amount: number
  endingBalance: number
  currency: string
  description?: string
  /** The invoice it was applied to; without one it is a manual adjustment. */
  invoice?: string
}

/** One change of a customer's balance. */
export function balanceEntry(sketch: BalanceSketch): Tables['customer_balance_transaction'] {
  return {
    id: sketch.id,
    object: 'customer_balance_transaction',
    amount: sketch.amount,
    checkout_session: null,
    created: sketch.created,
    credit_note: null,
    currency: sketch.currency,
    customer: sketch.customer,
    customer_account: null,
    description: sketch.description ?? null,
    ending_balance: sketch.endingBalance,
    invoice: sketch.invoice ?? null,
    livemode: sketch.livemode,
    metadata: {},
    type: sketch.invoice ? 'applied_to_invoice' : 'adjustment',
  }
}
