// Measures how long it takes until the other replicas show a change that one of them received, and until all refuse a revoked key.

import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { createConnectionKey, revokeConnectionKey } from '#store/connection-keys.ts'
import type { Database, Schema } from '#store/schema.ts'
import { eventText, signPost } from '../../simulator/stripe/webhooks/sign.ts'
import { secret } from '../torture/ground.ts'
import { proxySecret, type ReplicaWorld } from './run.ts'

/** Between two requests, so that these do not slow down what they measure. */
const askEveryMs = 20
const address = 'priya@brightside.example'

async function shown(url: string): Promise<string> {
  const response = await fetch(`${url}/api/panels`, {
    method: 'POST',
    headers: { 'X-API-KEY': proxySecret, 'Content-Type': 'application/json' },
    body: JSON.stringify({ subject: { kind: 'people', people: [{ address }] } }),
  })
  return response.text()
}

/** Resolves to the milliseconds from the acknowledgement of each event until each other replica shows its change. */
export async function measureTold({ simulator, urls }: ReplicaWorld, rounds: number): Promise<number[]> {
  const customer = simulator.customersOf(address).find(({ deleted }) => !deleted)
  const [first = '', ...others] = urls
  const took: number[] = []
  if (!customer) throw new Error(`nobody has the address ${address}`)
  for (let round = 1; round <= rounds; round++) {
    for (const url of urls) await shown(url)
    const name = `Brightside ${randomBytes(4).toString('hex')}`
    simulator.compartment(simulator.accounts.eu, true).change('customer', customer.id, { name })
    const event = {
      id: `evt_told_${round}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(Date.now() / 1000),
      type: 'customer.updated',
      livemode: true,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: { object: { id: customer.id, object: 'customer' } },
    }
    const post = await signPost(eventText(event), secret, Date.now())
    const { status } = await fetch(`${first}/webhooks/stripe/live`, { method: 'POST', ...post })
    if (status !== 200) throw new Error(`the event got ${status}`)
    const beganMs = performance.now()
    await Promise.all(
      others.map(async (url) => {
        while (!(await shown(url)).includes(name)) await wait(askEveryMs)
        took.push(performance.now() - beganMs)
      }),
    )
  }
  return took
}

/** Resolves to the milliseconds from the revocation of each key until each replica refuses it. */
export async function measureRevoked({ ground, urls }: ReplicaWorld, rounds: number): Promise<number[]> {
  const pool = new Pool({ connectionString: ground.databaseUrl, max: 1 })
  const db: Database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const took: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const text = createKeyText((length) => new Uint8Array(randomBytes(length)), 'live')
    const key = { id: `key_${round}`, tenantId, name: 'bench', hash: await hashConnectionKey(text) }
    const change = () => ({
      actor: 'cli',
      atMs: Date.now(),
      auditId: `aud_${randomBytes(12).toString('hex')}`,
    })
    const statusOf = async (url: string) =>
      (await fetch(`${url}/api/connection`, { headers: { Authorization: `Bearer ${text}` } })).status
    await createConnectionKey(db, key, change())
    for (const url of urls)
      if ((await statusOf(url)) !== 200) throw new Error('a new connection key is refused')
    await revokeConnectionKey(db, key, change())
    const beganMs = performance.now()
    await Promise.all(
      urls.map(async (url) => {
        while ((await statusOf(url)) !== 401) await wait(askEveryMs)
        took.push(performance.now() - beganMs)
      }),
    )
  }
  await db.destroy()
  return took
}
