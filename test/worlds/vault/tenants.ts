// Tenants with a vault, for the suites on roots: each has its roots and its recovery code.

import { randomBytes } from 'node:crypto'
import { Secret } from '#secret.ts'
import type { Change } from '#store/audit.ts'
import type { Database } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import { recoveryCodeOpener, type Opener } from '#vault/openers.ts'
import { createTenantVault, type TenantVault } from '#vault/tenant-vault.ts'
import { createVault, type KeyEncryptionKey } from '#vault/vault.ts'
import { nodeCipher } from '../../../runtimes/node/cipher.ts'
import { nodeHasher } from '../../../runtimes/node/hasher.ts'
import { createTestClock } from '../clock.ts'

const draw = (length: number) => new Uint8Array(randomBytes(length))

export const createKek = (id: string): KeyEncryptionKey => ({
  id,
  key: new Secret(randomBytes(32).toString('base64')),
})

export type TestTenant = {
  tenantId: string
  recovery: Opener
  vault: TenantVault
  change: () => Change
  /** Adds a Stripe key and returns its id. */
  add: (key: string) => Promise<string>
}

export type Tenants = {
  vault: TenantVault
  lines: string[]
  now: () => number
  advance: (ms: number) => Promise<void>
  create: () => Promise<TestTenant>
}

export function openTenants(db: Database, keks: readonly KeyEncryptionKey[] = [createKek('k1')]): Tenants {
  const clock = createTestClock()
  const ports = { ...clock.ports, randomBytes: draw, cipher: nodeCipher, hasher: nodeHasher }
  const vault = createTenantVault({ db, vault: createVault(keks, draw, nodeCipher), ports })
  const change = (): Change => ({
    actor: 'test',
    atMs: ports.now(),
    auditId: `aud_${randomBytes(12).toString('hex')}`,
  })
  return {
    vault,
    lines: clock.lines,
    now: ports.now,
    advance: clock.advance,
    async create() {
      const tenantId = `tnt_${randomBytes(10).toString('hex')}`
      await ensureTenant(db, { id: tenantId, name: tenantId, createdAtMs: 0 })
      const code = await vault.roots.setUp(tenantId, change())
      const recovery = code && recoveryCodeOpener(code.reveal())
      if (!recovery) throw new Error('no recovery code')
      return {
        tenantId,
        recovery,
        vault,
        change,
        async add(text) {
          const key = new Secret(text)
          const added = await vault.keys.add({ tenantId, accountId: 'acct_1', name: 'Kelpie', key }, change())
          if (!added.ok) throw new Error(added.reason)
          return added.id
        },
      }
    },
  }
}
