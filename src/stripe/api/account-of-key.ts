// Finds the account a key belongs to, `acct_…`. A restricted key often cannot read its own account, but Stripe's refusal names it.

import type { Ports } from '#ports.ts'
import type { AccountAccess } from './account-access.ts'
import { fetchJson } from './fetch-json.ts'
import { textOf } from './raw.ts'
import { readWhereabouts } from './refusal.ts'

const timeoutMsDefault = 8000
const bytesMax = 1024 * 1024

/** `unanswered` may be temporary; `refused`, a response that does not name the account, is not. */
export type AccountOfKey =
  { known: true; accountId: string } | { known: false; why: 'unanswered' | 'refused' }

const ids = /^acct_[A-Za-z0-9]{1,100}$/

/** Asks Stripe once, without retries; the caller may ask again. */
export async function findAccountOfKey(
  { key, context }: Pick<AccountAccess, 'key' | 'context'>,
  upstream: { ports: Pick<Ports, 'fetch'>; apiBase: string; timeoutMs?: number },
): Promise<AccountOfKey> {
  const { timeoutMs = timeoutMsDefault } = upstream
  const request = { method: 'GET', path: '/v1/account', query: {} } as const
  const response = await fetchJson(
    request,
    { ...upstream, key: key.reveal(), context, timeoutMs, bytesMax },
    undefined,
  )
  const isRead = response.outcome === 'answered' && response.status === 200
  const accountId = isRead ? textOf(response.body['id']) : readWhereabouts(response).accountId
  if (accountId !== undefined && ids.test(accountId)) return { known: true, accountId }
  const isRefused = response.outcome === 'answered' && response.status < 500 && response.status !== 429
  return { known: false, why: isRefused ? 'refused' : 'unanswered' }
}
