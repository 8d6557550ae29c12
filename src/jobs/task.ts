// What a kind of work is: run again and again until it ends, each finished step remembered. Nothing here knows what the work is.

import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'

/** A piece of work as its task sees it. */
export type WorkItem = {
  id: string
  tenantId: string
  /** As it was enqueued, parsed; the task checks its shape. */
  payload: unknown
  /** 1 at first. */
  attempt: number
  queuedAtMs: number
}

export type JobContext = WorkItem & {
  /**
   * Does `work` once and records its result, as JSON, together with the proof that this worker still holds the job. A repeated
   * run gets what is recorded. Names are unique within a run.
   */
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Names of the steps that are finished, in the order of their end. */
  finished: () => readonly string[]
  /** The step that was begun last and has no result: it may or may not have had its effect. */
  unfinished: () => string | undefined
  /** What people who look into this attempt are shown: JSON, bounded, nothing secret. */
  note: (value: unknown) => void
  /** Aborts when the attempt has taken too long, the lease was taken over, or the process stops. */
  signal: AbortSignal
}

export type JobEnd = { state: 'done'; result: unknown } | { state: 'dead'; error: string }

export interface Task {
  /** Resolves with the result, as JSON; whatever it throws is another attempt later. */
  run(context: JobContext): Promise<unknown>
  /** What has to be written together with the end, in its transaction. */
  atEnd?(transaction: Database, item: WorkItem, end: JobEnd): Promise<void>
  /**
   * After this time nothing is tried any more: dead letter. 12 h by default, well under the 24 h for which Stripe keeps
   * idempotency keys: a later attempt could do a second time what the first one did.
   * https://docs.stripe.com/api/idempotent_requests
   */
  horizonMs?: number
  /** For one attempt; 60 s by default. */
  attemptMs?: number
  /** How long to wait after the attempt of this number failed, or that it was the last. Exponential with jitter by default. */
  retryDelayMs?(this: void, attempt: number, ports: Pick<Ports, 'randomBytes'>): number | 'never'
}

/** Why an attempt came to nothing, as a code for the row and the log; the work is tried again, unless it says otherwise. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed'
  readonly code: string
  /** Not before; as the other side asked. */
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

/** Another worker has the job now; this one writes nothing any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** The process stops; the job is given back. */
export class Stopping extends Error {
  override readonly name = 'Stopping'
}
