// tillside events reconcile: holds the inbox against what Stripe lists, account by account, as the gateway does by itself every
// six hours. What is missing is taken in, and a running gateway goes on with it.

import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig } from '#config.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import type { Reconciled } from '#webhooks/reconcile.ts'
import { openInHouse } from '../../runtimes/node/open-in-house.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'
import { openReconciliation } from '../../runtimes/open-reconciliation.ts'
import { withDatabase } from './with-database.ts'

export type ReconcileOptions = {
  /** Milliseconds since the epoch; from where it is known to be complete when absent. */
  since?: number
  json?: boolean
}

/** Whether every account could be listed. */
export async function reconcileEvents(
  { since, json = false }: ReconcileOptions,
  env: Record<string, unknown>,
  { signal }: { signal: AbortSignal },
): Promise<boolean> {
  const all = await reconcileAll(env, { signal, ...(since === undefined ? {} : { sinceMs: since }) })
  for (const one of all) console.log(json ? JSON.stringify(toJson(one)) : lineOf(one))
  return all.every(({ problem }) => problem === undefined)
}

async function reconcileAll(
  env: Record<string, unknown>,
  options: { sinceMs?: number; signal: AbortSignal },
): Promise<readonly Reconciled[]> {
  const config = parseConfig(env)
  if (config.stripeKeys.length === 0)
    throw new ConfigError(['STRIPE_API_KEY: missing; Stripe lists events to the keys of its accounts'])
  // What went wrong is printed for each account.
  const log = createLog({ level: 'error', now: () => Date.now(), write: (line) => console.error(line) })
  const { ports, close } = createNodePorts(log)
  try {
    const tenant = await createSelfTenant(selfTenantId, config)
    const opened = await openInHouse({ config, ports, metrics: createMetrics(), tenant })
    try {
      return await withDatabase(env, ({ db }) =>
        openReconciliation({ config, ports, db, tenant, opened })(options),
      )
    } finally {
      await opened.close()
    }
  } finally {
    await close()
  }
}

const problems: Partial<Record<NonNullable<Reconciled['problem']>, string>> = {
  permission: 'its key may not list events: tick Events, Read (docs/guide/restricted-key.md)',
  key_refused: 'Stripe refuses its key',
  rate_limited: 'Stripe is asked too often at the moment: try again later',
  timeout: 'Stripe did not answer in time: try again later',
  unreachable: 'Stripe cannot be reached: try again later',
}

const toJson = ({ listing, ...rest }: Reconciled) => ({ account: listing, ...rest })

const lineOf = ({ listing, listed, filled, problem }: Reconciled): string =>
  [
    listing,
    `${listed} listed`,
    `${filled} filled in`,
    ...(problem === undefined ? [] : [problems[problem] ?? 'Stripe did not list them']),
  ].join('  ')
