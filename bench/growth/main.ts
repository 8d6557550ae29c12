// Measures how costs grow: the rate at which one, two and three processes work off a backlog, the bytes that 1,000 handled events take
// in the database, and the latency with 10 and with 1,000 connection keys. `node bench/growth/main.ts`; Postgres: TEST_DATABASE_URL.

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { createConnectionKey } from '#store/connection-keys.ts'
import type { Database } from '#store/schema.ts'
import { listenStripe } from '../../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { printFigures, type Figure } from '../figures.ts'
import { percentile } from '../percentile.ts'
import { openGround } from '../torture/ground.ts'
import { addEvents, openStore, readSize, untilHandled } from './store.ts'

const { values } = parseArgs({
  options: {
    backlog: { type: 'string', default: '2000' },
    requests: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
  },
})
const [backlog, requests] = [Number(values.backlog), Number(values.requests)]
const postgresUrl = process.env['TEST_DATABASE_URL']
const sizedEvents = 1000

async function measureBacklog(postgresUrl: string, processes: number): Promise<Figure> {
  const ground = await openGround({ gateways: processes, postgresUrl })
  const db = openStore(ground)
  try {
    await addEvents(db, 100)
    await untilHandled(db)
    await addEvents(db, backlog)
    const beganMs = performance.now()
    await untilHandled(db)
    const value = (backlog * 1000) / (performance.now() - beganMs)
    return {
      name: `backlog on Postgres, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
      value,
      unit: 'events/s',
    }
  } finally {
    await db.destroy()
    await ground.close()
  }
}

/** With one handler, one step and one attempt for each event. */
async function measureSize(name: string, url?: string): Promise<Figure> {
  const ground = await openGround({ gateways: 1, ...(url === undefined ? {} : { postgresUrl: url }) })
  const db = openStore(ground)
  try {
    const before = await readSize(db, ground)
    await addEvents(db, sizedEvents)
    await untilHandled(db)
    const value = ((await readSize(db, ground)) - before) / 1e6
    return { name: `1,000 handled events in ${name}`, value, unit: 'MB' }
  } finally {
    await db.destroy()
    await ground.close()
  }
}

async function addKeys(db: Database, count: number): Promise<string[]> {
  const texts = Array.from({ length: count }, () =>
    createKeyText((length) => new Uint8Array(randomBytes(length)), 'live'),
  )
  for (const text of texts) {
    const id = `key_${randomBytes(12).toString('hex')}`
    const hash = await hashConnectionKey(text)
    const change = { actor: 'cli', atMs: Date.now(), auditId: `aud_${randomBytes(12).toString('hex')}` }
    await createConnectionKey(db, { id, tenantId, name: 'bench', hash }, change)
  }
  return texts
}

/** Undefined where there is no /proc. */
function residentMb(pid: number): number | undefined {
  const file = `/proc/${pid}/status`
  return existsSync(file) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1000 : undefined
}

/** One request after another, each with another key. */
async function timeEach(keys: readonly string[], ask: (authorization: string) => Promise<Response>) {
  const took: number[] = []
  for (let count = 0; count < requests; count++) {
    const beganMs = performance.now()
    const response = await ask(`Bearer ${keys[count % keys.length]}`)
    await response.text()
    if (!response.ok) throw new Error(`a request got ${response.status}`)
    took.push(performance.now() - beganMs)
  }
  return took
}

async function measureKeys(name: string, url?: string): Promise<Figure[]> {
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  const settings = { STRIPE_API_BASE: stripe.url, STRIPE_API_KEY: `Kelpie=${simulator.keys.live}` }
  const database = url === undefined ? {} : { postgresUrl: url }
  const ground = await openGround({ gateways: 1, settings, ...database })
  const db = openStore(ground)
  const gateway = (await ground.gateways[0]?.up()) ?? ''
  const body = JSON.stringify({
    subject: { kind: 'people', people: [{ address: 'priya@brightside.example' }] },
  })
  const asks = {
    'lane request': (Authorization: string) =>
      fetch(`${gateway}/stripe/v1/customers?limit=1`, { headers: { Authorization } }),
    '/api/panels, cached': (Authorization: string) =>
      fetch(`${gateway}/api/panels`, {
        method: 'POST',
        headers: { Authorization, 'Content-Type': 'application/json' },
        body,
      }),
  }
  try {
    const figures: Figure[] = []
    let keys = await addKeys(db, 10)
    for (const ask of Object.values(asks)) await timeEach(keys, ask)
    for (const count of [10, 1000]) {
      keys = [...keys, ...(await addKeys(db, count - keys.length))]
      for (const [what, ask] of Object.entries(asks)) {
        const took = await timeEach(keys, ask)
        for (const share of [0.5, 0.99]) {
          const value = percentile(took, share)
          figures.push({ name: `${what}, ${count} keys in ${name}, p${share * 100}`, value, unit: 'ms' })
        }
      }
    }
    const resident = residentMb(ground.gateways[0]?.pid() ?? 0)
    if (resident !== undefined)
      figures.push({ name: `memory after that, ${name}`, value: resident, unit: 'MB' })
    return figures
  } finally {
    await db.destroy()
    await ground.close()
    await stripe.close()
  }
}

const figures = [await measureSize('SQLite'), ...(await measureKeys('SQLite'))]
if (postgresUrl) {
  figures.push(await measureSize('Postgres', postgresUrl), ...(await measureKeys('Postgres', postgresUrl)))
  for (const processes of [1, 2, 3]) figures.push(await measureBacklog(postgresUrl, processes))
} else {
  console.error('Postgres: set TEST_DATABASE_URL to a database that may be written to')
}
printFigures('how costs grow', figures, values.json)
process.exit()
