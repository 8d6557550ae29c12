// tillside vault rotate: reseals everything with the first key of TILLSIDE_KEKS, while gateways run. The old key can be removed once
// it says that nothing is left under it.

import type { Command } from 'commander'
import { parseConfig } from '#config.ts'
import { rotate, type RotationProgress, type Rotated } from '#vault/rotate.ts'
import { createVault } from '#vault/vault.ts'
import { nodeCipher } from '../../../runtimes/node/cipher.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('rotate')
    .description('Reseal every stored secret with the first key of TILLSIDE_KEKS.')
    .action(async () => {
      if (!(await rotateAndPrint())) process.exitCode = 1
    })

/** Safe while a gateway runs: a secret that is changed in the meantime keeps its new value. */
export async function rotateVault(
  env: Record<string, unknown>,
  onPage?: (progress: RotationProgress) => void,
): Promise<Rotated> {
  const vault = createVault(parseConfig(env).keks, ports.randomBytes, nodeCipher)
  return withDatabase(env, ({ db }) => rotate({ db, vault }, onPage ? { onPage } : {}))
}

const progressEveryMs = 1000

/** Returns false while something is left under another key: the old key must stay. */
async function rotateAndPrint(): Promise<boolean> {
  let printedAtMs = ports.now()
  const { sealed, current, failed, left } = await rotateVault(process.env, (progress) => {
    if (ports.now() - printedAtMs < progressEveryMs) return
    printedAtMs = ports.now()
    console.log(`${progress.sealed} of ${progress.of} resealed so far.`)
  })
  console.log(`${sealed} resealed, ${current} already sealed with the first key.`)
  if (failed > 0) {
    console.error(`${failed} could not be opened: the key they were sealed with is not in TILLSIDE_KEKS.`)
  }
  if (left > failed)
    console.error(
      `${left - failed} were stored under an older key meanwhile: give every gateway the new TILLSIDE_KEKS, then run this again.`,
    )
  if (left === 0) console.log('0 are left under another key: the others can be removed from TILLSIDE_KEKS.')
  return left === 0
}
