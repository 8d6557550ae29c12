// The token of Missive's REST API, sealed in the database. A tenant has one, or none.

import type { Config } from '#config.ts'
import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'
import type { Database } from '#store/schema.ts'
import {
  findSealedSecret,
  putSealedSecret,
  removeSealedSecret,
  type SecretPlace,
} from '#store/sealed-secrets.ts'
import { createVault } from '#vault/vault.ts'

export type MissiveTokenDeps = {
  config: Pick<Config, 'keks'>
  ports: Pick<Ports, 'now' | 'randomBytes' | 'cipher'>
  db: Database
  tenantId: string
}

export type MissiveToken = {
  find: () => Promise<Secret | undefined>
  /** Throws `VaultError` without TILLSIDE_KEKS. */
  put: (token: string) => Promise<void>
  /** False when there was none. */
  remove: () => Promise<boolean>
}

export function openMissiveToken({ config, ports, db, tenantId }: MissiveTokenDeps): MissiveToken {
  const vault = createVault(config.keks, ports.randomBytes, ports.cipher)
  const place: SecretPlace = { tenantId, purpose: 'missive', accountId: '', mode: 'live', owner: 'tenant' }
  return {
    async find() {
      const row = await findSealedSecret(db, place)
      return row && vault.open(row.sealed, place)
    },
    async put(token) {
      const sealed = await vault.seal(token, place)
      await putSealedSecret(db, place, { sealed, atMs: ports.now() })
    },
    remove: () => removeSealedSecret(db, place),
  }
}
