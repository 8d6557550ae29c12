// tillside vault rotate: reseals every stored secret with the first key of TILLSIDE_KEKS. The old key can be removed afterwards.

import type { Command } from 'commander'
import { parseConfig } from '#config.ts'
import { listSealedSecrets, putSealedSecret } from '#store/sealed-secrets.ts'
import { VaultError } from '#vault/vault-error.ts'
import { createVault } from '#vault/vault.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('rotate')
    .description('Reseal every stored secret with the first key of TILLSIDE_KEKS.')
    .action(async () => {
      if (!(await rotate())) process.exitCode = 1
    })

export type Rotated = { sealed: number; current: number; failed: number }

/** Safe while a gateway runs: a secret that is changed in the meantime keeps its new value. */
export async function rotateVault(env: Record<string, unknown>): Promise<Rotated> {
  const vault = createVault(parseConfig(env).keks, ports.randomBytes)
  return withDatabase(env, async ({ db }) => {
    const counts: Rotated = { sealed: 0, current: 0, failed: 0 }
    for (const { sealed: was, ...place } of await listSealedSecrets(db)) {
      if (!vault.isOld(was)) {
        counts.current += 1
        continue
      }
      try {
        const sealed = await vault.seal((await vault.open(was, place)).reveal(), place)
        await putSealedSecret(db, place, { sealed, atMs: ports.now(), was })
        counts.sealed += 1
      } catch (error) {
        if (!(error instanceof VaultError) || error.fault === 'no_keys') throw error
        counts.failed += 1
      }
    }
    return counts
  })
}

/** Returns false if a secret could not be opened: its key is missing from TILLSIDE_KEKS, so the old key must stay. */
async function rotate(): Promise<boolean> {
  const { sealed, current, failed } = await rotateVault(process.env)
  console.log(`${sealed} resealed, ${current} already sealed with the first key.`)
  if (failed > 0) {
    console.error(`${failed} could not be opened: the key they were sealed with is not in TILLSIDE_KEKS.`)
  }
  return failed === 0
}
