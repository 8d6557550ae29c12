// Remembers what an account's responses have shown: its id, whether the key was ever accepted, and for ten minutes the permissions and
// endpoints it lacks.

import type { StripeResponse } from './fetch-json.ts'
import {
  readPermissions,
  readRefusal,
  readRefusedExpansion,
  readWhereabouts,
  saysNoSearch,
} from './refusal.ts'

/** The part of a call that is needed to interpret its refusal. */
export type RefusedCall = { endpoint: string; needs?: readonly string[]; isPreview?: true }

export interface AccountFacts {
  learnFrom(call: RefusedCall, response: StripeResponse): void
  accountId(): string | undefined
  /** Whether a permission (`rak_…`), a Search (`….search`) or preview, or an expansion (`expand …`) was refused. */
  lacks(what: string): boolean
  forgetMissing(): void
  /** Whether Stripe has refused the key, and never accepted it. */
  isKeyRefused(): boolean
}

const rememberMissingMs = 10 * 60_000

/** Of the alternatives that a 403 names, those that the call declares, or else the first. */
export function meantPermissions({ needs }: RefusedCall, named: readonly string[]): string[] {
  const meant = named.filter((slug) => needs?.includes(slug))
  return meant.length > 0 ? meant : named.slice(0, 1)
}

function missingOf(call: RefusedCall, response: StripeResponse): string[] {
  if (response.outcome !== 'answered') return []
  if (response.status === 403 && call.isPreview) return [call.endpoint]
  if (response.status === 403) return meantPermissions(call, readPermissions(response.body))
  const expansion = readRefusedExpansion(response)
  if (expansion) return [`expand ${expansion}`]
  // Search does not exist in some countries; lists are used instead.
  return call.endpoint.endsWith('.search') && saysNoSearch(response) ? [call.endpoint] : []
}

/** Whether Stripe knows the key. `undefined` if the response does not tell. */
function acceptsKey(response: StripeResponse): boolean | undefined {
  if (!('status' in response)) return undefined
  if (response.status < 300 || response.status === 404) return true
  const { reason } = readRefusal(response)
  return reason === 'permission' ? true : reason === 'key_refused' ? false : undefined
}

export function createAccountFacts(options: {
  now: () => number
  accountId: string | undefined
}): AccountFacts {
  const { now } = options
  const untilMs = new Map<string, number>()
  let { accountId } = options
  let isKeyAccepted: boolean | undefined
  return {
    accountId: () => accountId,
    learnFrom(call, response) {
      accountId ??= readWhereabouts(response).accountId
      isKeyAccepted = isKeyAccepted || (acceptsKey(response) ?? isKeyAccepted)
      for (const what of missingOf(call, response)) untilMs.set(what, now() + rememberMissingMs)
    },
    lacks: (what) => (untilMs.get(what) ?? 0) > now(),
    forgetMissing: () => untilMs.clear(),
    isKeyRefused: () => isKeyAccepted === false,
  }
}
