// Everything that can happen to work in the three queues, applied to both the database and the model.

import type { AsyncCommand } from 'fast-check'
import { constantFrom, integer, nat, option, record, type Arbitrary } from 'fast-check'
import { expect } from 'vitest'
import { insertAttempt, listAttempts } from '#store/attempts.ts'
import { insertDeliveries } from '#store/deliveries.ts'
import { insertEvents } from '#store/events.ts'
import { insertHandlerRuns } from '#store/handler-runs.ts'
import { insertJob } from '#store/jobs.ts'
import type { Queue } from '#store/queues.ts'
import { requeueWork } from '#store/requeue.ts'
import type { Database } from '#store/schema.ts'
import { claimDue, endWorks, postponeWork, renewLease } from '#store/work.ts'
import {
  addRow,
  claimable,
  giveBackLost,
  heldRow,
  leaseMs,
  release,
  type Held,
  type Model,
  type NewRow,
  type Row,
} from './claim-model.ts'

type Command = AsyncCommand<Model, Database>

const queues = ['jobs', 'handler_runs', 'deliveries'] as const
const handlers = ['one', 'two'] as const
const did = ['created', 'updated', 'deleted'] as const
const tenants = ['self', 'other'] as const
const workers = [1, 2] as const

/** A command that is always possible, with a name that describes it when a run fails. */
const command = (name: string, run: (model: Model, db: Database) => Promise<void>): Command => ({
  check: () => true,
  async run(model, db) {
    await run(model, db)
    await agree(model, db)
  },
  toString: () => name,
})

type New = {
  queue: Queue
  tenantId: string
  handler: (typeof handlers)[number]
  object: number | null
  did: (typeof did)[number]
  age: number
}

const add = (given: New) =>
  command(`add ${JSON.stringify(given)}`, async (model, db) => {
    const { queue, tenantId, handler, object, age } = given
    const type = `invoice.${given.did}`
    model.lastId += 1
    const id = `row_${String(model.lastId).padStart(5, '0')}`
    const objectId = queue === 'handler_runs' && object !== null ? `in_${object}` : undefined
    const row = {
      id: queue === 'handler_runs' ? `${id}:${handler}` : id,
      queue,
      tenantId,
      lane: queue === 'handler_runs' ? handler : 'endpoint',
      type,
      occurredAtMs: age * 1000,
      ...(objectId === undefined ? {} : { objectId }),
    }
    addRow(model, row)
    await insert(db, row, model.nowMs)
  })

async function insert(
  db: Database,
  { id, queue, tenantId, lane, objectId, type, occurredAtMs }: NewRow,
  nowMs: number,
): Promise<void> {
  if (queue === 'jobs')
    return insertJob(db, { id, tenantId, task: 'task', payload: '{}', atMs: nowMs, dueAtMs: nowMs })
  const event = {
    id: queue === 'handler_runs' ? id.slice(0, -lane.length - 1) : `event_of_${id}`,
    tenantId,
    mode: 'test' as const,
    eventId: `evt_${id}`,
    form: 'snapshot' as const,
    type,
    occurredAtMs,
    cameBy: 'test' as const,
    payload: '{}',
    atMs: nowMs,
    ...(objectId === undefined ? {} : { objectId }),
  }
  await insertEvents(db, [{ ...event, setAside: 'not_of_this_model' }])
  if (queue === 'handler_runs')
    return insertHandlerRuns(
      db,
      [{ event: { ...event, queuedAtMs: nowMs, isErased: false }, handler: lane }],
      nowMs,
    )
  await insertDeliveries(db, { tenantId, eventRowId: event.id, nowMs }, [{ id, endpointId: lane }])
}

type Claiming = { queue: Queue; limit: number; worker: number; both: boolean }

/** A claim by one worker, or by two at the same time. */
const claim = ({ queue, limit, worker, both }: Claiming) =>
  command(`claim ${queue} ${limit} by ${both ? 'both' : worker}`, async (model, db) => {
    const claiming = both ? workers : [worker]
    const leaseUntilMs = model.nowMs + leaseMs
    const claims = claiming.map((one) => {
      model.lastId += 1
      const leaseId = `lea_${model.lastId}`
      const options = {
        queue,
        tasks: [queue === 'jobs' ? 'task' : queue],
        nowMs: model.nowMs,
        leaseUntilMs,
        leaseId,
        limit,
        lossDelayMs: () => 0,
      }
      return claimDue(db, 'sqlite', options).then((works) => ({ worker: one, leaseId, works }))
    })
    const all = await Promise.all(claims)
    giveBackLost(model, queue)
    for (const { worker: by, leaseId, works } of all) {
      const free = claimable(model, queue)
      const taken = works.map(({ id }) => free.find((row) => row.id === id))
      expect(taken, 'nothing is claimed that is not due or is held by another worker').not.toContain(
        undefined,
      )
      expect(taken.length, 'everything available is claimed').toBe(Math.min(limit, free.length))
      const left = free.filter((row) => !taken.includes(row))
      const newestTaken = Math.max(0, ...taken.map((row) => row?.nextAttemptAtMs ?? 0))
      expect(
        left.every((row) => row.nextAttemptAtMs >= newestTaken),
        'work that has been due longest comes first',
      ).toBe(true)
      for (const work of works)
        take(model, { queue, tenantId: work.tenantId, id: work.id, leaseId, worker: by })
      expect(works.map(({ id, attempts }) => [id, attempts])).toEqual(
        works.map(({ id }) => [id, model.rows.get(id)?.attempts]),
      )
    }
  })

function take(model: Model, held: Held): void {
  const row = model.rows.get(held.id)
  if (!row) return
  row.state = 'running'
  row.attempts += 1
  row.leaseId = held.leaseId
  row.leaseUntilMs = model.nowMs + leaseMs
  model.leases.push(held)
}

/** Acts with any lease ever given, even one that was taken over, like a worker that slept and woke up. */
const withLease = (
  name: string,
  nth: number,
  run: (held: Held, model: Model, db: Database) => Promise<void>,
): Command => ({
  ...command(`${name} ${nth}`, async (model, db) => {
    const held = model.leases[nth % model.leases.length]
    if (held) await run(held, model, db)
  }),
  check: ({ leases }) => leases.length > 0,
})

const renew = (nth: number) =>
  withLease('renew', nth, async (held, model, db) => {
    const row = heldRow(model, held)
    const leaseUntilMs = model.nowMs + leaseMs
    expect(await renewLease(db, held, { nowMs: model.nowMs, leaseUntilMs })).toBe(row !== undefined)
    if (row) row.leaseUntilMs = leaseUntilMs
  })

const end = (nth: number, state: 'done' | 'dead') =>
  withLease(`end ${state}`, nth, async (held, model, db) => {
    const row = heldRow(model, held)
    const isMine = await recorded(db, held, state, async (transaction) =>
      (await endWorks(transaction, [{ lease: held, state }], model.nowMs)).has(held.id),
    )
    expect(isMine).toBe(row !== undefined)
    if (row) release(row, { state, ends: row.ends + 1 })
  })

const postpone = (nth: number, delayMs: number) =>
  withLease(`postpone by ${delayMs}`, nth, async (held, model, db) => {
    const row = heldRow(model, held)
    const nextAttemptAtMs = model.nowMs + delayMs
    const isMine = await recorded(db, held, 'postponed', (transaction) =>
      postponeWork(transaction, held, { nextAttemptAtMs, nowMs: model.nowMs }),
    )
    expect(isMine).toBe(row !== undefined)
    if (row) release(row, { state: 'waiting', nextAttemptAtMs })
  })

/** Ends an attempt: writes the row and the record of the attempt, or neither. */
const recorded = (
  db: Database,
  held: Held,
  outcome: string,
  change: (transaction: Database) => Promise<boolean>,
): Promise<boolean> =>
  db.transaction().execute(async (transaction) => {
    if (!(await change(transaction))) return false
    await insertAttempt(transaction, held, { number: 1, atMs: 0, tookMs: 0, outcome })
    return true
  })

const replay = (nth: number) =>
  command(`replay ${nth}`, async (model, db) => {
    const rows = [...model.rows.values()].filter(({ queue }) => queue !== 'jobs')
    const row = rows[nth % rows.length]
    if (!row || row.queue === 'jobs') return
    const work = {
      queue: row.queue,
      tenantId: row.tenantId,
      ids: [row.id],
      states: ['done', 'dead'] as const,
    }
    const isOver = row.state === 'done' || row.state === 'dead'
    expect(await requeueWork(db, work, model.nowMs)).toEqual(isOver ? [row.id] : [])
    if (isOver)
      Object.assign(row, {
        state: 'waiting',
        attempts: 0,
        nextAttemptAtMs: model.nowMs,
        lives: row.lives + 1,
      })
  })

const advance = (ms: number) => command(`advance ${ms}`, async (model) => void (model.nowMs += ms))

/** The worker stops renewing its leases; those of the other one are renewed in the meantime. */
const crash = (worker: number) =>
  command(`worker ${worker} crashes`, async (model, db) => {
    model.nowMs += leaseMs
    for (const held of model.leases) {
      const row = heldRow(model, held)
      if (!row || held.worker === worker) continue
      row.leaseUntilMs = model.nowMs + leaseMs
      await renewLease(db, held, { nowMs: model.nowMs, leaseUntilMs: row.leaseUntilMs })
    }
  })

export const commandArbitraries: Arbitrary<Command>[] = [
  record({
    queue: constantFrom(...queues),
    tenantId: constantFrom(...tenants),
    handler: constantFrom(...handlers),
    object: option(nat(2)),
    did: constantFrom(...did),
    age: integer({ min: 1, max: 4 }),
  }).map(add),
  record({
    queue: constantFrom(...queues),
    limit: integer({ min: 1, max: 3 }),
    worker: constantFrom(...workers),
    both: constantFrom(true, false, false),
  }).map(claim),
  nat(50).map(renew),
  record({ nth: nat(50), state: constantFrom('done', 'dead') }).map(({ nth, state }) => end(nth, state)),
  record({ nth: nat(50), delayMs: constantFrom(0, 1000, 40_000) }).map(({ nth, delayMs }) =>
    postpone(nth, delayMs),
  ),
  nat(50).map(replay),
  constantFrom(1, 999, 10_000, leaseMs).map(advance),
  constantFrom(...workers).map(crash),
]

/** Checks that every row equals the model, and that no handler has two running events of one object. */
async function agree({ rows }: Model, db: Database): Promise<void> {
  for (const queue of queues) {
    const stored = await db
      .selectFrom(queue as 'jobs')
      .select(['id', 'state', 'attempts', 'next_attempt_at_ms', 'lease_id', 'lease_until_ms'])
      .orderBy('id')
      .execute()
    const expected = [...rows.values()].filter((row) => row.queue === queue)
    expect(stored.filter(({ id }) => rows.has(id))).toEqual(expected.map(asStored))
  }
  const running = [...rows.values()].filter((row) => row.state === 'running' && row.objectId !== undefined)
  const objects = running.map((row) => `${row.tenantId} ${row.lane} ${row.objectId}`)
  expect(new Set(objects).size, 'no two running runs of one handler and object').toBe(objects.length)
}

const asStored = (row: Row) => ({
  id: row.id,
  state: row.state,
  attempts: row.attempts,
  next_attempt_at_ms: row.nextAttemptAtMs,
  lease_id: row.leaseId ?? null,
  lease_until_ms: row.leaseUntilMs ?? null,
})

/** Lets one worker finish the rest. Then every row has ended once for each time it was queued. */
export async function finish(model: Model, db: Database): Promise<void> {
  for (
    let round = 0;
    [...model.rows.values()].some(({ state }) => state === 'waiting' || state === 'running');
    round++
  ) {
    expect(round, 'everything comes to an end').toBeLessThan(1000)
    model.nowMs += 40_000
    for (const queue of queues) await claim({ queue, limit: 100, worker: 1, both: false }).run(model, db)
    for (let nth = 0; nth < model.leases.length; nth++) await end(nth, 'done').run(model, db)
    model.leases = []
  }
  for (const row of model.rows.values()) {
    expect(row.ends, `${row.id} ends once in each of its lives`).toBe(row.lives)
    const attempts = await listAttempts(db, { queue: row.queue, tenantId: row.tenantId, id: row.id }, 1000)
    expect(attempts.length, `attempts at ${row.id} are recorded`).toBe(row.recorded)
    const ends = attempts.filter(({ outcome }) => outcome === 'done' || outcome === 'dead')
    expect(ends.length, `ends of ${row.id} are recorded`).toBe(row.ends)
  }
}
