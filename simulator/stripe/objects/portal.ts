// The customer portal: how it is configured, and one visit to it.

import type { Tables } from './tables.ts'

type Configuration = Tables['billing_portal.configuration']

/** A configuration with everything off. */
export const portalConfiguration = (sketch: {
  id: string
  created: number
  livemode: boolean
  features: Partial<Configuration['features']>
  returnUrl: string | null
  metadata: Record<string, string>
}): Configuration => ({
  id: sketch.id,
  object: 'billing_portal.configuration',
  active: true,
  application: null,
  business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
  created: sketch.created,
  default_return_url: sketch.returnUrl,
  features: { ...noFeatures, ...sketch.features },
  is_default: false,
  livemode: sketch.livemode,
  login_page: { enabled: false, url: null },
  metadata: sketch.metadata,
  name: null,
  updated: sketch.created,
})

const noFeatures: Configuration['features'] = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [] },
    enabled: false,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
}

/** One visit; its address is all that is needed to act as the customer. */
export const portalSession = (sketch: {
  id: string
  created: number
  livemode: boolean
  configuration: string
  customer: string
  returnUrl: string | null
  url: string
  mendsCard: boolean
}): Tables['billing_portal.session'] => ({
  id: sketch.id,
  object: 'billing_portal.session',
  configuration: sketch.configuration,
  created: sketch.created,
  customer: sketch.customer,
  customer_account: null,
  flow: sketch.mendsCard
    ? {
        after_completion: { hosted_confirmation: null, redirect: null, type: 'portal_homepage' },
        customer_update: null,
        subscription_cancel: null,
        subscription_pause: null,
        subscription_update: null,
        subscription_update_confirm: null,
        type: 'payment_method_update',
      }
    : null,
  livemode: sketch.livemode,
  locale: null,
  on_behalf_of: null,
  return_url: sketch.returnUrl,
  url: sketch.url,
})
