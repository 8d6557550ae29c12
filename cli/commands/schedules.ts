// tillside schedules: when each comes next and what became of the last times; run one now. Both work beside a running gateway,
// which carries the run out.

import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { parseConfig } from '#config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { createLog } from '#log.ts'
import { listOverviews, type ScheduleOverview } from '#schedules/overview.ts'
import { runByHand } from '#schedules/run-by-hand.ts'
import { findJob, type Job } from '#store/jobs.ts'
import type { Tick } from '#store/schedules.ts'
import type { Database } from '#store/schema.ts'
import { loadDefinitions } from '../../runtimes/node/load-definitions.ts'
import { withDatabase } from './with-database.ts'

type Env = Record<string, unknown>

/** A run is waited for so long, and then goes on without anybody looking. */
const patienceMs = 30_000
/** A gateway that is there takes it up within a second. */
const untakenMs = 5000
const lookAgainMs = 200

const ports = { now: () => Date.now(), randomBytes: (length: number) => new Uint8Array(randomBytes(length)) }
const iso = (ms: number) => new Date(ms).toISOString()
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

async function definitionsOf(env: Env): Promise<TillsideConfig> {
  const log = createLog({ level: 'warn', now: ports.now, write: (line) => console.error(line) })
  const { config } = await loadDefinitions(parseConfig(env).definitionsFile, log)
  return config
}

export async function listSchedules(
  { json, limit }: { json: boolean; limit: number },
  env: Env = process.env,
): Promise<void> {
  const definitions = await definitionsOf(env)
  const overviews = await withDatabase(env, ({ db }) =>
    listOverviews({ db, tenantId, definitions }, { nowMs: ports.now(), ticks: limit }),
  )
  for (const overview of overviews) console.log(json ? JSON.stringify(toJson(overview)) : toText(overview))
  if (overviews.length === 0 && !json)
    console.log('There are no schedules yet: defineSchedule({ … }) in tillside.config.ts makes one.')
}

const toJson = ({ id, times, ticks }: ScheduleOverview) => ({
  id,
  ...(times && { cron: times.cron, timeZone: times.timeZone, missed: times.missed }),
  ...(times?.nextAtMs !== undefined && { nextAt: iso(times.nextAtMs) }),
  ticks: ticks.map(({ atMs, endedAtMs, ...tick }) => ({
    at: iso(atMs),
    ...tick,
    ...(endedAtMs !== undefined && { endedAt: iso(endedAtMs) }),
  })),
})

function toText({ id, times, ticks }: ScheduleOverview): string {
  const next = times?.nextAtMs === undefined ? '' : `  next ${iso(times.nextAtMs)}`
  const head = times ? `${id}  ${times.cron}  ${times.timeZone}${next}` : `${id}  gone from the configuration`
  return [head, ...ticks.map((tick) => `  ${iso(tick.atMs)}  ${sayTick(tick)}`)].join('\n')
}

function sayTick({ jobId, state, attempts = 0, error, tookMs = 0 }: Tick): string {
  if (jobId === undefined) return 'missed, skipped'
  if (state === undefined) return 'run; what became of it is not kept any more'
  const begun = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${seconds(tookMs)}`
  const why = error === undefined || state === 'done' ? '' : `: ${error}`
  if (state === 'waiting')
    return attempts === 0 ? 'waiting' : `waiting for another attempt after ${begun}${why}`
  return state === 'running' ? 'running' : `${state}, ${begun}${why}`
}

/** Prints how it ended, or that it goes on; false when there is no such schedule, or the run failed for good. */
export async function runSchedule(id: string, env: Env = process.env): Promise<boolean> {
  const { schedules } = await definitionsOf(env)
  if (!schedules.some((schedule) => schedule.id === id)) {
    const known = schedules.map((schedule) => schedule.id).join(', ')
    console.error(`There is no schedule ${id}${known && `; there are: ${known}`}.`)
    return false
  }
  return withDatabase(env, async ({ db }) => {
    const jobId = await runByHand({ db, ports }, { tenantId, schedule: id, actor: 'cli' })
    if (jobId === undefined) throw new Error('another run began in the same millisecond')
    const job = await waitForEnd(db, jobId)
    console.log(`${jobId}: ${sayEnd(job)}`)
    return job?.state !== 'dead'
  })
}

async function waitForEnd(db: Database, jobId: string): Promise<Job | undefined> {
  const begunMs = ports.now()
  for (;;) {
    const job = await findJob(db, { tenantId, jobId })
    const waitedMs = ports.now() - begunMs
    if (job?.state === 'done' || job?.state === 'dead' || waitedMs > patienceMs) return job
    if (job?.attempts === 0 && waitedMs > untakenMs) return job
    await wait(lookAgainMs)
  }
}

function sayEnd(job: Job | undefined): string {
  if (!job) return 'gone'
  if (job.state === 'done') return `done in ${seconds(job.updatedAtMs - job.createdAtMs)}`
  if (job.state === 'dead') return `failed: ${job.error ?? 'no reason is known'}`
  if (job.attempts === 0) return 'nobody has taken it up yet: is the gateway running? It waits for an hour.'
  const why = job.error === undefined ? '' : `, after ${job.error}`
  return `still under way${why}; tillside schedules list shows how it ends`
}
