// Webhook endpoints, and which of them Stripe sends an event to.
// https://docs.stripe.com/stripe-apps/handling-modes, https://docs.stripe.com/stripe-apps/build-backend

import { accountIds } from '../keys.ts'

export type EndpointSketch = {
  url: string
  /** `whsec_…` */
  secret: string
  livemode: boolean
  /** Hears of the accounts that installed the app, not of its own account. */
  connect: boolean
  /** `['*']`, or names of types. */
  enabledEvents: readonly string[]
  /** Gets thin events. */
  thin?: boolean
  /** Whose endpoint it is; of `connect` endpoints it does not matter. */
  accountId?: string
}

export type WebhookEndpoint = EndpointSketch & { id: string }

/** In which modes an account has the app installed. */
export type InstallState = { live: boolean; test: boolean }

/** Where an event happened, and what kind it is. */
export type Origin = { accountId: string; livemode: boolean; type: string }

/** Whether Stripe sends the event there. */
export function isSentTo(endpoint: WebhookEndpoint, origin: Origin, installed: InstallState): boolean {
  if (!isEnabled(endpoint, origin.type)) return false
  if (endpoint.connect) return isSentToApp(endpoint, origin, installed)
  // Only the app learns who installed it.
  if (origin.type.startsWith('account.application.')) return false
  return endpoint.livemode === origin.livemode && (endpoint.accountId ?? accountIds.eu) === origin.accountId
}

// An app installed in both modes hears of test events at its live endpoint too.
function isSentToApp(endpoint: WebhookEndpoint, { livemode }: Origin, { live, test }: InstallState): boolean {
  if (livemode) return live && endpoint.livemode
  return test && (live || !endpoint.livemode)
}

function isEnabled({ enabledEvents, thin = false }: WebhookEndpoint, type: string): boolean {
  return enabledEvents.includes('*') || enabledEvents.includes(thin ? `v1.${type}` : type)
}
