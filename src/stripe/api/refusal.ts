// Interprets Stripe's refusals. Keeps only codes, permission names and ids of an error, because its text repeats parts of the key and
// the account. https://docs.stripe.com/error-handling

import type { Mode, Unavailable } from '#contract/billing.ts'
import type { StripeResponse } from './fetch-json.ts'
import { type Raw, rawOf, textOf } from './raw.ts'

/** The longest error text that is read; Stripe's are far shorter. */
const messageCharsMax = 2000
const messageOf = (body: Raw) => (textOf(rawOf(body['error'])['message']) ?? '').slice(0, messageCharsMax)

/** Stripe's error code, `invoice_upcoming_none` for one. */
export const readCode = (body: Raw): string | undefined => textOf(rawOf(body['error'])['code'])?.slice(0, 100)

/** The permissions that a 403 names; any one of them would have been enough. */
export function readPermissions(body: Raw): string[] {
  const message = messageOf(body)
  const start = message.indexOf('Having the ')
  if (start < 0) return []
  return [...new Set(message.slice(start).match(/rak_[a-z0-9_]{1,80}/g))]
}

/** The account id and mode. Every error has them in `request_log_url`, and every 403 in its text. */
export function readWhereabouts(response: StripeResponse): { accountId?: string; mode?: Mode } {
  if (response.outcome === 'timeout' || response.outcome === 'unreachable') return {}
  const body = response.outcome === 'answered' ? response.body : {}
  const url = textOf(rawOf(body['error'])['request_log_url'])?.slice(0, 500)
  const refused = response.outcome === 'answered' && response.status === 403 ? messageOf(body) : ''
  const accountId =
    /\bacct_[A-Za-z0-9]{1,64}/.exec(url ?? '')?.[0] ??
    response.headers.get('stripe-account') ??
    // Not from "does not have access to account …", which names another account.
    (refused.includes('Having the ') ? /\bacct_[A-Za-z0-9]{1,64}/.exec(refused)?.[0] : undefined)
  return {
    ...(accountId ? { accountId } : {}),
    ...(url ? { mode: /\/test\//.test(url) ? ('test' as const) : ('live' as const) } : {}),
  }
}

/** Reads `Retry-After`, in seconds or as a date. Stripe does not document it, but we obey it. */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after')
  if (!text) return undefined
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined
}

function refuse(status: number, body: Raw, headers: Headers): Unavailable {
  if (status === 401) return { reason: 'key_refused' }
  if (status === 403) {
    const message = messageOf(body)
    const revoked = rawOf(body['error'])['code'] === 'account_invalid' || message.includes('IP address')
    return revoked ? { reason: 'key_refused' } : { reason: 'permission', permissions: readPermissions(body) }
  }
  if (status === 429) return { reason: 'rate_limited' }
  const requestId = headers.get('request-id')
  return { reason: 'failed', ...(requestId ? { requestId: requestId.slice(0, 100) } : {}) }
}

/** Why a response other than a success cannot be used. */
export function readRefusal(response: StripeResponse): Unavailable {
  if (response.outcome === 'timeout' || response.outcome === 'unreachable')
    return { reason: response.outcome }
  return refuse(response.status, response.outcome === 'answered' ? response.body : {}, response.headers)
}

/** Whether a retry may help. Stripe's `stripe-should-retry` decides first. */
export function mayRetry(response: StripeResponse): boolean {
  if (response.outcome === 'unreachable') return true
  if (response.outcome === 'timeout') return false
  const said = response.headers.get('stripe-should-retry')
  if (said === 'true' || said === 'false') return said === 'true'
  const broken = response.outcome === 'garbled' && response.status < 300
  return response.status === 429 || response.status === 409 || response.status >= 500 || broken
}

/** Whether the account has no Search endpoint, as opposed to a query that Search refuses. */
export function saysNoSearch(response: StripeResponse): boolean {
  if (response.outcome !== 'answered') return false
  if (response.status === 404) return true
  return response.status === 400 && !/search query|search field|required param/.test(messageOf(response.body))
}

/** The expansion that a 400 complains about: unknown to this version, or too deep. */
export function readRefusedExpansion(response: StripeResponse): string | undefined {
  if (response.outcome !== 'answered' || response.status !== 400) return undefined
  const message = messageOf(response.body)
  if (!message.includes('expand')) return undefined
  return /(?:\(|Property: )([a-z_.]{1,120})/.exec(message)?.[1]
}
