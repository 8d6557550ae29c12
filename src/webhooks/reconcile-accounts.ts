// Reconciles the inbox with the events of every account: the tenant's own accounts, and those that have the Stripe App.

import { wantedPatterns } from '#definitions/event-match.ts'
import { listInstallations } from '#store/installations.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { AcceptDeps } from './accept-event.ts'
import { reconcile, type EventList, type Reconciled } from './reconcile.ts'

export type ReconcileDeps = AcceptDeps & {
  tenant: Tenant
  clients: Pick<StripeClients, 'reading'>
}

export type ReconcileOptions = { sinceMs?: number; signal: AbortSignal }

/** Reads one account after the other, because Stripe's limits are for all of them together. */
export async function reconcileAccounts(
  deps: ReconcileDeps,
  options: ReconcileOptions,
): Promise<readonly Reconciled[]> {
  const listings = [
    // Without anybody who wants events none can be missing, and Stripe rations reads.
    ...(wantedPatterns(deps.definitions()).length > 0 ? ownListings(deps.tenant) : []),
    ...(await connectedListings(deps)),
  ]
  const reconciled: Reconciled[] = []
  for (const listing of listings) reconciled.push(await reconcile(deps, listing, options))
  return reconciled
}

/** The id holds the account's name and not its key, because restricted keys are replaced now and then. */
const ownListings = ({ accounts }: Tenant): EventList[] =>
  accounts.map(({ account }) => ({ id: `${account.mode} ${account.name ?? 'own'}`, account }))

async function connectedListings({ db, tenant, ownAccounts }: ReconcileDeps): Promise<EventList[]> {
  const listings: EventList[] = []
  for (const installation of await listInstallations(db, { tenantId: tenant.id, state: 'installed' })) {
    const { accountId, mode, changedAtMs } = installation
    const account = tenant.accounts.find((own) => own.account.mode === mode)?.account
    const own = await ownAccounts.find(accountId, mode)
    // An own account that has the app is listed already.
    if (account && typeof own === 'string')
      listings.push({ id: `${mode} ${accountId}`, account, connected: { accountId, sinceMs: changedAtMs } })
  }
  return listings
}
