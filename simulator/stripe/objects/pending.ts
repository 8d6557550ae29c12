// Pending invoice items, subscription schedules and tax ids.

import type { Tables } from './tables.ts'

export type InvoiceItemSketch = {
  id: string
  created: number
  livemode: boolean
  customer: string
  amount: number
  currency: string
  description: string
  subscription?: string
  proration?: boolean
}

/** A pending item for the next invoice. */
export function invoiceItem(sketch: InvoiceItemSketch): Tables['invoiceitem'] {
  const { id, created, livemode, customer, amount, currency, description, subscription } = sketch
  return {
    id,
    object: 'invoiceitem',
    amount,
    currency,
    customer,
    customer_account: null,
    date: created,
    description,
    discountable: true,
    discounts: [],
    invoice: null,
    livemode,
    metadata: {},
    net_amount: amount,
    parent: subscription ? { subscription_details: { subscription }, type: 'subscription_details' } : null,
    period: { end: created, start: created },
    pricing: null,
    proration: sketch.proration ?? false,
    quantity: 1,
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: null,
  }
}

type Phase = Tables['subscription_schedule']['phases'][number]
type PhaseSketch = { start: number; end: number; price: string; quantity?: number; currency: string }

const phase = ({ start, end, price, quantity = 1, currency }: PhaseSketch): Phase => ({
  add_invoice_items: [],
  application_fee_percent: null,
  billing_cycle_anchor: null,
  billing_thresholds: null,
  collection_method: null,
  currency,
  default_payment_method: null,
  description: null,
  discounts: [],
  end_date: end,
  invoice_settings: null,
  items: [{ billing_thresholds: null, discounts: [], metadata: {}, plan: price, price, quantity }],
  metadata: {},
  on_behalf_of: null,
  proration_behavior: 'create_prorations',
  start_date: start,
  transfer_data: null,
  trial_end: null,
})

export type ScheduleSketch = {
  id: string
  created: number
  livemode: boolean
  customer: string
  subscription: string
  phases: PhaseSketch[]
  endBehavior?: 'release' | 'cancel'
}

/** The schedule of a subscription; its first phase is the current one. */
export function schedule(sketch: ScheduleSketch): Tables['subscription_schedule'] {
  const [current] = sketch.phases
  return {
    id: sketch.id,
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: null, type: 'classic' },
    canceled_at: null,
    completed_at: null,
    created: sketch.created,
    current_phase: current ? { start_date: current.start, end_date: current.end } : null,
    customer: sketch.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: sketch.endBehavior ?? 'release',
    livemode: sketch.livemode,
    metadata: {},
    pause_schedules: [],
    phases: sketch.phases.map(phase),
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: sketch.subscription,
    test_clock: null,
  }
}

/** A verified tax id. */
export function taxId(sketch: {
  id: string
  created: number
  livemode: boolean
  customer: string
  value: string
  country: string
}): Tables['tax_id'] {
  return {
    ...sketch,
    object: 'tax_id',
    customer_account: null,
    owner: { customer: sketch.customer, customer_account: null, type: 'customer' },
    type: 'eu_vat',
    verification: { status: 'verified', verified_address: null, verified_name: null },
  }
}
