// The claim loop's contract as a model of plain objects: the states of a row, who may hold it, and what a claim may take.

import type { Queue } from '#store/queues.ts'

export type Row = {
  id: string
  queue: Queue
  tenantId: string
  /** The handler or the endpoint. */
  lane: string
  /** Only for handler runs. */
  objectId?: string
  /** Type of the event: what happened to the object. */
  type: string
  occurredAtMs: number
  state: 'waiting' | 'running' | 'done' | 'dead'
  nextAttemptAtMs: number
  /** Attempts since it was queued. */
  attempts: number
  leaseId?: string
  leaseUntilMs?: number
  /** How often it was queued, and how often it ended. */
  lives: number
  ends: number
  /** Attempts whose end was recorded. */
  recorded: number
}

/** A lease that was given at some time; its worker may have crashed since and come back. */
export type Held = { queue: Queue; tenantId: string; id: string; leaseId: string; worker: number }

export type Model = { nowMs: number; rows: Map<string, Row>; leases: Held[]; lastId: number }

export const leaseMs = 30_000

export const emptyModel = (): Model => ({ nowMs: 1_000_000, rows: new Map(), leases: [], lastId: 0 })

export type NewRow = Pick<Row, 'id' | 'queue' | 'tenantId' | 'lane' | 'objectId' | 'type' | 'occurredAtMs'>

export const addRow = (model: Model, row: NewRow) =>
  void model.rows.set(row.id, {
    ...row,
    state: 'waiting',
    nextAttemptAtMs: model.nowMs,
    attempts: 0,
    lives: 1,
    ends: 0,
    recorded: 0,
  })

/** Makes work with an expired lease wait again, and records that as an attempt. */
export function giveBackLost({ rows, nowMs }: Model, queue: Queue): void {
  for (const row of rows.values())
    if (row.queue === queue && row.state === 'running' && (row.leaseUntilMs ?? 0) <= nowMs)
      release(row, { state: 'waiting', nextAttemptAtMs: nowMs })
}

/** Rows of this queue that a claim may take now. */
export function claimable({ rows, nowMs }: Model, queue: Queue): Row[] {
  const all = [...rows.values()].filter((row) => row.queue === queue)
  const due = all.filter((row) => row.state === 'waiting' && row.nextAttemptAtMs <= nowMs)
  if (queue !== 'handler_runs') return due
  return due.filter((row) => !all.some((other) => isAhead(other, row, nowMs)))
}

const rankOf = (type: string) =>
  ['created', 'updated', 'deleted'].indexOf(type.slice(type.lastIndexOf('.') + 1))

/** Whether another event of the same object comes first: a handler takes one at a time, the oldest that is due first. */
function isAhead(other: Row, row: Row, nowMs: number): boolean {
  const isSame =
    other.objectId !== undefined &&
    other.objectId === row.objectId &&
    other.lane === row.lane &&
    other.tenantId === row.tenantId
  if (!isSame || other.id === row.id) return false
  if (other.state === 'running') return true
  if (other.state !== 'waiting' || other.nextAttemptAtMs > nowMs) return false
  // Within one second: created, then changed, then deleted; otherwise in order of arrival, which is that of the ids.
  const [others, own] = [other, row].map((one) => [one.occurredAtMs, rankOf(one.type), one.id] as const)
  const at = [0, 1, 2].find((place) => others?.[place] !== own?.[place]) ?? 0
  return (others?.[at] ?? 0) < (own?.[at] ?? 0)
}

/** Finds the row if the lease is still valid: the row was not taken over and has not ended. */
export function heldRow({ rows }: Model, held: Held): Row | undefined {
  const row = rows.get(held.id)
  return row?.state === 'running' && row.leaseId === held.leaseId ? row : undefined
}

export function release(row: Row, change: Pick<Row, 'state'> & Partial<Row>): void {
  delete row.leaseId
  delete row.leaseUntilMs
  Object.assign(row, change)
  row.recorded += 1
}
