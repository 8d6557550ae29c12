// Webhook endpoints, and the rules by which Stripe sends them events.
// https://docs.stripe.com/stripe-apps/handling-modes, https://docs.stripe.com/stripe-apps/build-backend

import { accountIds } from '../keys.ts'

export type EndpointSketch = {
  url: string
  /** `whsec_…` */
  secret: string
  livemode: boolean
  /** Receives events of the accounts that installed the app, not of its own account. */
  connect: boolean
  /** `['*']`, or event types. */
  enabledEvents: readonly string[]
  /** Receives thin events. */
  thin?: boolean
  /** The account of the endpoint; ignored for `connect` endpoints. */
  accountId?: string
}

export type WebhookEndpoint = EndpointSketch & { id: string }

/** The modes in which an account has the app installed. */
export type InstallState = { live: boolean; test: boolean }

/** The account, mode and type of an event. */
export type Origin = { accountId: string; livemode: boolean; type: string }

/** Whether Stripe sends the event to the endpoint. */
export function isSentTo(endpoint: WebhookEndpoint, origin: Origin, installed: InstallState): boolean {
  if (!isEnabled(endpoint, origin.type)) return false
  if (endpoint.connect) return isSentToApp(endpoint, origin, installed)
  // Only the app's endpoints receive installs and removals.
  if (origin.type.startsWith('account.application.')) return false
  return endpoint.livemode === origin.livemode && (endpoint.accountId ?? accountIds.eu) === origin.accountId
}

// An app installed in both modes receives test events at its live endpoint too.
function isSentToApp(endpoint: WebhookEndpoint, { livemode }: Origin, { live, test }: InstallState): boolean {
  if (livemode) return live && endpoint.livemode
  return test && (live || !endpoint.livemode)
}

function isEnabled({ enabledEvents, thin = false }: WebhookEndpoint, type: string): boolean {
  return enabledEvents.includes('*') || enabledEvents.includes(thin ? `v1.${type}` : type)
}
