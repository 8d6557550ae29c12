// Checks the permissions of each Stripe key after the start, which never waits for it. Missing permissions are logged by name. `/ready`
// knows from here whether Stripe refuses a key.

import type { Log } from '#log.ts'
import type { Ports } from '#ports.ts'
import type { KeyCheck } from '#stripe/api/check-key.ts'
import type { StripeContext } from '#stripe/customers/context.ts'

const timeoutMs = 60_000
/** A refused key may be accepted later, when its list of IP addresses is corrected for instance. */
const againAfterMs = 60_000

type CheckPorts = Pick<Ports, 'log' | 'sleep'>

/** Returns a function that aborts the check. */
export function checkKeysInBackground(context: StripeContext, ports: CheckPorts): () => void {
  const stop = new AbortController()
  for (const { key } of context.accounts()) void checkOne(context, key, { ...ports, stop: stop.signal })
  return () => stop.abort()
}

/** Checks again for as long as Stripe refuses the key. */
async function checkOne(
  context: StripeContext,
  key: string,
  { stop, log, sleep }: CheckPorts & { stop: AbortSignal },
) {
  try {
    for (;;) {
      const check = await context.checkKey(key, AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]))
      if (stop.aborted) return
      report(check, log)
      if (check.problem?.reason !== 'key_refused') return
      await sleep(againAfterMs, stop)
    }
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
