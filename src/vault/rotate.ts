// Seals everything anew with the first key of the ring, while gateways run: only the outer layer changes, so no opener is needed. A
// text is readable at every moment, because each gateway's ring has both keys. Interrupted, it goes on where it was.

import {
  countSealedTexts,
  findSealedTables,
  listSealedTexts,
  replaceSealedTexts,
  type SealedTable,
  type SealedText,
} from '#store/sealed-texts.ts'
import type { Database } from '#store/schema.ts'
import type { Binding } from './binding.ts'
import { bindingOfPublicHalf, bindingOfWrap } from './roots.ts'
import { bindingOf as bindingOfStripeKey } from './tenant-keys.ts'
import { VaultError } from './vault-error.ts'
import type { Vault } from './vault.ts'

/** `left`: texts that are not under the first key at the end. Only when there are none, the other keys may go. */
export type Rotated = { sealed: number; current: number; failed: number; left: number }
export type RotationProgress = { table: SealedTable; sealed: number; of: number }

type RotateOptions = { onPage?: (progress: RotationProgress) => void; pageSize?: number }

/** Begins no sealed text. */
const noKey = 'none'

export async function rotate(
  { db, vault }: { db: Database; vault: Vault },
  { onPage, pageSize = 100 }: RotateOptions = {},
): Promise<Rotated> {
  const prefix = vault.current ?? noKey
  const before = await countAll(db, prefix)
  const counts: Rotated = { sealed: 0, current: before.all - before.others, failed: 0, left: before.others }
  let wasUseful = true
  // What a gateway stored meanwhile under an older key is found by another round.
  while (counts.left > 0 && wasUseful) {
    const sealedBefore = counts.sealed
    counts.failed = 0
    for (const table of await findSealedTables(db))
      for await (const page of pagesOf(db, table, { notUnder: prefix, limit: pageSize })) {
        const resealed = await Promise.all(page.map((text) => reseal(vault, text)))
        const usable = resealed.filter((text) => text !== undefined)
        counts.failed += page.length - usable.length
        counts.sealed += await replaceSealedTexts(db, usable)
        onPage?.({ table, sealed: counts.sealed, of: before.others })
      }
    wasUseful = counts.sealed > sealedBefore
    counts.left = (await countAll(db, prefix)).others
  }
  return counts
}

/** Opens the outer layer of every sealed text: whether the ring has all keys that are needed. */
export async function tryAll(
  { db, vault }: { db: Database; vault: Vault },
  pageSize = 100,
): Promise<{ opened: number; failed: number }> {
  const counts = { opened: 0, failed: 0 }
  for (const table of await findSealedTables(db))
    for await (const page of pagesOf(db, table, { limit: pageSize }))
      for (const text of page)
        if (await openOuter(vault, text)) counts.opened += 1
        else counts.failed += 1
  return counts
}

/** All sealed texts, of all tenants. */
export const countTexts = async (db: Database): Promise<number> => (await countAll(db, noKey)).all

async function countAll(db: Database, prefix: string): Promise<{ all: number; others: number }> {
  const total = { all: 0, others: 0 }
  for (const table of await findSealedTables(db)) {
    const { all, others } = await countSealedTexts(db, table, prefix)
    total.all += all
    total.others += others
  }
  return total
}

async function* pagesOf(
  db: Database,
  table: SealedTable,
  options: { notUnder?: string; limit: number },
): AsyncGenerator<SealedText[]> {
  let after: SealedText | undefined
  for (;;) {
    const page = await listSealedTexts(db, table, { ...options, ...(after ? { after } : {}) })
    if (page.length === 0) return
    yield page
    after = page.at(-1)
  }
}

async function reseal(vault: Vault, text: SealedText): Promise<(SealedText & { by: string }) | undefined> {
  const opened = await openOuter(vault, text)
  return opened && { ...text, by: await vault.seal(opened.reveal(), bindingOf(text)) }
}

async function openOuter(vault: Vault, text: SealedText) {
  try {
    return await vault.open(text.sealed, bindingOf(text))
  } catch (error) {
    if (error instanceof VaultError) return undefined
    throw error
  }
}

/** Where a text belongs, from its row. */
function bindingOf({ table, row }: SealedText): Binding {
  const text = (column: string) => String(row[column])
  const tenantId = text('tenant_id')
  if (table === 'sealed_secrets') {
    const [purpose, accountId, mode] = [text('purpose'), text('account_id'), text('mode')]
    return { tenantId, purpose, accountId, mode, owner: text('owner') }
  }
  if (table === 'stripe_keys') {
    const mode = row['mode'] === 'live' ? 'live' : 'test'
    return bindingOfStripeKey({ tenantId, id: text('id'), mode, accountId: text('account_id') })
  }
  const purpose = row['purpose'] === 'keys' ? 'keys' : 'standing'
  const place = { tenantId, purpose, rootId: text(table === 'tenant_roots' ? 'id' : 'root_id') } as const
  if (table === 'tenant_roots') return bindingOfPublicHalf(place)
  return bindingOfWrap(place, { kind: text('opener_kind'), id: text('opener_id') })
}
