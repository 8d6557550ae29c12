// Checks the permissions of each Stripe key after the start, which never waits for it. Missing permissions are logged by name.

import type { Log } from '#log.ts'
import type { KeyCheck } from '#stripe/api/check-key.ts'
import type { StripeContext } from '#stripe/customers/context.ts'

const timeoutMs = 60_000

/** Returns a function that aborts the check. */
export function checkKeysInBackground(context: StripeContext, log: Log): () => void {
  const stop = new AbortController()
  for (const { key } of context.accounts()) void checkOne(context, key, { stop: stop.signal, log })
  return () => stop.abort()
}

async function checkOne(context: StripeContext, key: string, { stop, log }: { stop: AbortSignal; log: Log }) {
  try {
    const check = await context.checkKey(key, AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]))
    if (!stop.aborted) report(check, log)
  } catch {
    if (!stop.aborted) log.warn('key.unchecked', { account: key, reason: 'failed' })
  }
}

function report({ account, permissions, restricted, canWrite, problem }: KeyCheck, log: Log): void {
  const about = { account: account.key, mode: account.mode }
  if (problem) return log.warn('key.unchecked', { ...about, reason: problem.reason })
  const missing = permissions.filter(({ state, need }) => state === 'missing' && need !== 'optional')
  for (const { label, slug, need } of missing) {
    log.warn('key.permission_missing', { ...about, permission: label, slug, need })
  }
  if (canWrite) log.warn('key.can_write', about)
  if (!restricted) log.warn('key.not_restricted', about)
  if (missing.length === 0) log.info('key.checked', about)
}
