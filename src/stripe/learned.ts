// What an account's answers have taught: whose it is, and for ten minutes what it does not have or may not do.

import type { Received } from './fetch-json.ts'
import { readPermissions, readRefusedExpansion, readWhereabouts, saysNoSearch } from './refusal.ts'

/** The part of a call that tells what a refusal of it means. */
export type Asked = { endpoint: string; needs?: readonly string[] }

export interface Learned {
  from(asked: Asked, received: Received): void
  accountId(): string | undefined
  /** No such permission (`rak_…`), no such Search (`….search`), or no such expansion (`expand …`). */
  lacks(what: string): boolean
  forgetMissing(): void
}

const rememberMissingMs = 10 * 60_000

/** Of the alternatives a 403 names, those the call declares; else the first. */
export function meantPermissions({ needs }: Asked, named: readonly string[]): string[] {
  const meant = named.filter((slug) => needs?.includes(slug))
  return meant.length > 0 ? meant : named.slice(0, 1)
}

function missingOf(asked: Asked, received: Received): string[] {
  if (received.outcome !== 'answered') return []
  if (received.status === 403) return meantPermissions(asked, readPermissions(received.body))
  const expansion = readRefusedExpansion(received)
  if (expansion) return [`expand ${expansion}`]
  // Search does not exist in some countries; lists serve then.
  return asked.endpoint.endsWith('.search') && saysNoSearch(received) ? [asked.endpoint] : []
}

export function createLearned(options: { now: () => number; accountId: string | undefined }): Learned {
  const { now } = options
  const untilMs = new Map<string, number>()
  let { accountId } = options
  return {
    accountId: () => accountId,
    from(asked, received) {
      accountId ??= readWhereabouts(received).accountId
      for (const what of missingOf(asked, received)) untilMs.set(what, now() + rememberMissingMs)
    },
    lacks: (what) => (untilMs.get(what) ?? 0) > now(),
    forgetMissing: () => untilMs.clear(),
  }
}
