// tillside events reconcile: compares the inbox with Stripe's list of events, account by account, as the gateway itself does every
// six hours. Missing events are stored, and a running gateway handles them.

import type { Command } from 'commander'
import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig } from '#config.ts'
import { createMetrics } from '#metrics.ts'
import { labelOf } from '#permissions.ts'
import { createOwnAccounts } from '#tenants/own-accounts.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { reconcileAccounts, type ReconcileOptions } from '#webhooks/reconcile-accounts.ts'
import { listingNeeds, type Reconciled } from '#webhooks/reconcile.ts'
import { openContexts } from '../../../runtimes/compose/contexts.ts'
import { openExtensions } from '../../../runtimes/node/open-extensions.ts'
import { createNodePorts } from '../../../runtimes/node/ports.ts'
import { moment } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { openErrorLog } from '../../log.ts'
import { untilInterrupted } from '../../until-interrupted.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('reconcile')
    .description('Compare the inbox with Stripe’s list of events, and take in what is missing.')
    .option(
      '--since <moment>',
      'from this time on, at most 30 days ago, such as 2026-11-21T08:00:00Z',
      moment,
    )
    .option('--json', 'one JSON object per line')
    .action(async (options: ReconcileEventsOptions) => {
      if (!(await reconcileEvents(options, process.env, { signal: untilInterrupted() }))) process.exitCode = 1
    })

type ReconcileEventsOptions = {
  /** Milliseconds since the epoch. By default the time up to which the inbox is known to be complete. */
  since?: number
  json?: boolean
}

/** Returns true when every account could be listed. */
async function reconcileEvents(
  { since, json = false }: ReconcileEventsOptions,
  env: Record<string, unknown>,
  { signal }: { signal: AbortSignal },
): Promise<boolean> {
  const all = await reconcileAll(env, { signal, ...(since === undefined ? {} : { sinceMs: since }) })
  for (const one of all) console.log(json ? JSON.stringify(toJson(one)) : lineOf(one))
  return all.every(({ problem }) => problem === undefined)
}

async function reconcileAll(
  env: Record<string, unknown>,
  options: ReconcileOptions,
): Promise<readonly Reconciled[]> {
  const config = parseConfig(env)
  if (config.stripeKeys.length === 0)
    throw new ConfigError(['STRIPE_API_KEY: missing; listing events takes a key of each account'])
  // Problems are printed for each account, so warnings need not be logged as well.
  const { ports, close } = createNodePorts(openErrorLog('error'))
  try {
    const tenant = await createSelfTenant(selfTenantId, config)
    const metrics = createMetrics()
    const context = openContexts({ config, ports, metrics })(tenant)
    const ownAccounts = createOwnAccounts({ config, ports, tenant, context })
    const opened = await openExtensions({ config, ports, metrics, tenant })
    const { config: definitions, clients } = opened.forActions
    try {
      return await withDatabase(env, ({ db }) =>
        reconcileAccounts({ config, ports, db, tenant, clients, definitions, ownAccounts }, options),
      )
    } finally {
      await opened.close()
    }
  } finally {
    await close()
  }
}

const problems: Partial<Record<NonNullable<Reconciled['problem']>, string>> = {
  permission: `its key may not list events: tick ${labelOf(listingNeeds)}, Read (docs/guide/restricted-key.md)`,
  key_refused: 'Stripe refuses its key',
  rate_limited: 'Stripe is limiting the rate of requests: try again later',
  timeout: 'Stripe did not respond in time: try again later',
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
