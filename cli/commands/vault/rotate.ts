// tillside vault rotate: seals every stored secret anew with the first key of TILLSIDE_KEKS. Afterwards the old key may go.

import type { Command } from 'commander'
import { parseConfig } from '#config.ts'
import { listSealedSecrets, putSealedSecret } from '#store/sealed-secrets.ts'
import { createVault, VaultError } from '#vault/vault.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('rotate')
    .description('Seal every stored secret anew with the first key of TILLSIDE_KEKS.')
    .action(async () => {
      if (!(await rotate())) process.exitCode = 1
    })

export type Rotated = { sealed: number; current: number; failed: number }

/** Works beside a running gateway: a secret that changes meanwhile is left to whoever changed it. */
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

/** False when a secret did not open: its key is missing from TILLSIDE_KEKS, so keep the old one. */
async function rotate(): Promise<boolean> {
  const { sealed, current, failed } = await rotateVault(process.env)
  console.log(`${sealed} sealed anew, ${current} were sealed with the first key already.`)
  if (failed > 0) {
    console.error(`${failed} did not open: the key they were sealed with is not in TILLSIDE_KEKS.`)
  }
  return failed === 0
}
