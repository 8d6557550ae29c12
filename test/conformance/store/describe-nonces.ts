// Nonces and installations on every database: once means once, even under concurrency.

import { expect, test } from 'vitest'
import { findInstallation, setInstallation } from '#store/installations.ts'
import { hasNonce, purgeNonces, takeNonce } from '#store/nonces.ts'
import type { Database } from '#store/schema.ts'

type The = () => { db: Database }

const atMs = 1_795_000_000_000
const nonceOf = (nonce: string, more: { tenantId?: string; accountId?: string } = {}) => ({
  tenantId: 'self',
  accountId: 'acct_1',
  nonce,
  ...more,
})

export function describeNonces(the: The): void {
  test('of fifty simultaneous takers of one nonce, exactly one gets it', async () => {
    const { db } = the()
    const taken = await Promise.all(Array.from({ length: 50 }, () => takeNonce(db, nonceOf('crowd'), atMs)))
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  test('a nonce belongs to its tenant and account', async () => {
    const { db } = the()
    const ways = [
      nonceOf('own'),
      nonceOf('own', { accountId: 'acct_2' }),
      nonceOf('own', { tenantId: 'other' }),
    ]
    for (const way of ways)
      expect([await hasNonce(db, way), await takeNonce(db, way, atMs)]).toEqual([false, true])
    for (const way of ways)
      expect([await hasNonce(db, way), await takeNonce(db, way, atMs)]).toEqual([true, false])
  })

  test('a nonce taken in a failed transaction is free again, and a used nonce does not abort a transaction', async () => {
    const { db } = the()
    const nonce = nonceOf('rolled-back')
    const failing = db.transaction().execute(async (transaction) => {
      expect(await takeNonce(transaction, nonce, atMs)).toBe(true)
      throw new Error('the effect failed')
    })
    await expect(failing).rejects.toThrow('the effect failed')
    expect(await takeNonce(db, nonce, atMs)).toBe(true)
    // On Postgres a violated constraint would have aborted the transaction.
    const after = await db.transaction().execute(async (transaction) => {
      const isTaken = await takeNonce(transaction, nonce, atMs)
      return [isTaken, await takeNonce(transaction, nonceOf('next'), atMs)]
    })
    expect(after).toEqual([false, true])
  })

  test('a taker waits while another transaction holds the nonce', async () => {
    const { db } = the()
    const nonce = nonceOf('held')
    let second: Promise<boolean> | undefined
    await db.transaction().execute(async (transaction) => {
      expect(await takeNonce(transaction, nonce, atMs)).toBe(true)
      second = takeNonce(db, nonce, atMs)
    })
    expect(await second).toBe(false)
  })

  test('nonces are removed after ten minutes, not before', async () => {
    const { db } = the()
    await purgeNonces(db, Number.MAX_SAFE_INTEGER, 1000)
    await takeNonce(db, nonceOf('old'), atMs)
    await takeNonce(db, nonceOf('young'), atMs + 1)
    expect(await purgeNonces(db, atMs + 599_999, 10)).toBe(0)
    expect(await purgeNonces(db, atMs + 600_000, 10)).toBe(1)
    expect([await hasNonce(db, nonceOf('old')), await hasNonce(db, nonceOf('young'))]).toEqual([false, true])
  })

  test('of two changes to an installation the later one counts, in any order of arrival, separately for each mode', async () => {
    const { db } = the()
    const where = { tenantId: 'self', accountId: 'acct_1', mode: 'live' as const }
    expect(await findInstallation(db, where)).toBeUndefined()
    await setInstallation(db, { ...where, state: 'removed', changedAtMs: atMs + 2 })
    await setInstallation(db, { ...where, state: 'installed', changedAtMs: atMs })
    expect(await findInstallation(db, where)).toBe('removed')
    await setInstallation(db, { ...where, state: 'installed', changedAtMs: atMs + 3 })
    expect(await findInstallation(db, where)).toBe('installed')
    expect(await findInstallation(db, { ...where, mode: 'test' })).toBeUndefined()
    expect(await findInstallation(db, { ...where, tenantId: 'other' })).toBeUndefined()
  })
}
