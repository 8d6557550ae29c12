// Measures the intake of events: the time to acknowledgement at a steady rate and in a burst, and the throughput on one Postgres
// compared with two other servers, in interleaved rounds. `node bench/webhooks/main.ts --rounds 5`

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startFlags, startPart, type Part } from '../part.ts'
import { printFigures, type Figure } from '../figures.ts'
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
    json: { type: 'boolean', default: false },
  },
})
const [rounds, events, connections, seconds] = [
  Number(values.rounds),
  Number(values.events),
  Number(values.connections),
  Number(values.seconds),
]
const perSecondOf = { SQLite: 200, Postgres: 500 }
const burst = 1000
const p99MsMax = 50

const figures: Figure[] = []
const note = (name: string, value: number, unit: string) => void figures.push({ name, value, unit })

/** A steady rate, then a burst. Returns whether the goals are met. */
async function measureTimes(database: keyof typeof perSecondOf, url: string): Promise<boolean> {
  const perSecond = perSecondOf[database]
  await sendAll(url, await makePosts(500), 8)
  const steady = await sendSpread(url, await makePosts(perSecond * seconds), perSecond)
  const sudden = await sendSpread(url, await makePosts(burst), burst)
  for (const [what, { took, refused }] of [
    [`${perSecond} events a second`, steady],
    [`${burst} events within a second`, sudden],
  ] as const) {
    note(`${database}, ${what}, p50`, percentile(took, 0.5), 'ms')
    note(`${database}, ${what}, p99`, percentile(took, 0.99), 'ms')
    note(`${database}, ${what}, refused`, refused, '')
  }
  return percentile(steady.took, 0.99) < p99MsMax && steady.refused + sudden.refused === 0
}

async function measureSqlite(folder: string): Promise<boolean> {
  const part = await startPart('webhooks/tillside.ts', ['handler', join(folder, 'sqlite')], startFlags())
  try {
    return await measureTimes('SQLite', part.url)
  } finally {
    await part.stop()
  }
}

const taking = 'tillside, taking in alone'
const working = 'tillside, nothing wants the events'
const handling = 'tillside, a handler runs for each event'
const syncEngine = 'stripe-sync-engine'
const textbook = 'constructEvent and one insert'

type Contender = Part & { settle: () => Promise<void> }

const doNothing = () => Promise.resolve()

async function untilHandled(url: string): Promise<void> {
  const open = "select 1 from events where state = 'waiting' limit 1"
  while ((await query(url, open)).length > 0) await wait(100)
}

/** Returns whether the goals are met. */
async function comparePeers(folder: string, bin: string): Promise<boolean> {
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
    [taking]: () => tillside('web'),
    [working]: () => tillside('all'),
    [handling]: () => tillside('handler'),
    [syncEngine]: () => other('webhooks/sync-engine.ts', 'sync_engine'),
    [textbook]: () => other('webhooks/textbook.ts', 'textbook'),
  }
  const parts = new Map<string, Contender>()
  const samples = new Map<string, Taken[]>()
  /** Events a second until the last one is handled. */
  const handled: number[] = []
  let isMet = false
  try {
    for (const [name, open] of Object.entries(contenders)) parts.set(name, await open())
    for (const { url, settle } of parts.values()) {
      await sendAll(url, await makePosts(500), connections)
      await settle()
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, { url, settle }] of parts) {
        const posts = await makePosts(events)
        const begunMs = performance.now()
        const taken = await sendAll(url, posts, connections)
        await settle()
        if (name === handling) handled.push((events * 1000) / (performance.now() - begunMs))
        samples.set(name, [...(samples.get(name) ?? []), taken])
      }
    }
    isMet = await measureTimes('Postgres', parts.get(handling)?.url ?? '')
  } finally {
    for (const part of parts.values()) await part.stop()
    await postgres.close()
  }
  const rateOf = (name: string) => median((samples.get(name) ?? []).map((taken) => taken.perSecond))
  for (const [name, taken] of samples) {
    note(`Postgres, ${name}`, rateOf(name), 'events/s')
    note(`Postgres, ${name}, p99`, median(taken.map(({ took }) => percentile(took, 0.99))), 'ms')
    note(
      `Postgres, ${name}, refused`,
      taken.reduce((sum, one) => sum + one.refused, 0),
      '',
    )
  }
  note(`Postgres, ${handling}, until the last one is handled`, median(handled), 'events/s')
  note(`${taking}, to ${textbook}`, rateOf(taking) / rateOf(textbook), '×')
  note(`${working}, to ${syncEngine}`, rateOf(working) / rateOf(syncEngine), '×')
  note(`${handling}, to ${syncEngine}`, rateOf(handling) / rateOf(syncEngine), '×')
  return isMet
}

const folder = mkdtempSync(join(tmpdir(), 'tillside-bench-'))
try {
  const isSqliteMet = await measureSqlite(folder)
  const bin = findPostgres()
  if (!bin) console.error('There is no Postgres below /usr/lib/postgresql.')
  const isPostgresMet = bin === undefined || (await comparePeers(folder, bin))
  printFigures(
    `intake of events of 4 kB; Postgres: ${connections} connections, ${rounds} rounds of ${events} events, medians`,
    figures,
    values.json,
  )
  process.exitCode = isSqliteMet && isPostgresMet ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
