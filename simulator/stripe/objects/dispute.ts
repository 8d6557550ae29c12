// Disputes, with the balance transaction that withdraws amount and fee.

import type Stripe from 'stripe'
import type { Tables } from './tables.ts'

export type DisputeSketch = {
  id: string
  created: number
  charge: Tables['charge']
  status: Stripe.Dispute.Status
  reason: string
  dueBy: number | null
  feeMinor: number
  submissions?: number
  /** Amount in the settlement currency, if that differs from the charge's; the fee is in it too. */
  settled?: { currency: string; amount: number }
}

const evidenceFields = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
]

const withdrawal = (
  sketch: DisputeSketch,
  { currency, amount } = sketch.settled ?? sketch.charge,
): Tables['balance_transaction'] => ({
  id: sketch.id.replace(/^d[pu]_/, 'txn_'),
  object: 'balance_transaction',
  amount: -amount,
  available_on: sketch.created,
  balance_type: 'payments',
  created: sketch.created,
  currency,
  description: `Chargeback withdrawal for ${sketch.charge.id}`,
  exchange_rate: sketch.settled ? amount / sketch.charge.amount : null,
  fee: sketch.feeMinor,
  fee_details: [
    {
      amount: sketch.feeMinor,
      application: null,
      currency,
      description: 'Dispute fee',
      type: 'stripe_fee',
    },
  ],
  net: -amount - sketch.feeMinor,
  reporting_category: 'dispute',
  source: sketch.id,
  status: 'available',
  type: 'adjustment',
})

/** A dispute: the customer's bank takes a payment back. */
export function dispute(sketch: DisputeSketch): Tables['dispute'] {
  const inquiry = sketch.status.startsWith('warning')
  return {
    id: sketch.id,
    object: 'dispute',
    amount: sketch.charge.amount,
    balance_transactions: inquiry ? [] : [withdrawal(sketch)],
    charge: sketch.charge.id,
    created: sketch.created,
    currency: sketch.charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...Object.fromEntries(evidenceFields.map((field) => [field, null])),
      enhanced_evidence: {},
    } as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: sketch.dueBy,
      enhanced_eligibility: {},
      has_evidence: (sketch.submissions ?? 0) > 0,
      past_due: false,
      submission_count: sketch.submissions ?? 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: sketch.charge.livemode,
    metadata: {},
    payment_intent: sketch.charge.payment_intent,
    payment_method_details: {
      card: {
        brand: 'visa',
        case_type: inquiry ? 'inquiry' : 'chargeback',
        network: 'visa',
        network_reason_code: '13.1',
      },
      type: 'card',
    },
    reason: sketch.reason,
    status: sketch.status,
  }
}
