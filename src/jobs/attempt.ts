// Makes one attempt at one piece of work: holds the lease, runs the task, then writes the end or the time of the next attempt. Once the
// lease is lost it writes nothing.

import { GatewayError, nameError } from '#errors.ts'
import type { Ports } from '#ports.ts'
import { insertAttempt, type AttemptRow } from '#store/attempts.ts'
import { commitsOf } from '#store/commits.ts'
import { countLosses, lostCode } from '#store/lost-work.ts'
import type { Lease, Queue, WorkId } from '#store/queues.ts'
import type { Step } from '#store/steps.ts'
import type { Database } from '#store/schema.ts'
import { postponeWork, renewLease, type Work } from '#store/work.ts'
import { untilAborted } from '#until-aborted.ts'
import { backoffMs } from './backoff.ts'
import type { Ending } from './endings.ts'
import { openSteps } from './steps.ts'
import { AttemptFailed, LeaseLost, Stopping, type JobEnd, type Task, type WorkItem } from './task.ts'

const attemptMsDefault = 60_000
const horizonMsDefault = 12 * 3_600_000
const noteCharactersMax = 4096
const attemptsMax = 100
/** Work that has cost so many workers would cost the next one too, so it is not tried any more. */
const lossesMax = 10

export type AttemptDeps = {
  db: Database
  ports: Ports
  leaseMs: number
  queue: Queue
  /** The steps that earlier attempts recorded. */
  readSteps: (work: WorkId) => Promise<readonly Step[]>
  /** Writes the end of an attempt. False when the lease was taken over, and nothing was written. */
  end: (ending: Ending) => Promise<boolean>
}
export type AttemptResult = 'done' | 'dead' | 'postponed' | 'released' | 'lease_lost'

type Attempt = {
  deps: AttemptDeps
  work: Work
  lease: Lease
  task: Task
  item: WorkItem
  begunMs: number
  /** What the task noted about this attempt. */
  note?: string
}

/**
 * Works on claimed work. `stop` aborts when the process stops. `onRan` is called once the task has returned or failed, before that is
 * written. Never throws because of the task.
 */
export async function attempt(
  deps: AttemptDeps,
  claimed: { work: Work; leaseId: string; task: Task },
  stop: AbortSignal,
  onRan: () => void = () => undefined,
): Promise<AttemptResult> {
  const { work, leaseId, task } = claimed
  const { id, tenantId, attempts, queuedAtMs } = work
  const lease: Lease = { queue: deps.queue, tenantId, id, leaseId }
  const losses = work.error === lostCode ? await countLosses(deps.db, lease, queuedAtMs) : 0
  const payload: unknown = JSON.parse(work.payload)
  const lane = work.lane === undefined ? {} : { lane: work.lane }
  const item: WorkItem = { id, tenantId, ...lane, payload, attempt: attempts, losses, queuedAtMs }
  const one: Attempt = { deps, work, lease, task, item, begunMs: deps.ports.now() }
  // The gateway stood still for long: Stripe has forgotten the idempotency keys of the first attempt.
  if (isPast(one, one.begunMs)) return end(one, { state: 'dead', error: 'too_late' })
  if (losses >= lossesMax) return end(one, { state: 'dead', error: lostCode })
  try {
    const result = await runHolding(one, stop).finally(onRan)
    return await end(one, { state: 'done', result })
  } catch (error) {
    return afterFailure(one, error)
  }
}

const isPast = ({ work, task }: Attempt, atMs: number) =>
  atMs > work.queuedAtMs + (task.horizonMs ?? horizonMsDefault) || work.attempts > attemptsMax

/** Runs the task. Ends at once when the lease is lost, the time is over or the process stops, even if the task goes on. */
async function runHolding(one: Attempt, stop: AbortSignal): Promise<unknown> {
  const { deps, lease, task, item } = one
  const over = new AbortController()
  const lost = new AbortController()
  const { attemptMs = attemptMsDefault } = task
  const late = AbortSignal.timeout(typeof attemptMs === 'number' ? attemptMs : attemptMs(item))
  const signal = AbortSignal.any([stop, lost.signal, late])
  const keeping = keepLease(deps, lease, { over: over.signal, lost })
  try {
    const steps = await openSteps(deps, lease, signal)
    signal.throwIfAborted()
    const note = (value: unknown) => void (one.note = JSON.stringify(value).slice(0, noteCharactersMax))
    return await untilAborted(task.run({ ...item, ...steps, note, signal }), signal)
  } finally {
    over.abort()
    await keeping
  }
}

async function keepLease(
  { db, ports, leaseMs }: AttemptDeps,
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
      // Either the attempt is over, or the database does not respond and the lease runs out by itself.
      if (!over.aborted && ports.now() >= heldUntilMs) lost.abort(new LeaseLost('not renewed'))
    }
  }
}

async function end(one: Attempt, how: JobEnd): Promise<AttemptResult> {
  const { deps, lease, task, item } = one
  const error = how.state === 'dead' ? how.error : undefined
  const isEnded = await deps.end({ lease, task, item, end: how, attempt: toRow(one, how.state, error) })
  return isEnded ? how.state : 'lease_lost'
}

const toRow = (
  { deps, work, begunMs, note }: Attempt,
  outcome: AttemptResult,
  error?: string,
): AttemptRow => ({
  number: work.attempts,
  atMs: begunMs,
  tookMs: deps.ports.now() - begunMs,
  outcome,
  ...(error === undefined ? {} : { error }),
  ...(note === undefined ? {} : { note }),
})

async function postpone(
  one: Attempt,
  outcome: 'postponed' | 'released',
  until: { nextAttemptAtMs: number; error?: string; nowMs: number },
): Promise<AttemptResult> {
  const kept = await commitsOf(one.deps.db).transaction(async (transaction) => {
    if (!(await postponeWork(transaction, one.lease, until))) return false
    await insertAttempt(transaction, one.lease, toRow(one, outcome, until.error))
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

const idsOf = ({ item, work, deps }: Attempt) => ({
  queue: deps.queue,
  workId: item.id,
  task: work.task,
  attempt: item.attempt,
})

const causeOf = (error: unknown): string => {
  const isInWords = error instanceof GatewayError && error.detail !== undefined
  return nameError(error instanceof Error && !isInWords ? (error.cause ?? error) : error)
}

async function afterFailure(one: Attempt, error: unknown): Promise<AttemptResult> {
  if (error instanceof LeaseLost) return 'lease_lost'
  const { ports } = one.deps
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
