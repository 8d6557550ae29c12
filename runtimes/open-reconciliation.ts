// Which accounts' events are held against the inbox: the tenant's own, and those that have the Stripe App.

import type { Config } from '#config.ts'
import type { StripeAccount } from '#contract/billing.ts'
import { isEventWanted, wantedPatterns } from '#definitions/event-match.ts'
import type { Ports } from '#ports.ts'
import { listInstallations } from '#store/installations.ts'
import type { Database } from '#store/schema.ts'
import type { StripeClients } from '#stripe/client.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { reconcile, type EventListing, type Reconciled } from '#webhooks/reconcile.ts'
import type { AssembledInHouse } from './assemble-in-house.ts'

type Means = {
  config: Config
  ports: Ports
  db: Database
  tenant: Tenant
  opened: Pick<AssembledInHouse, 'forActions' | 'inHouse'>
}

/** One account after the other: Stripe's limits are for all of them together. */
export function openReconciliation({ config, ports, db, tenant, opened }: Means) {
  const { clients } = opened.forActions
  const isWanted = (type: string) => isEventWanted(opened.inHouse.config(), type)
  const means = { db, ports, config, tenantId: tenant.id, isWanted }
  return async (options: { sinceMs?: number; signal: AbortSignal }): Promise<readonly Reconciled[]> => {
    // Where nobody wants any event there is nothing to miss, and Stripe rations reads.
    const isAnyWanted = wantedPatterns(opened.inHouse.config()).length > 0
    const own = isAnyWanted ? tenant.accounts.map(({ account }) => ownListing(account, clients)) : []
    const installed = await listInstallations(db, { tenantId: tenant.id, state: 'installed' })
    const connected = installed.flatMap((installation) => {
      const platform = tenant.accounts.find(({ account }) => account.mode === installation.mode)?.account
      return platform ? [connectedListing(installation, platform, clients)] : []
    })
    const done: Reconciled[] = []
    for (const listing of [...own, ...connected]) done.push(await reconcile(means, listing, options))
    return done
  }
}

/** Named, because a restricted key is replaced now and then and its account stays. */
const ownListing = (account: StripeAccount, clients: StripeClients): EventListing => ({
  id: `${account.mode} ${account.name ?? 'own'}`,
  mode: account.mode,
  ...(account.name === undefined ? {} : { accountName: account.name }),
  list: async (query, signal) => clients.reading(account, undefined, signal).events.list(query),
})

const connectedListing = (
  { accountId, mode, changedAtMs }: { accountId: string; mode: 'live' | 'test'; changedAtMs: number },
  platform: StripeAccount,
  clients: StripeClients,
): EventListing => ({
  id: `${mode} ${accountId}`,
  mode,
  accountId,
  beginsAtMs: changedAtMs,
  list: async (query, signal) => clients.reading(platform, accountId, signal).events.list(query),
})
