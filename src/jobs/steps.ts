// The steps of an attempt. Each step is done once in the life of the job, and its result is recorded under the lease.

import { observed } from '#definitions/observed.ts'
import type { Ports } from '#ports.ts'
import { commitsOf } from '#store/commits.ts'
import type { Lease, WorkId } from '#store/queues.ts'
import type { Database } from '#store/schema.ts'
import { insertStep, type Step } from '#store/steps.ts'
import { renewLease } from '#store/work.ts'
import { AttemptFailed, LeaseLost, type JobContext } from './task.ts'

const resultCharactersMax = 256 * 1024

export type StepDeps = {
  db: Database
  ports: Pick<Ports, 'now'>
  leaseMs: number
  readSteps: (work: WorkId) => Promise<readonly Step[]>
}

export type Steps = Pick<JobContext, 'step' | 'finished' | 'unfinished'>

/** Parses a recorded result. A step without a result has an empty text. */
const parseResult = (text: string): unknown => (text === '' ? undefined : JSON.parse(text))

/** Reads what earlier attempts recorded. `signal` ends steps that have not begun. */
export async function openSteps(deps: StepDeps, lease: Lease, signal: AbortSignal): Promise<Steps> {
  const { db, ports, leaseMs } = deps
  const recorded = new Map((await deps.readSteps(lease)).map(({ name, result }) => [name, result]))
  const finished = [...recorded.keys()]
  const begun = new Set<string>()

  async function record(name: string, result: string): Promise<void> {
    const recording = commitsOf(db).transaction(async (transaction) => {
      const nowMs = ports.now()
      // This comes first because it locks the row: no other worker can take the job over until the transaction ends.
      const held = await renewLease(transaction, lease, { nowMs, leaseUntilMs: nowMs + leaseMs })
      if (!held) throw new LeaseLost(`step ${name}`)
      await insertStep(transaction, lease, { name, result, atMs: nowMs })
    })
    await recording.catch((cause: unknown) => {
      throw cause instanceof LeaseLost ? cause : new AttemptFailed('database', { cause })
    })
    finished.push(name)
    recorded.set(name, result)
  }

  async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (begun.has(name)) throw new RangeError(`two steps of one run are called "${name}"`)
    begun.add(name)
    const known = recorded.get(name)
    if (known !== undefined) return parseResult(known) as T
    signal.throwIfAborted()
    const value = await work()
    const result = value === undefined ? '' : (JSON.stringify(value) ?? '')
    if (result.length > resultCharactersMax) throw new RangeError(`the result of step "${name}" is too long`)
    await record(name, result)
    // The first run gets the same value as a repeated one: a Date has become a text already.
    return parseResult(result) as T
  }

  return {
    finished: () => finished,
    unfinished: () => [...begun].findLast((name) => !recorded.has(name)),
    step: (name, work) => observed(step(name, work)),
  }
}
