// The vault of all tenants: their roots, Stripe keys and standing secrets. One for each process.

import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { createRoots } from './roots.ts'
import { createStandingSecrets, type StandingSecrets } from './standing-secrets.ts'
import { createTenantKeys, type TenantKeys } from './tenant-keys.ts'
import { createTenantRoots, type TenantRoots } from './tenant-roots.ts'
import type { VaultDeps } from './vault-deps.ts'
import type { Vault } from './vault.ts'

export type TenantVault = {
  roots: Omit<TenantRoots, 'erase'>
  keys: Omit<TenantKeys, 'erase' | 'close'>
  secrets: StandingSecrets
  /** Destroys the roots first, so that what is left when it is interrupted opens no more. May be repeated. */
  erase(tenantId: string): Promise<void>
  close(): Promise<void>
}

type TenantVaultDeps = { db: Database; vault: Vault; ports: VaultDeps['ports'] & Pick<Ports, 'cipher'> }

export function createTenantVault({ db, vault, ports }: TenantVaultDeps): TenantVault {
  const deps: VaultDeps = { db, vault, ports, roots: createRoots(vault, ports.randomBytes, ports.cipher) }
  const roots = createTenantRoots(deps)
  const keys = createTenantKeys(deps)
  return {
    roots,
    keys,
    secrets: createStandingSecrets(deps),
    async erase(tenantId) {
      await roots.erase(tenantId)
      await keys.erase(tenantId)
    },
    close: () => keys.close(),
  }
}
