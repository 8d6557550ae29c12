// Finds the tenant of a proven caller, with the Stripe keys that its request opens. Self-hosting is a directory of one tenant, which the
// settings describe; a hosted gateway has one of many, in the database.

import type { Mode } from '#contract/billing.ts'
import type { Secret } from '#secret.ts'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { findTenant } from '#store/tenants.ts'
import { LentSecret } from './lent-secret.ts'
import type { Tenant } from './tenant.ts'

/** Of a principal: what finds its tenant, and what opens the tenant's keys. */
export type TenantCaller = {
  tenantId: string
  keyId?: string
  /** The text of the connection key. */
  opener?: Secret
}

export interface TenantDirectory {
  /** Returns `undefined` if there is no such tenant any more. */
  find(caller: TenantCaller): Promise<Tenant | undefined>
}

/** The directory of a self-hosted gateway. */
export const selfDirectory = (tenant: Tenant): TenantDirectory => ({
  find: async ({ tenantId }) => (tenantId === tenant.id ? tenant : undefined),
})

/** A Stripe key that was opened for one request. */
export type OpenedStripeKey = { id: string; mode: Mode; accountId: string; name: string; key: Secret }

export type HostedDirectoryDeps = {
  db: Database
  ports: Pick<Ports, 'now'>
  /** Opens the keys of a tenant that this caller can open. */
  openKeys: (caller: TenantCaller) => Promise<readonly OpenedStripeKey[]>
}

/** Longer than any request takes; the vault keeps an opened key no longer either. */
const lentMs = 60_000
/** Each keeps what Stripe answered, so this and the size of one cache bound the memory of all of them. */
const tenantsMax = 256

type Kept = { tenant: Tenant; keys: ReadonlyMap<string, LentSecret> }

/**
 * Returns the same tenant for the same Stripe keys, because what Stripe answered is cached with it. When there are too many, those that
 * nobody asked about for longest are forgotten.
 */
export function createHostedDirectory({ db, ports, openKeys }: HostedDirectoryDeps): TenantDirectory {
  const kept = new Map<string, Kept>()

  function keep(what: string, made: Kept): Kept {
    kept.delete(what)
    kept.set(what, made)
    const [oldest] = kept.keys()
    if (kept.size > tenantsMax && oldest !== undefined) kept.delete(oldest)
    return made
  }

  function create(id: string, name: string, opened: readonly OpenedStripeKey[]): Kept {
    const keys = new Map(opened.map((one) => [nameOf(one), new LentSecret(ports.now)]))
    const accounts = opened.flatMap((one) => {
      const key = keys.get(nameOf(one))
      const { mode, accountId } = one
      const account = { key: `${mode}-${accountId}`, mode, accountId, name: one.name }
      return key ? [{ account, key }] : []
    })
    return { tenant: { id, name, accounts }, keys }
  }

  return {
    async find(caller) {
      const row = await findTenant(db, caller.tenantId)
      if (!row || row.state !== 'active') return undefined
      const opened = await openKeys(caller)
      const { id, name } = row
      const what = JSON.stringify([id, name, ...opened.map(nameOf).sort()])
      const { tenant, keys } = keep(what, kept.get(what) ?? create(id, name, opened))
      for (const one of opened) keys.get(nameOf(one))?.lend(one.key, ports.now() + lentMs)
      return tenant
    },
  }
}

const nameOf = ({ id, mode, accountId, name }: OpenedStripeKey) => JSON.stringify([id, mode, accountId, name])
