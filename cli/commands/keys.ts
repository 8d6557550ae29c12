// tillside keys: make, list and revoke connection keys of the self-hosted tenant. A key's text is shown once and never stored.

import { randomBytes } from 'node:crypto'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import type { Change } from '#store/audit.ts'
import { createConnectionKey, listConnectionKeys, revokeConnectionKey } from '#store/connection-keys.ts'
import { withDatabase } from './with-database.ts'

const randomId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`
const changeNow = (): Change => ({ actor: 'cli', atMs: Date.now(), auditId: randomId('aud') })

export async function createKey({ name, json }: { name: string; json: boolean }): Promise<void> {
  const text = createKeyText((length) => new Uint8Array(randomBytes(length)))
  const id = randomId('key')
  const hash = await hashConnectionKey(text)
  await withDatabase(process.env, ({ db }) =>
    createConnectionKey(db, { id, tenantId, name, hash }, changeNow()),
  )
  if (json) {
    console.log(JSON.stringify({ id, name, key: text }))
  } else {
    console.log(`${text}\n\nThis is the only time the key is shown. Its id, for revoking it: ${id}`)
  }
}

export async function listKeys({ json, limit }: { json: boolean; limit: number }): Promise<void> {
  const keys = await withDatabase(process.env, ({ db }) => listConnectionKeys(db, tenantId, limit))
  const iso = (ms: number) => new Date(ms).toISOString()
  for (const { id, name, createdAtMs, revokedAtMs } of keys) {
    const revokedAt = revokedAtMs === undefined ? undefined : iso(revokedAtMs)
    if (json) console.log(JSON.stringify({ id, name, createdAt: iso(createdAtMs), revokedAt }))
    else console.log(`${id}  ${iso(createdAtMs)}  ${revokedAt ? `revoked ${revokedAt}` : 'active'}  ${name}`)
  }
  if (keys.length === 0 && !json)
    console.log('There are no connection keys yet: tillside keys create --name "Ann"')
}

/** False when there was no such key to revoke. */
export async function revokeKey(id: string): Promise<boolean> {
  const revoked = await withDatabase(process.env, ({ db }) =>
    revokeConnectionKey(db, { id, tenantId }, changeNow()),
  )
  if (revoked) console.log(`Revoked ${id}.`)
  else console.error(`There is no active connection key ${id}.`)
  return revoked
}
