// Rotates the key-encryption key of many tenants while readers open their Stripe keys, and counts what did not open: none may.
// `node bench/vault/main.ts --tenants 10000 --readers 4`; Postgres: TEST_DATABASE_URL, else SQLite in memory.

import { parseArgs } from 'node:util'
import { randomBytes } from 'node:crypto'
import { rotate } from '#vault/rotate.ts'
import { createVault } from '#vault/vault.ts'
import { nodeCipher } from '../../runtimes/node/cipher.ts'
import { openMemoryStore, openPostgresStore } from '../../test/worlds/database.ts'
import { createKek, openTenants } from '../../test/worlds/vault/tenants.ts'
import { printFigures } from '../figures.ts'
import { percentile } from '../percentile.ts'

const { values } = parseArgs({
  options: {
    tenants: { type: 'string', default: '10000' },
    readers: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
})
const count = Number(values.tenants)
const draw = (length: number) => new Uint8Array(randomBytes(length))
const url = process.env['TEST_DATABASE_URL']
const store = url === undefined ? await openMemoryStore() : await openPostgresStore(url)
const [older, newer] = [createKek('older'), createKek('newer')]
const key = ['rk', 'live', 'example0001'].join('_')

const before = openTenants(store.db, [older])
const tenants: {
  tenantId: string
  id: string
  opener: Awaited<ReturnType<typeof before.create>>['recovery']
}[] = []
for (let made = 0; made < count; made++) {
  const { tenantId, recovery, add } = await before.create()
  tenants.push({ tenantId, id: await add(key), opener: recovery })
}

const over = new AbortController()
let failures = 0
const took: number[] = []

/** Half of the gateways have the new key first already. */
async function read(ring: (typeof older)[]): Promise<void> {
  const { vault } = openTenants(store.db, ring)
  while (!over.signal.aborted) {
    const tenant = tenants[Math.floor(Math.random() * tenants.length)]
    if (!tenant) return
    const startedMs = performance.now()
    const opened = await vault.keys.open({ ...tenant, feature: 'proxy_lane' }).catch(() => undefined)
    took.push(performance.now() - startedMs)
    if (!opened?.ok || opened.key.reveal() !== key) failures += 1
  }
  await vault.close()
}

const readers = Array.from({ length: Number(values.readers) }, (_, at) =>
  read(at % 2 === 0 ? [older, newer] : [newer, older]),
)
const startedMs = performance.now()
const vault = createVault([newer, older], draw, nodeCipher)
const rotated = await rotate({ db: store.db, vault })
const seconds = (performance.now() - startedMs) / 1000
over.abort()
await Promise.all(readers)
await before.vault.close()
await store.close()

printFigures(
  `Rotation of ${count} tenants (${store.dialect})`,
  [
    { name: 'texts resealed', value: rotated.sealed, unit: '' },
    { name: 'left under the old key', value: rotated.left, unit: '' },
    { name: 'resealed a second', value: rotated.sealed / seconds, unit: '/s' },
    { name: 'keys opened meanwhile', value: took.length, unit: '' },
    { name: 'not opened', value: failures, unit: '' },
    { name: 'opening, p50', value: percentile(took, 0.5), unit: 'ms' },
    { name: 'opening, p99', value: percentile(took, 0.99), unit: 'ms' },
  ],
  values.json,
)
if (failures > 0 || rotated.left > 0) process.exitCode = 1
