// The account object.

import type { Tables } from './tables.ts'

/** An account as `GET /v1/account` shows it. */
export function account(sketch: {
  id: string
  name: string
  country: string
  created: number
}): Tables['account'] {
  const currency = sketch.country === 'US' ? 'usd' : 'eur'
  return {
    id: sketch.id,
    object: 'account',
    charges_enabled: true,
    country: sketch.country,
    created: sketch.created,
    default_currency: currency,
    details_submitted: true,
    email: 'billing@kelpie.example',
    payouts_enabled: true,
    settings: null,
    type: 'standard',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: '5499',
      minority_owned_business_designation: null,
      name: sketch.name,
      product_description: null,
      specified_commercial_transactions_act_url: null,

      support_address: null,
      support_email: 'support@kelpie.example',
      support_phone: null,
      support_url: null,
      url: 'https://kelpie.example',
    },
  }
}
