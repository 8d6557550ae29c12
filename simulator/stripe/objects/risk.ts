// Doubts about a payment: a warning of the card's issuer, a review by Radar.

import { idOf } from './reference.ts'
import type { Tables } from './tables.ts'

type DoubtSketch = { id: string; created: number; charge: Tables['charge'] }

const intentOf = ({ payment_intent: intent }: Tables['charge']) =>
  intent === null ? {} : { payment_intent: idOf(intent) }

/** The card's issuer suspects fraud. */
export const fraudWarning = ({ id, created, charge }: DoubtSketch): Tables['radar.early_fraud_warning'] => ({
  id,
  object: 'radar.early_fraud_warning',
  actionable: !charge.refunded && !charge.disputed,
  charge: charge.id,
  created,
  fraud_type: 'made_with_stolen_card',
  livemode: charge.livemode,
  ...intentOf(charge),
})

/** A rule wants somebody to look at it. */
export const review = ({ id, created, charge }: DoubtSketch): Tables['review'] => ({
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
