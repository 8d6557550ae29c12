// One attempt at one piece of work: hold the lease, run the task, write the end or the next time. After the lease is lost: write nothing.

import type { Ports } from '#ports.ts'
import { insertAttempt } from '#store/attempts.ts'
import { commitsOf } from '#store/commits.ts'
import type { Database } from '#store/schema.ts'
import { endWork, postponeWork, renewLease, type Lease, type Queue, type Work } from '#store/work.ts'
import { backoffMs } from './backoff.ts'
import { openSteps } from './steps.ts'
import { AttemptFailed, LeaseLost, Stopping, type JobEnd, type Task, type WorkItem } from './task.ts'

const attemptMsDefault = 60_000
const horizonMsDefault = 12 * 3_600_000
const noteCharactersMax = 4096
/** Ends a job that takes its process down each time, before the horizon does. */
const attemptsMax = 100

export type AttemptMeans = { db: Database; ports: Ports; leaseMs: number; queue: Queue }
export type AttemptOutcome = 'done' | 'dead' | 'postponed' | 'released' | 'lease_lost'

type Attempt = {
  means: AttemptMeans
  work: Work
  lease: Lease
  task: Task
  item: WorkItem
  begunMs: number
  /** What the task wants to be known about this attempt. */
  note?: string
}

/** Works on what was claimed. `stop` aborts when the process stops. Never throws for what the task does. */
export async function attempt(
  means: AttemptMeans,
  claimed: { work: Work; leaseId: string; task: Task },
  stop: AbortSignal,
): Promise<AttemptOutcome> {
  const { work, leaseId, task } = claimed
  const { id, tenantId, attempts, queuedAtMs } = work
  const item: WorkItem = { id, tenantId, payload: JSON.parse(work.payload), attempt: attempts, queuedAtMs }
  const lease: Lease = { queue: means.queue, tenantId, id, leaseId }
  const one: Attempt = { means, work, lease, task, item, begunMs: means.ports.now() }
  // After a long standstill: what Stripe remembers of the first attempt is gone by now.
  if (isPast(one, one.begunMs)) return end(one, { state: 'dead', error: 'too_late' })
  try {
    const result = await runHolding(one, stop)
    return await end(one, { state: 'done', result })
  } catch (error) {
    return afterFailure(one, error)
  }
}

const isPast = ({ work, task }: Attempt, atMs: number) =>
  atMs > work.queuedAtMs + (task.horizonMs ?? horizonMsDefault) || work.attempts > attemptsMax

/** Runs the task; ends at once when the lease is lost, the time is over or the process stops, whatever the task does then. */
async function runHolding(one: Attempt, stop: AbortSignal): Promise<unknown> {
  const { means, lease, task, item } = one
  const over = new AbortController()
  const lost = new AbortController()
  const signal = AbortSignal.any([stop, lost.signal, AbortSignal.timeout(task.attemptMs ?? attemptMsDefault)])
  const keeping = keepLease(means, lease, { over: over.signal, lost })
  try {
    const steps = await openSteps(means, lease, signal)
    signal.throwIfAborted()
    const note = (value: unknown) => void (one.note = JSON.stringify(value).slice(0, noteCharactersMax))
    return await untilAborted(task.run({ ...item, ...steps, note, signal }), signal)
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

async function end(one: Attempt, how: JobEnd): Promise<AttemptOutcome> {
  const { means, lease, task, item } = one
  const { db, ports } = means
  const ended = await commitsOf(db).transaction(async (transaction) => {
    const nowMs = ports.now()
    const row =
      how.state === 'dead' ? { error: how.error } : { result: JSON.stringify(how.result ?? null) ?? 'null' }
    if (!(await endWork(transaction, lease, { state: how.state, ...row, nowMs }))) return false
    await record(transaction, one, how.state, how.state === 'dead' ? how.error : undefined)
    await task.atEnd?.(transaction, item, how)
    return true
  })
  return ended ? how.state : 'lease_lost'
}

async function record(
  transaction: Database,
  { means, work, lease, begunMs, note }: Attempt,
  outcome: AttemptOutcome,
  error?: string,
): Promise<void> {
  await insertAttempt(transaction, lease, {
    number: work.attempts,
    atMs: begunMs,
    tookMs: means.ports.now() - begunMs,
    outcome,
    ...(error === undefined ? {} : { error }),
    ...(note === undefined ? {} : { note }),
  })
}

async function postpone(
  one: Attempt,
  outcome: 'postponed' | 'released',
  until: { nextAttemptAtMs: number; error?: string; nowMs: number },
): Promise<AttemptOutcome> {
  const kept = await commitsOf(one.means.db).transaction(async (transaction) => {
    if (!(await postponeWork(transaction, one.lease, until))) return false
    await record(transaction, one, outcome, until.error)
    return true
  })
  return kept ? outcome : 'lease_lost'
}

/** A code for the row, never the words of others. */
function codeOf(error: unknown): string {
  if (error instanceof AttemptFailed) return error.code
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout'
  return 'failed'
}

const idsOf = ({ item, work, means }: Attempt) => ({
  queue: means.queue,
  workId: item.id,
  task: work.task,
  attempt: item.attempt,
})

/** Class only: messages of drivers and clients quote addresses, keys and bodies. */
const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.name : typeof cause
}

async function afterFailure(one: Attempt, error: unknown): Promise<AttemptOutcome> {
  if (error instanceof LeaseLost) return 'lease_lost'
  const { ports } = one.means
  const nowMs = ports.now()
  if (error instanceof Stopping) return postpone(one, 'released', { nextAttemptAtMs: nowMs, nowMs })
  const code = codeOf(error)
  ports.log.warn('job.attempt_failed', { ...idsOf(one), code, cause: causeOf(error) })
  const { attempts } = one.work
  const delayMs = one.task.retryDelayMs?.(attempts, ports) ?? backoffMs(attempts, ports)
  if (delayMs === 'never' || (error instanceof AttemptFailed && error.isFinal))
    return end(one, { state: 'dead', error: code })
  const askedMs = error instanceof AttemptFailed ? error.retryAfterMs : 0
  const nextAttemptAtMs = nowMs + Math.max(askedMs, delayMs)
  if (isPast(one, nextAttemptAtMs)) return end(one, { state: 'dead', error: code })
  return postpone(one, 'postponed', { nextAttemptAtMs, error: code, nowMs })
}
