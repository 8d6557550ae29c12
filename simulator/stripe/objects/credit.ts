// Payments and credit notes for an invoice.

import { idOf } from './reference.ts'
import type { Tables } from './tables.ts'

export type InvoicePaymentSketch = {
  id: string
  created: number
  livemode: boolean
  invoice: string
  currency: string
  requested: number
  paid: number | null
  status: 'open' | 'paid' | 'canceled'
  intent: string
}

/** Links an invoice to its payment. */
export function invoicePayment(sketch: InvoicePaymentSketch): Tables['invoice_payment'] {
  return {
    id: sketch.id,
    object: 'invoice_payment',
    amount_paid: sketch.paid,
    amount_requested: sketch.requested,
    created: sketch.created,
    currency: sketch.currency,
    invoice: sketch.invoice,
    is_default: true,
    livemode: sketch.livemode,
    payment: { payment_intent: sketch.intent, type: 'payment_intent' },
    status: sketch.status,
    status_transitions: {
      canceled_at: sketch.status === 'canceled' ? sketch.created : null,
      paid_at: sketch.status === 'paid' ? sketch.created : null,
    },
  }
}

export type CreditNoteSketch = {
  id: string
  created: number
  invoice: Tables['invoice']
  amount: number
  refund?: string
  /** The invoice was still open, so the credit note reduces the amount due. */
  isBeforePayment?: boolean
}

/** A credit note, by default after payment. */
export function creditNote(sketch: CreditNoteSketch): Tables['credit_note'] {
  const { amount, invoice } = sketch
  return {
    id: sketch.id,
    object: 'credit_note',
    amount,
    amount_shipping: 0,
    created: sketch.created,
    currency: invoice.currency,
    customer: idOf(invoice.customer),
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: sketch.created,
    invoice: invoice.id,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/credit_notes/${sketch.id}/lines` },
    livemode: invoice.livemode,
    memo: null,
    metadata: {},
    number: `${invoice.id.slice(-6)}-CN-01`,
    out_of_band_amount: null,
    pdf: `https://pay.stripe.com/credit_notes/simulated/${sketch.id}/pdf`,
    post_payment_amount: sketch.isBeforePayment ? 0 : amount,
    pre_payment_amount: sketch.isBeforePayment ? amount : 0,
    pretax_credit_amounts: [],
    reason: 'product_unsatisfactory',
    refunds: sketch.refund
      ? [{ amount_refunded: amount, payment_record_refund: null, refund: sketch.refund, type: 'refund' }]
      : [],
    shipping_cost: null,
    status: 'issued',
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: sketch.isBeforePayment ? 'pre_payment' : 'post_payment',
    voided_at: null,
  }
}
