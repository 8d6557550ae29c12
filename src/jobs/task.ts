// The interface of a task, which is a kind of durable work: it is run again until it ends, and its finished steps are remembered.

import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'

/** A piece of work as its task sees it. */
export type WorkItem = {
  id: string
  tenantId: string
  /** In a queue that has lanes: the id of the handler or the endpoint. */
  lane?: string
  /** As it was enqueued, parsed; the task checks its shape. */
  payload: unknown
  /** 1 for the first one. */
  attempt: number
  /** How many workers were lost over it, if the last one was; otherwise 0. */
  losses: number
  queuedAtMs: number
}

export type JobContext = WorkItem & {
  /**
   * Does `work` once and records its result as JSON, in a transaction that checks that this worker still holds the job. A repeated
   * run gets the recorded result. Names are unique within a run.
   */
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Names of the finished steps, in the order in which they ended. */
  finished: () => readonly string[]
  /** The last step that was begun and has no result. It may or may not have had its effect. */
  unfinished: () => string | undefined
  /** Notes something for people who look into this attempt: JSON, bounded, nothing secret. */
  note: (value: unknown) => void
  /** Aborts when the attempt has taken too long, the lease was taken over, or the process stops. */
  signal: AbortSignal
}

export type JobEnd = { state: 'done'; result: unknown } | { state: 'dead'; error: string }

export type EndedWork = { item: WorkItem; end: JobEnd }

export interface Task {
  /** Resolves with the result, which is stored as JSON. Whatever it throws leads to another attempt later. */
  run(context: JobContext): Promise<unknown>
  /** Writes what belongs to the ends of these pieces of work, in the same transaction. */
  atEnd?(transaction: Database, ended: readonly EndedWork[]): Promise<void>
  /**
   * After this time the work is a dead letter. 12 h by default, well under the 24 h for which Stripe keeps idempotency keys: a later
   * attempt could repeat what the first one did.
   * https://docs.stripe.com/api/idempotent_requests
   */
  horizonMs?: number
  /** For one attempt; 60 s by default. */
  attemptMs?: number | ((this: void, item: WorkItem) => number)
  /** How long to wait after this attempt failed; `never` ends the work. Exponential with jitter by default. */
  retryDelayMs?(this: void, attempt: number, ports: Pick<Ports, 'randomBytes'>): number | 'never'
}

/** An attempt failed, with a code for the row and the log. The work is tried again, unless this is final. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed'
  readonly code: string
  /** The shortest wait that the other side asked for. */
  readonly retryAfterMs: number
  /** No later attempt could do better. */
  readonly isFinal: boolean

  constructor(code: string, options: { cause?: unknown; retryAfterMs?: number; isFinal?: boolean } = {}) {
    super(code, { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs ?? 0
    this.isFinal = options.isFinal ?? false
  }
}

/** Another worker has the job now, so this one writes nothing any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** The process stops, so the job is given back. */
export class Stopping extends Error {
  override readonly name = 'Stopping'
}
