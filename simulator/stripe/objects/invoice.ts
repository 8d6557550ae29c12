// Invoices and their lines.

import type { Tables } from './tables.ts'

/** Included in the prices, or added to them. */
export type InvoiceTax = { amount: number; inclusive: boolean }

export type InvoiceSketch = {
  id: string
  created: number
  livemode: boolean
  customer: Tables['customer']
  currency: string
  subtotal: number
  discountAmounts?: { amount: number; discount: string }[]
  tax?: InvoiceTax
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void'
  amountPaid?: number
  billingReason: Tables['invoice']['billing_reason']
  subscription?: string
  periodStart?: number
  periodEnd?: number
  dueDate?: number
  sent?: boolean
  attemptCount?: number
  nextAttempt?: number
  paidAt?: number
  paidOffStripe?: boolean
  amountPaidOffStripe?: number
  creditedBefore?: number
  fromBalance?: number
  overpaid?: number
  creditedAfter?: number
  uncollectibleReason?: string
  receiptNumber?: string
  description?: string
  metadata?: Record<string, string>
  accountName: string
}

const parentOf = (sketch: InvoiceSketch): Tables['invoice']['parent'] =>
  sketch.subscription
    ? {
        quote_details: null,
        subscription_details: { metadata: {}, subscription: sketch.subscription },
        type: 'subscription_details',
      }
    : null

const transitionsOf = (sketch: InvoiceSketch): Tables['invoice']['status_transitions'] => ({
  finalized_at: sketch.status === 'draft' ? null : sketch.created + 3600,
  marked_uncollectible_at: sketch.status === 'uncollectible' ? sketch.created + 86_400 : null,
  paid_at: sketch.status === 'paid' ? (sketch.paidAt ?? sketch.created + 3600) : null,
  voided_at: sketch.status === 'void' ? sketch.created + 86_400 : null,
})

const personOf = ({ customer }: InvoiceSketch) => ({
  customer: customer.id,
  customer_account: customer.customer_account ?? null,
  customer_address: customer.address ?? null,
  customer_email: customer.email,
  customer_name: customer.name ?? null,
  customer_phone: customer.phone ?? null,
  customer_shipping: null,
  customer_tax_exempt: 'none' as const,
  customer_tax_ids: [],
})

const taxesOf = (tax: InvoiceTax | undefined, total: number): Tables['invoice']['total_taxes'] =>
  tax === undefined
    ? []
    : [
        {
          amount: tax.amount,
          tax_behavior: tax.inclusive ? 'inclusive' : 'exclusive',
          tax_rate_details: null,
          taxability_reason: 'standard_rated',
          taxable_amount: total - tax.amount,
          type: 'tax_rate_details',
        },
      ]

/** An invoice without lines and payments; it gets its number once all invoices are known. */
export function invoice(sketch: InvoiceSketch): Tables['invoice'] {
  const { tax } = sketch
  const added = tax && !tax.inclusive ? tax.amount : 0
  const included = tax?.inclusive ? tax.amount : 0
  const off = (sketch.discountAmounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
  const total = sketch.subtotal - off + added
  const { creditedBefore = 0, fromBalance = 0 } = sketch
  const due = total - creditedBefore - fromBalance
  const paid = sketch.amountPaid ?? (sketch.status === 'paid' ? due : 0)
  const offStripe = sketch.paidOffStripe ? paid : sketch.amountPaidOffStripe
  const final = sketch.status !== 'draft'
  return {
    id: sketch.id,
    object: 'invoice',
    account_country: 'DE',
    account_name: sketch.accountName,
    account_tax_ids: null,
    amount_due: due,
    amount_overpaid: sketch.overpaid ?? 0,
    amount_paid: paid,
    ...(offStripe === undefined ? {} : { amount_paid_off_stripe: offStripe }),
    amount_remaining: sketch.status === 'void' ? 0 : due - paid,
    amount_shipping: 0,
    application: null,
    attempt_count: sketch.attemptCount ?? (sketch.status === 'paid' && !sketch.paidOffStripe ? 1 : 0),
    attempted: (sketch.attemptCount ?? 0) > 0 || sketch.status === 'paid',
    auto_advance: sketch.nextAttempt !== undefined,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: sketch.billingReason,
    collection_method: sketch.sent ? 'send_invoice' : 'charge_automatically',
    created: sketch.created,
    currency: sketch.currency,
    custom_fields: null,
    ...personOf(sketch),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: sketch.description ?? null,
    discounts: (sketch.discountAmounts ?? []).map(({ discount }) => discount),
    due_date: sketch.dueDate ?? null,
    effective_at: final ? sketch.created : null,
    ending_balance: final ? 0 : null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: final ? `https://invoice.stripe.com/i/simulated/${sketch.id}` : null,
    invoice_pdf: final ? `https://pay.stripe.com/invoice/simulated/${sketch.id}/pdf` : null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    livemode: sketch.livemode,
    metadata: sketch.metadata ?? {},
    next_payment_attempt: sketch.nextAttempt ?? null,
    number: null,
    on_behalf_of: null,
    parent: parentOf(sketch),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: sketch.periodEnd ?? sketch.created,
    period_start: sketch.periodStart ?? sketch.created,
    post_payment_credit_notes_amount: sketch.creditedAfter ?? 0,
    pre_payment_credit_notes_amount: creditedBefore,
    receipt_number: sketch.receiptNumber ?? null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0 - fromBalance,
    statement_descriptor: null,
    status: sketch.status,
    ...(sketch.uncollectibleReason
      ? {
          status_details: {
            uncollectible: { reason: sketch.uncollectibleReason },
          },
        }
      : {}),
    status_transitions: transitionsOf(sketch),
    subtotal: sketch.subtotal,
    subtotal_excluding_tax: sketch.subtotal - included,
    test_clock: sketch.customer.test_clock ?? null,
    total,
    total_discount_amounts: sketch.discountAmounts ?? [],
    total_excluding_tax: total - added - included,
    total_pretax_credit_amounts: [],
    total_taxes: taxesOf(tax, total),
    webhooks_delivered_at: sketch.created,
  }
}

export type LineSketch = {
  id: string
  created: number
  livemode: boolean
  invoice: string
  amount: number
  currency: string
  description: string
  quantity?: number
  price?: string
  product?: string
  unitAmount?: string
  subscription?: string
  subscriptionItem?: string
  periodStart: number
  periodEnd: number
  discountAmounts?: { amount: number; discount: string }[]
}

const lineParent = (sketch: LineSketch): Tables['line_item']['parent'] =>
  sketch.subscription && sketch.subscriptionItem
    ? {
        invoice_item_details: null,
        subscription_item_details: {
          invoice_item: null,
          proration: false,
          proration_details: { credited_items: null },
          subscription: sketch.subscription,
          subscription_item: sketch.subscriptionItem,
        },
        type: 'subscription_item_details',
      }
    : {
        invoice_item_details: {
          invoice_item: sketch.id.replace('il_', 'ii_'),
          proration: false,
          proration_details: { credited_items: null },
          subscription: null,
        },
        subscription_item_details: null,
        type: 'invoice_item_details',
      }

/** A line of an invoice. */
export function lineItem(sketch: LineSketch): Tables['line_item'] {
  return {
    id: sketch.id,
    object: 'line_item',
    amount: sketch.amount,
    created: sketch.created,
    currency: sketch.currency,
    description: sketch.description,
    discount_amounts: sketch.discountAmounts ?? [],
    discountable: true,
    discounts: (sketch.discountAmounts ?? []).map(({ discount }) => discount),
    invoice: sketch.invoice,
    livemode: sketch.livemode,
    metadata: {},
    parent: lineParent(sketch),
    period: { end: sketch.periodEnd, start: sketch.periodStart },
    pretax_credit_amounts: [],
    pricing: sketch.price
      ? {
          price_details: { price: sketch.price, product: sketch.product ?? '' },
          type: 'price_details',
          unit_amount_decimal: sketch.unitAmount ?? null,
        }
      : null,
    quantity: sketch.quantity ?? 1,
    quantity_decimal: String(sketch.quantity ?? 1),
    subscription: sketch.subscription ?? null,
    subtotal: sketch.amount,
    taxes: [],
  } as Tables['line_item']
}
