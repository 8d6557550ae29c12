// Measures /health and the intake of events while tens of thousands of old events are removed, replayed and erased, compared with
// an idle gateway. SQLite, one gateway as `start` runs it, the replay from the command line.
// `node bench/long-work/main.ts --events 50000`

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Kysely } from 'kysely'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { insertJob } from '#store/jobs.ts'
import type { Database, Schema } from '#store/schema.ts'
import { eraseTask } from '#webhooks/installations.ts'
import { purgeTask } from '#webhooks/upkeep.ts'
import { signPost } from '../../simulator/stripe/webhooks/sign.ts'
import { openSqlite } from '../../runtimes/node/sqlite.ts'
import { fillOldEvents, type OldEvents } from './old-events.ts'
import { startFlags, startPart } from '../part.ts'
import { printFigures, type Figure } from '../figures.ts'
import { percentile } from '../percentile.ts'
import { makePosts, secret } from '../webhooks/load.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
})
const [events, seconds] = [Number(values.events), Number(values.seconds)]
const dayMs = 86_400_000
const p99MsMax = 100
/** Requests per second: health checks and incoming events. */
const rates = { health: 25, intake: 25 }

type Name = keyof typeof rates
type Times = Record<Name, number[]>

/** An event of about 4 kB. Created once, because creating one takes longer than anything measured here. */
const [sample] = await makePosts(1)
const body = sample?.body ?? ''
const named = z.object({ id: z.string(), data: z.object({ object: z.object({ id: z.string() }) }) })
const { id: eventId, data } = named.parse(JSON.parse(body))

/** Creates a signed event about a new object. */
function newEvent() {
  const part = randomBytes(12).toString('hex')
  const text = body.replaceAll(eventId, `evt_${part}`).replaceAll(data.object.id, `in_${part}`)
  return signPost(text, secret, Date.now())
}

/** Sends requests at a steady rate until `over`, without waiting for earlier answers. */
async function ask(intake: string, over: AbortSignal): Promise<Times> {
  const agent = new Agent({ connections: 64, headersTimeout: 120_000 })
  const took: Times = { health: [], intake: [] }
  const health = new URL('/health', intake)
  const sent: Promise<void>[] = []
  async function timed(name: Name, asking: () => ReturnType<typeof request>): Promise<void> {
    const begunMs = performance.now()
    const { body, statusCode } = await asking()
    await body.dump()
    if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`)
    took[name].push(performance.now() - begunMs)
  }
  async function pace(name: Name): Promise<void> {
    const begunMs = performance.now()
    for (let count = 0; !over.aborted; count++) {
      const post = name === 'intake' ? await newEvent() : undefined
      const dueMs = begunMs + (count * 1000) / rates[name]
      if (dueMs > performance.now()) await wait(dueMs - performance.now())
      const asking = post
        ? () => request(intake, { method: 'POST', ...post, dispatcher: agent })
        : () => request(health, { dispatcher: agent })
      sent.push(timed(name, asking))
    }
  }
  await Promise.all([pace('health'), pace('intake')])
  await Promise.all(sent)
  await agent.close()
  return took
}

const p99 = (took: readonly number[]) => percentile(took, 0.99)

const figures: Figure[] = []

function note(when: string, took: Times): void {
  for (const [name, shown] of [
    ['health', '/health'],
    ['intake', 'intake'],
  ] as const) {
    figures.push(
      { name: `${shown}, ${when}, p50`, value: percentile(took[name], 0.5), unit: 'ms' },
      { name: `${shown}, ${when}, p99`, value: p99(took[name]), unit: 'ms' },
    )
  }
}

const fill = (db: Database, kind: string, about: Pick<OldEvents, 'endedMs' | 'accountId'>) =>
  fillOldEvents(db, { tenantId, kind, count: events, ...about })

/** Queues one of the gateway's internal jobs and waits for its end. */
async function runJob(db: Database, task: string, payload: unknown): Promise<void> {
  const id = `job_bench_${randomBytes(6).toString('hex')}`
  const nowMs = Date.now()
  const job = { id, tenantId, task, payload: JSON.stringify(payload), atMs: nowMs, dueAtMs: nowMs }
  await insertJob(db, job)
  for (;;) {
    const row = await db.selectFrom('jobs').select(['state', 'error']).where('id', '=', id).executeTakeFirst()
    if (row?.state === 'done') return
    if (row?.state === 'dead') throw new Error(`${task} ended with ${row.error}`)
    await wait(200)
  }
}

async function replay(folder: string): Promise<void> {
  const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
  const args = [main, 'events', 'replay', '--state', 'done', '--type', 'bench.replay', '--json']
  const env = { ...process.env, TILLSIDE_DATA_DIR: folder }
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`the replay ended with ${code}`)
}

async function untilWorkedOff(db: Database): Promise<void> {
  for (;;) {
    const open = db.selectFrom('events').select('id').where('state', '=', 'waiting')
    if (!(await open.where('type', '=', 'bench.replay').limit(1).executeTakeFirst())) return
    await wait(500)
  }
}

async function measure(folder: string): Promise<boolean> {
  const gateway = await startPart('webhooks/tillside.ts', ['all', folder], startFlags())
  const db: Database = new Kysely<Schema>({ dialect: openSqlite(join(folder, 'tillside.sqlite')) })
  const during = async (work: () => Promise<unknown>): Promise<Times> => {
    const over = new AbortController()
    const asking = ask(gateway.url, over.signal)
    const begunMs = performance.now()
    await work()
    console.error(`… ${((performance.now() - begunMs) / 1000).toFixed(1)} s`)
    over.abort()
    return asking
  }
  try {
    const longAgoMs = Date.now() - 200 * dayMs
    const account = { accountId: 'acct_1Bench', mode: 'test' as const, removedAtMs: longAgoMs }
    await db
      .insertInto('installations')
      .values({
        tenant_id: tenantId,
        account_id: account.accountId,
        mode: account.mode,
        state: 'removed',
        changed_at_ms: longAgoMs,
      })
      .execute()
    await during(() => wait(2000))
    note('idle', await during(() => wait(seconds * 1000)))
    await fill(db, 'purge', { endedMs: longAgoMs })
    const purge = await during(() => runJob(db, purgeTask, null))
    note('while old events are removed', purge)
    await fill(db, 'replay', { endedMs: Date.now() - dayMs })
    const replayed = await during(() => replay(folder))
    note('while events are put back', replayed)
    const worked = await during(() => untilWorkedOff(db))
    note('while they are handled again', worked)
    await fill(db, 'erase', { endedMs: Date.now() - dayMs, accountId: account.accountId })
    const erase = await during(() => runJob(db, eraseTask, account))
    note('while an account is erased', erase)
    return [purge, replayed, worked, erase].every(
      ({ health, intake }) => p99(health) <= p99MsMax && p99(intake) <= p99MsMax,
    )
  } finally {
    await db.destroy()
    await gateway.stop()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tillside-long-work-'))
try {
  const isMet = await measure(folder)
  printFigures(`beside long work on ${events} events, on SQLite`, figures, values.json)
  process.exitCode = isMet ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
