// Whose a key is: `acct_…`. A restricted key often may not read its own account, but Stripe's refusal names it.

import type { Ports } from '#ports.ts'
import type { AccountAccess } from './context.ts'
import { fetchJson } from './fetch-json.ts'
import { readWhereabouts } from './refusal.ts'
import { textOf } from './raw.ts'

const timeoutMs = 8000
const bytesMax = 1024 * 1024

/** `unanswered` may pass by itself; `refused` does not. */
export type AccountOfKey =
  { known: true; accountId: string } | { known: false; why: 'unanswered' | 'refused' }

const ids = /^acct_[A-Za-z0-9]{1,100}$/

/** Asks Stripe once, without a retry: the caller may ask again. */
export async function findAccountOfKey(
  { key }: Pick<AccountAccess, 'key'>,
  upstream: { ports: Ports; apiBase: string },
): Promise<AccountOfKey> {
  const request = { method: 'GET', path: '/v1/account', query: {} } as const
  const received = await fetchJson(
    request,
    { ...upstream, key: key.reveal(), timeoutMs, bytesMax },
    undefined,
  )
  const isRead = received.outcome === 'answered' && received.status === 200
  const accountId = isRead ? textOf(received.body['id']) : readWhereabouts(received).accountId
  if (accountId !== undefined && ids.test(accountId)) return { known: true, accountId }
  const isRefused = received.outcome === 'answered' && [401, 403].includes(received.status)
  return { known: false, why: isRefused ? 'refused' : 'unanswered' }
}
