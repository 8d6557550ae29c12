// One attempt at one job: hold the lease, run the task, write the end or the next time. After the lease is lost: write nothing.

import type { Ports } from '#ports.ts'
import { endJob, postponeJob, renewLease, type Job, type Lease } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'
import { backoffMs } from './backoff.ts'
import { openSteps } from './steps.ts'
import { AttemptFailed, LeaseLost, Stopping, type JobEnd, type Task, type WorkItem } from './task.ts'

const attemptMsDefault = 60_000
const horizonMsDefault = 12 * 3_600_000
/** Ends a job that takes its process down each time, before the horizon does. */
const attemptsMax = 100

export type AttemptMeans = { db: Database; ports: Ports; leaseMs: number }
export type AttemptOutcome = 'done' | 'dead' | 'postponed' | 'released' | 'lease_lost'

type Attempt = { means: AttemptMeans; job: Job; lease: Lease; task: Task; item: WorkItem }

/** Works on a job that was claimed. `stop` aborts when the process stops. Never throws for what the task does. */
export async function attempt(
  means: AttemptMeans,
  claimed: { job: Job; leaseId: string; task: Task },
  stop: AbortSignal,
): Promise<AttemptOutcome> {
  const { job, leaseId, task } = claimed
  const { id, tenantId, attempts, createdAtMs } = job
  const item: WorkItem = { id, tenantId, payload: JSON.parse(job.payload), attempt: attempts, createdAtMs }
  const one: Attempt = { means, job, lease: { tenantId, jobId: id, leaseId }, task, item }
  // After a long standstill: what Stripe remembers of the first attempt is gone by now.
  if (isPast(one, means.ports.now())) return end(one, { state: 'dead', error: 'too_late' })
  try {
    const result = await runHolding(one, stop)
    return await end(one, { state: 'done', result })
  } catch (error) {
    return afterFailure(one, error)
  }
}

const isPast = ({ job, task }: Attempt, atMs: number) =>
  atMs > job.createdAtMs + (task.horizonMs ?? horizonMsDefault) || job.attempts > attemptsMax

/** Runs the task; ends at once when the lease is lost, the time is over or the process stops, whatever the task does then. */
async function runHolding({ means, lease, task, item }: Attempt, stop: AbortSignal): Promise<unknown> {
  const over = new AbortController()
  const lost = new AbortController()
  const signal = AbortSignal.any([stop, lost.signal, AbortSignal.timeout(task.attemptMs ?? attemptMsDefault)])
  const keeping = keepLease(means, lease, { over: over.signal, lost })
  try {
    const steps = await openSteps(means, lease, signal)
    signal.throwIfAborted()
    return await untilAborted(task.run({ ...item, ...steps, signal }), signal)
  } finally {
    over.abort()
    await keeping
  }
}

async function keepLease(
  { db, ports, leaseMs }: AttemptMeans,
  lease: Lease,
  { over, lost }: { over: AbortSignal; lost: AbortController },
): Promise<void> {
  let heldUntilMs = ports.now() + leaseMs
  while (!over.aborted && !lost.signal.aborted) {
    try {
      await ports.sleep(leaseMs / 3, over)
      const nowMs = ports.now()
      const held = await renewLease(db, lease, { nowMs, leaseUntilMs: nowMs + leaseMs })
      if (held) heldUntilMs = nowMs + leaseMs
      else lost.abort(new LeaseLost('taken over'))
    } catch {
      // The attempt is over, or the database does not answer: the lease then runs out by itself.
      if (!over.aborted && ports.now() >= heldUntilMs) lost.abort(new LeaseLost('not renewed'))
    }
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort)
  }
}

async function end({ means, lease, task, item }: Attempt, how: JobEnd): Promise<AttemptOutcome> {
  const { db, ports } = means
  const ended = await db.transaction().execute(async (transaction) => {
    const nowMs = ports.now()
    const row =
      how.state === 'dead' ? { error: how.error } : { result: JSON.stringify(how.result ?? null) ?? 'null' }
    if (!(await endJob(transaction, lease, { state: how.state, ...row, nowMs }))) return false
    await task.atEnd?.(transaction, item, how)
    return true
  })
  return ended ? how.state : 'lease_lost'
}

/** A code for the row, never the words of others. */
function codeOf(error: unknown): string {
  if (error instanceof AttemptFailed) return error.code
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout'
  return 'failed'
}

const idsOf = ({ item, job }: Attempt) => ({ jobId: item.id, task: job.task, attempt: item.attempt })

/** Class only: messages of drivers and clients quote addresses, keys and bodies. */
const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.name : typeof cause
}

async function afterFailure(one: Attempt, error: unknown): Promise<AttemptOutcome> {
  if (error instanceof LeaseLost) return 'lease_lost'
  const { db, ports } = one.means
  const nowMs = ports.now()
  if (error instanceof Stopping) {
    const given = await postponeJob(db, one.lease, { nextAttemptAtMs: nowMs, nowMs })
    return given ? 'released' : 'lease_lost'
  }
  const code = codeOf(error)
  ports.log.warn('job.attempt_failed', { ...idsOf(one), code, cause: causeOf(error) })
  const askedMs = error instanceof AttemptFailed ? error.retryAfterMs : 0
  const nextAttemptAtMs = nowMs + Math.max(askedMs, backoffMs(one.job.attempts, ports))
  if (isPast(one, nextAttemptAtMs)) return end(one, { state: 'dead', error: code })
  const kept = await postponeJob(db, one.lease, { nextAttemptAtMs, error: code, nowMs })
  return kept ? 'postponed' : 'lease_lost'
}
