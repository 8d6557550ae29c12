// Measures the intake of events: time to acknowledgement at 200 per second, a burst of 1,000 within a second, and throughput on one
// Postgres compared with two other servers, in interleaved rounds. `node bench/webhooks/main.ts --rounds 5`

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startFlags, startPart, type Part } from '../part.ts'
import { median, percentile } from '../percentile.ts'
import { findPostgres, openOwnPostgres } from '../torture/own-postgres.ts'
import { query } from '../torture/ground.ts'
import { makePosts, sendAll, sendSpread, type Taken } from './load.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '2000' },
    connections: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '20' },
  },
})
const [rounds, events, connections, seconds] = [
  Number(values.rounds),
  Number(values.events),
  Number(values.connections),
  Number(values.seconds),
]
const perSecond = 200
const burst = 1000
const p99MsMax = 50

const ms = (value: number) => `${value.toFixed(1)} ms`
const sayTook = ({ took }: Taken) => `p50 ${ms(percentile(took, 0.5))}, p99 ${ms(percentile(took, 0.99))}`

/** Returns whether the goals are met. */
async function measureSqlite(folder: string): Promise<boolean> {
  const part = await startPart('webhooks/tillside.ts', ['all', join(folder, 'sqlite')], startFlags())
  try {
    await sendAll(part.url, await makePosts(500), 8)
    const steady = await sendSpread(part.url, await makePosts(perSecond * seconds), perSecond)
    const sudden = await sendSpread(part.url, await makePosts(burst), burst)
    console.log(
      `SQLite, ${perSecond} events/s for ${seconds} s: ${sayTook(steady)}, refused ${steady.refused}`,
    )
    console.log(`SQLite, ${burst} events in one second: ${sayTook(sudden)}, refused ${sudden.refused}`)
    return percentile(steady.took, 0.99) < p99MsMax && steady.refused + sudden.refused === 0
  } finally {
    await part.stop()
  }
}

type Contender = Part & { settle: () => Promise<void> }

const doNothing = () => Promise.resolve()

async function untilHandled(url: string): Promise<void> {
  const open = "select 1 from events where state = 'waiting' limit 1"
  while ((await query(url, open)).length > 0) await wait(100)
}

async function comparePeers(folder: string, bin: string): Promise<void> {
  const postgres = await openOwnPostgres(bin)
  const databaseOf = async (name: string) => {
    await query(postgres.url, `create database ${name}`)
    return Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href
  }
  const tillside = async (role: string) => {
    const url = await databaseOf(`tillside_${role}`)
    const part = await startPart('webhooks/tillside.ts', [role, join(folder, role), url], startFlags())
    // Waits until accepted events are handled; otherwise that work would disturb the next contender.
    return { ...part, settle: role === 'web' ? doNothing : () => untilHandled(url) }
  }
  const other = async (file: string, database: string) => ({
    ...(await startPart(file, [await databaseOf(database)])),
    settle: doNothing,
  })
  const contenders: Record<string, () => Promise<Contender>> = {
    tillside: () => tillside('all'),
    'tillside --role web': () => tillside('web'),
    'stripe-sync-engine': () => other('webhooks/sync-engine.ts', 'sync_engine'),
    'constructEvent + insert': () => other('webhooks/textbook.ts', 'textbook'),
  }
  const parts = new Map<string, Contender>()
  const samples = new Map<string, Taken[]>()
  try {
    for (const [name, open] of Object.entries(contenders)) parts.set(name, await open())
    for (const { url, settle } of parts.values()) {
      await sendAll(url, await makePosts(500), connections)
      await settle()
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, { url, settle }] of parts) {
        const taken = await sendAll(url, await makePosts(events), connections)
        await settle()
        samples.set(name, [...(samples.get(name) ?? []), taken])
      }
    }
  } finally {
    for (const part of parts.values()) await part.stop()
    await postgres.close()
  }
  print(samples)
}

function print(samples: ReadonlyMap<string, Taken[]>): void {
  console.log(`Postgres, ${connections} connections, ${rounds} rounds of ${events} events, medians`)
  const rateOf = (name: string) => median((samples.get(name) ?? []).map((taken) => taken.perSecond))
  const ours = rateOf('tillside')
  for (const [name, taken] of samples) {
    const p99 = median(taken.map(({ took }) => percentile(took, 0.99)))
    const refused = taken.reduce((sum, one) => sum + one.refused, 0)
    const ratio = (ours / rateOf(name)).toFixed(2)
    console.log(
      `  ${name.padEnd(24)} ${rateOf(name).toFixed(0).padStart(6)} events/s  p99 ${ms(p99)}  refused ${refused}  tillside is ${ratio}×`,
    )
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tillside-bench-'))
try {
  const met = await measureSqlite(folder)
  const bin = findPostgres()
  if (bin) await comparePeers(folder, bin)
  else console.log('There is no Postgres below /usr/lib/postgresql.')
  process.exitCode = met ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
