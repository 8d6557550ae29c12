// What the tenants' vault is built from.

import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import type { Roots } from './roots.ts'
import type { Vault } from './vault.ts'

export type VaultDeps = {
  db: Database
  vault: Vault
  roots: Roots
  ports: Pick<Ports, 'now' | 'randomBytes' | 'sleep' | 'hasher' | 'invocation' | 'log'>
}
