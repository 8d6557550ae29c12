// What must be true after torture, whatever died on the way: nothing acknowledged is lost, everything ends, each effect once.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { query, type Ground } from './ground.ts'

const rowSchema = z.object({ event_id: z.string(), state: z.string(), attempts: z.number() })
export type StoredEvent = z.infer<typeof rowSchema>

const statement = "select event_id, state, attempts from events where event_id like 'evt_0%'"

/** The events that the sender made, as they are stored now. */
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

/** Waits until nothing is left to be done. */
export async function drain(ground: Ground, timeoutMs = 30_000): Promise<void> {
  const giveUpMs = performance.now() + timeoutMs
  while (performance.now() < giveUpMs && !(await readEvents(ground)).every(isOver)) await wait(250)
}

/** Each is one sentence; empty when everything is as it must be. */
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
