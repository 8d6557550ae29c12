import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { selfTenantId } from '#auth/principal.ts'
import { Secret } from '#secret.ts'
import { findSealedSecret, putSealedSecret } from '#store/sealed-secrets.ts'
import { createVault } from '#vault/vault.ts'
import { rotateVault } from './rotate.ts'
import { withDatabase } from '../../database.ts'

const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach((end) => end()))

const keyText = () => randomBytes(32).toString('base64')
const draw = (length: number) => new Uint8Array(randomBytes(length))
const place = {
  tenantId: selfTenantId,
  purpose: 'sign-in:crm',
  accountId: 'acct_1',
  mode: 'live',
  owner: 'usr_1',
}

test('reseals every secret once, and leaves a secret whose key is missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  const [old, next] = [keyText(), keyText()]
  const env = (keks: string) => ({ TILLSIDE_DATA_DIR: folder, TILLSIDE_KEKS: keks })
  const vaultOf = (id: string, key: string) => createVault([{ id, key: new Secret(key) }], draw)
  const sealed = await vaultOf('old', old).seal('token', place)
  await withDatabase(env(`old:${old}`), ({ db }) => putSealedSecret(db, place, { sealed, atMs: 1 }))

  expect(await rotateVault(env(`next:${next}`))).toEqual({ sealed: 0, current: 0, failed: 1, left: 1 })
  expect(await rotateVault(env(`next:${next},old:${old}`))).toEqual({
    sealed: 1,
    current: 0,
    failed: 0,
    left: 0,
  })
  expect(await rotateVault(env(`next:${next}`))).toEqual({ sealed: 0, current: 1, failed: 0, left: 0 })
  const row = await withDatabase(env(''), ({ db }) => findSealedSecret(db, place))
  expect((await vaultOf('next', next).open(row?.sealed ?? '', place)).reveal()).toBe('token')
})
