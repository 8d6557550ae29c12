// tillside schedules run: runs a schedule now. A running gateway carries it out.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { runByHand } from '#schedules/run-by-hand.ts'
import { findJob, type Job } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'
import { seconds } from '../../times.ts'
import { readDefinitions } from './definitions.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('run')
    .description(
      'Run a schedule now, in addition to its times. The gateway runs it; the command waits for the end.',
    )
    .argument('<id>', 'its id')
    .action(async (id: string) => {
      if (!(await runSchedule(id))) process.exitCode = 1
    })

/** The command waits this long for the run, which then continues on its own. */
const patienceMs = 30_000
/** A running gateway starts it within a second. */
const untakenMs = 5000
const lookAgainMs = 200

/** Prints how the run ended, or that it continues. Returns false if there is no such schedule or the run failed for good. */
async function runSchedule(id: string): Promise<boolean> {
  const { schedules } = await readDefinitions(process.env)
  if (!schedules.some((schedule) => schedule.id === id)) {
    const known = schedules.map((schedule) => schedule.id).join(', ')
    console.error(`There is no schedule ${id}${known && `. Declared schedules: ${known}`}.`)
    return false
  }
  return withDatabase(process.env, async ({ db }) => {
    const jobId = await runByHand({ db, ports }, { tenantId, schedule: id, actor: 'cli' })
    if (jobId === undefined) throw new Error('another run started in the same millisecond')
    const job = await waitForEnd(db, jobId)
    console.log(`${jobId}: ${describeEnd(job)}`)
    return job?.state !== 'dead'
  })
}

async function waitForEnd(db: Database, jobId: string): Promise<Job | undefined> {
  const startedMs = ports.now()
  for (;;) {
    const job = await findJob(db, { tenantId, jobId })
    const waitedMs = ports.now() - startedMs
    if (job?.state === 'done' || job?.state === 'dead' || waitedMs > patienceMs) return job
    if (job?.attempts === 0 && waitedMs > untakenMs) return job
    await ports.sleep(lookAgainMs)
  }
}

function describeEnd(job: Job | undefined): string {
  if (!job) return 'gone'
  if (job.state === 'done') return `done in ${seconds(job.updatedAtMs - job.createdAtMs)}`
  if (job.state === 'dead') return `failed: ${job.error ?? 'no reason is known'}`
  if (job.attempts === 0)
    return 'not started yet: is the gateway running? The run stays in the queue for an hour.'
  const why = job.error === undefined ? '' : `, after ${job.error}`
  return `still running${why}; tillside schedules list shows how it ends`
}
