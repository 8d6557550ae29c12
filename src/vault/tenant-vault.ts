// The vault of a gateway with many tenants, in one value: what opens, and what is opened.

import type { KeyEncryptionKey } from './vault.ts'
import { createVault } from './vault.ts'
import { createRoots } from './roots.ts'
import { createTenantKeys, type TenantKeys } from './tenant-keys.ts'
import { createTenantRoots, type TenantRoots } from './tenant-roots.ts'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'

export type TenantVault = { roots: TenantRoots; keys: TenantKeys }

export function openTenantVault({
  keks,
  db,
  ports,
}: {
  keks: readonly KeyEncryptionKey[]
  db: Database
  ports: Ports
}): TenantVault {
  const vault = createVault(keks, ports.randomBytes, ports.cipher)
  const roots = createRoots(vault, ports.randomBytes, ports.cipher)
  const deps = { db, vault, roots, ports }
  return { roots: createTenantRoots(deps), keys: createTenantKeys(deps) }
}
