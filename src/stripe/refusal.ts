// What Stripe's refusals mean to us. Of an error only codes, permission names and ids are kept: its text echoes parts of
// the key and the account. https://docs.stripe.com/error-handling

import type { Mode, Unavailable } from '#contract/billing.ts'
import type { Received } from './fetch-json.ts'
import { rawOf, textOf, type Raw } from './raw.ts'

/** Longest error text looked at; Stripe's are far shorter. */
const messageCharsMax = 2000
const messageOf = (body: Raw) => (textOf(rawOf(body['error'])['message']) ?? '').slice(0, messageCharsMax)

/** The permissions a 403 names: any one of them would have been enough. */
export function readPermissions(body: Raw): string[] {
  const message = messageOf(body)
  const start = message.indexOf('Having the ')
  if (start < 0) return []
  return [...new Set(message.slice(start).match(/rak_[a-z0-9_]{1,80}/g))]
}

/** `acct_…` and mode, which every error carries in `request_log_url` and every 403 in its text. */
export function readWhereabouts(received: Received): { accountId?: string; mode?: Mode } {
  if (received.outcome === 'timeout' || received.outcome === 'unreachable') return {}
  const body = received.outcome === 'answered' ? received.body : {}
  const url = textOf(rawOf(body['error'])['request_log_url'])?.slice(0, 500)
  const refused = received.outcome === 'answered' && received.status === 403 ? messageOf(body) : ''
  const accountId =
    /\bacct_[A-Za-z0-9]{1,64}/.exec(url ?? '')?.[0] ??
    received.headers.get('stripe-account') ??
    // Not from "does not have access to account …": that names somebody else's.
    (refused.includes('Having the ') ? /\bacct_[A-Za-z0-9]{1,64}/.exec(refused)?.[0] : undefined)
  return {
    ...(accountId ? { accountId } : {}),
    ...(url ? { mode: /\/test\//.test(url) ? ('test' as const) : ('live' as const) } : {}),
  }
}

/** Seconds or a date, as `Retry-After` may carry; nothing Stripe documents, obeyed if it ever comes. */
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

/** Why an answer that is not a success cannot be used. */
export function readRefusal(received: Received): Unavailable {
  if (received.outcome === 'timeout' || received.outcome === 'unreachable')
    return { reason: received.outcome }
  return refuse(received.status, received.outcome === 'answered' ? received.body : {}, received.headers)
}

/** Whether asking again may help: Stripe's own word first. */
export function mayRetry(received: Received): boolean {
  if (received.outcome === 'unreachable') return true
  if (received.outcome === 'timeout') return false
  const said = received.headers.get('stripe-should-retry')
  if (said === 'true' || said === 'false') return said === 'true'
  const broken = received.outcome === 'garbled' && received.status < 300
  return received.status === 429 || received.status === 409 || received.status >= 500 || broken
}

/** Whether a Search endpoint is not there for this account, as opposed to a query it does not take. */
export function saysNoSearch(received: Received): boolean {
  if (received.outcome !== 'answered') return false
  if (received.status === 404) return true
  return received.status === 400 && !/search query|search field|required param/.test(messageOf(received.body))
}

/** The expansion that a 400 complains about: not known to this version, or too deep. */
export function readRefusedExpansion(received: Received): string | undefined {
  if (received.outcome !== 'answered' || received.status !== 400) return undefined
  const message = messageOf(received.body)
  if (!message.includes('expand')) return undefined
  return /(?:\(|Property: )([a-z_.]{1,120})/.exec(message)?.[1]
}
