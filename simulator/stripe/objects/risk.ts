// Suspicious payments: fraud warnings of the card issuer, and Radar reviews.

import { idOf } from './reference.ts'
import type { Tables } from './tables.ts'

type RiskSketch = { id: string; created: number; charge: Tables['charge'] }

const intentOf = ({ payment_intent: intent }: Tables['charge']) =>
  intent === null ? {} : { payment_intent: idOf(intent) }

/** A fraud warning of the card issuer. */
export const fraudWarning = ({ id, created, charge }: RiskSketch): Tables['radar.early_fraud_warning'] => ({
  id,
  object: 'radar.early_fraud_warning',
  actionable: !charge.refunded && !charge.disputed,
  charge: charge.id,
  created,
  fraud_type: 'made_with_stolen_card',
  livemode: charge.livemode,
  ...intentOf(charge),
})

/** An open review, triggered by a rule. */
export const review = ({ id, created, charge }: RiskSketch): Tables['review'] => ({
  id,
  object: 'review',
  billing_zip: null,
  charge: charge.id,
  closed_reason: null,
  created,
  ip_address: null,
  ip_address_location: null,
  livemode: charge.livemode,
  open: true,
  opened_reason: 'rule',
  ...intentOf(charge),
  reason: 'rule',
  session: null,
})
