// Opens every sealed secret of a database, to find out in time that the key of one is missing.

import type { Config } from '#config.ts'
import type { Database } from '#store/schema.ts'
import { countTexts, tryAll } from '#vault/rotate.ts'
import { createVault } from '#vault/vault.ts'
import { nodeCipher } from '../runtimes/node/cipher.ts'
import { ports } from './ports.ts'

/** `unchecked`: no key is set, so none was tried. */
export type CheckedSecrets = { opened: number; failed: number; unchecked: number }

export async function checkSecrets(db: Database, keks: Config['keks']): Promise<CheckedSecrets> {
  if (keks.length === 0) return { opened: 0, failed: 0, unchecked: await countTexts(db) }
  const vault = createVault(keks, ports.randomBytes, nodeCipher)
  return { ...(await tryAll({ db, vault })), unchecked: 0 }
}

/** One sentence about the outcome. */
export function describeSecrets({ opened, failed, unchecked }: CheckedSecrets): string {
  const total = opened + failed + unchecked
  if (total === 0) return 'There are no sealed secrets.'
  if (unchecked > 0) return `${count(unchecked)} not checked, because TILLSIDE_KEKS is not set.`
  if (failed > 0)
    return `${failed} of ${count(total)} do not open: the key they were sealed with is not in TILLSIDE_KEKS.`
  return `${count(opened)} checked: all open.`
}

const count = (secrets: number) => `${secrets} sealed ${secrets === 1 ? 'secret' : 'secrets'}`
