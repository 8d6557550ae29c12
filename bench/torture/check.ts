// Checks what must be true after a torture run: nothing acknowledged is lost, everything ends, and each effect happens once.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { query, type Ground } from './ground.ts'

const rowSchema = z.object({ event_id: z.string(), state: z.string(), attempts: z.number() })
export type StoredEvent = z.infer<typeof rowSchema>

const statement = `select event_id, events.state,
  cast(coalesce((select max(attempts) from handler_runs where event_row_id = events.id), 0) as integer) as attempts
  from events where event_id like 'evt_0%'`

/** Reads the sender's events as they are stored now. */
export async function readEvents({ databaseUrl, dataDir }: Ground): Promise<StoredEvent[]> {
  const rows =
    databaseUrl === undefined
      ? readSqlite(join(dataDir, 'tillside.sqlite'))
      : await query(databaseUrl, statement)
  return z.array(rowSchema).parse(rows)
}

function readSqlite(file: string): unknown[] {
  const db = new DatabaseSync(file, { timeout: 5000 })
  try {
    return db.prepare(statement).all()
  } finally {
    db.close()
  }
}

const isOver = ({ state }: StoredEvent) => state === 'done' || state === 'dead'

const settleMs = 20_000
/** Failed attempts are retried after at most half an hour. */
const longestWaitMs = 31 * 60_000
const outagesMax = 20

/** Lets the remaining work end: rows with a dead worker's lease, and rows that wait for another attempt. */
export async function drain(ground: Ground): Promise<void> {
  await ground.outage()
  for (let outages = 0; outages < outagesMax && !(await settles(ground)); outages++)
    await ground.outage(longestWaitMs)
}

async function settles(ground: Ground): Promise<boolean> {
  const giveUpMs = performance.now() + settleMs
  let left = Infinity
  let leftBefore = Infinity
  // Continues as long as the number of remaining events falls.
  do {
    leftBefore = left
    await wait(500)
    left = (await readEvents(ground)).filter((row) => !isOver(row)).length
  } while (left > 0 && (left < leftBefore || performance.now() < giveUpMs))
  return left === 0
}

/** Finds all breaches, each one sentence; empty if there are none. */
export async function findBreaches(ground: Ground, sent: readonly string[]): Promise<string[]> {
  const rows = Map.groupBy(await readEvents(ground), (row) => row.event_id)
  const ledger = new Set(readFileSync(ground.ledger, 'utf8').trimEnd().split('\n'))
  return [
    ...sent.filter((id) => !ledger.has(id)).map((id) => `${id} was never acknowledged`),
    ...[...ledger].flatMap((id) => breachesOf(id, rows.get(id) ?? [], ground)),
    ...[...rows.keys()].filter((id) => !sent.includes(id)).map((id) => `${id} was never sent`),
    ...ground.gateways.flatMap(({ complaints }) =>
      complaints.map((line) => `written to stderr: ${line.slice(0, 300)}`),
    ),
  ]
}

function breachesOf(id: string, rows: readonly StoredEvent[], { company }: Ground): string[] {
  const [row] = rows
  if (!row) return [`${id} was acknowledged and is lost`]
  const effects = company.keysOf(id).size
  return [
    ...(rows.length === 1 ? [] : [`${id} has ${rows.length} rows`]),
    ...(row.state === 'done' ? [] : [`${id} is ${row.state} after ${row.attempts} attempts`]),
    ...(effects === 1 ? [] : [`${id} had ${effects} effects`]),
  ]
}
