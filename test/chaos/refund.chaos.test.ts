// Two hundred refunds in which processes die at any moment and services fail, reproducible by seed. Each refund happens at most
// once, exactly once if the run says so, and every run ends in a state that matches reality.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActionResponse } from '#contract/actions.ts'
import { listAudit, type AuditEntry } from '#store/audit.ts'
import { findActionRun } from '#store/action-runs.ts'
import { listSteps } from '#store/steps.ts'
import { findJob } from '#store/jobs.ts'
import { asker, createCompany, startProcess, type Company } from '../worlds/actions/company.ts'
import { createGate, createRandom, createTestClock } from '../worlds/clock.ts'
import { openMemoryStore, type JobStore } from '../worlds/database.ts'
import { createMortal } from './mortal.ts'

const runsMax = 200
const hour = 3_600_000
const input = { items: ['lamp'], amount: 8900, restock: 'yes' }

let store: JobStore
beforeAll(async () => {
  store = await openMemoryStore()
})
afterAll(() => store.close())

type Tally = {
  done: number
  dead: number
  deaths: number
  processes: number
  failures: number
  zombies: number
}

test('two hundred refunds with deaths at any moment: each happens exactly once or gives up with a correct report', async () => {
  const tally: Tally = { done: 0, dead: 0, deaths: 0, processes: 0, failures: 0, zombies: 0 }
  for (let seed = 1; seed <= runsMax; seed++) await oneRefund(seed, tally)
  // Checks that the test actually covered deaths and failures.
  expect(tally.done + tally.dead).toBe(runsMax)
  expect(tally.done).toBeGreaterThan(120)
  expect(tally.dead).toBeGreaterThan(5)
  expect(tally.deaths).toBeGreaterThan(300)
  expect(tally.failures).toBeGreaterThan(100)
  expect(tally.zombies).toBeGreaterThan(10)
})

/** Draws the failure rates of one refund from its seed. */
function dayOf(seed: number, tally: Tally) {
  const random = createRandom(seed)
  const [stripeFails, shippingFails] = [random() * 0.4, random() * 0.6]
  const neverShips = random() < 0.08
  const isZombieDay = random() < 0.15
  let calm = false
  const weather = (service: 'stripe' | 'shipping', when: 'before' | 'after', method: string) => {
    if (method !== 'POST') return
    const fails = service === 'stripe' ? stripeFails : shippingFails
    if (service === 'shipping' && neverShips ? true : !calm && random() < fails / 2) {
      tally.failures += 1
      // `before`: the call never arrived. `after`: it took effect, but the answer was lost.
      throw new TypeError(`${service} lost ${when}`)
    }
  }
  return { random, weather, isZombieDay, neverShips, becomeCalm: () => (calm = true) }
}

async function oneRefund(seed: number, tally: Tally): Promise<void> {
  const day = dayOf(seed, tally)
  const company = createCompany(day.weather)
  const key = `00000000-0000-4000-8000-${String(seed).padStart(12, '0')}`
  const ask = { subject: { kind: 'invoice' as const, id: `in_${seed}` }, stage: 'run' as const, input, key }
  const zombie = createGate()
  let nowMs = Date.UTC(2026, 10, 21)
  let answer: ActionResponse | undefined
  let sleeping: Promise<unknown> | undefined

  for (let life = 0; life < 400; life++) {
    tally.processes += 1
    const isLast = life > 12
    if (isLast) day.becomeCalm()
    const isZombie = day.isZombieDay && life === 0
    const mortal = createMortal({
      db: store.db,
      fetch: company.fetch,
      // Moments are queries and calls; a whole run has about twenty.
      deathAt: isLast || isZombie || day.random() < 0.1 ? undefined : Math.floor(day.random() * 28),
      ...(isZombie ? { holdPosts: zombie.passed } : {}),
    })
    const clock = createTestClock({ seed: seed * 1000 + life, fetch: mortal.fetch, startMs: nowMs })
    const process = startProcess({ db: mortal.db, dialect: store.dialect, ports: clock.ports })
    if (isZombie) {
      tally.zombies += 1
      sleeping = process.actions.respond('approve-return', ask, asker()).catch(() => undefined)
      await mortal.held
      // Its lease expires, because its own clock stops while time goes on.
      nowMs += 31_000
      continue
    }
    answer = await living(mortal, async () => {
      await process.worker.tick()
      return process.actions.respond('approve-return', ask, asker())
    })
    if (mortal.isDead()) tally.deaths += 1
    if (answer?.type === 'outcome' && answer.state !== 'working') break
    nowMs += day.neverShips && isLast ? 2 * hour : 31_000 + Math.floor(day.random() * 60_000)
  }
  zombie.open()
  await sleeping
  await hold(seed, { company, answer, key, tally })
}

/** Runs some work; returns nothing if the process dies. */
async function living<T>(
  mortal: { isDead: () => boolean; died: Promise<void> },
  work: () => Promise<T>,
): Promise<T | undefined> {
  const answered = work().catch((error: unknown) => {
    if (mortal.isDead()) return undefined
    throw error
  })
  const answer = await Promise.race([answered, mortal.died.then(() => undefined)])
  return mortal.isDead() ? undefined : answer
}

type End = { company: Company; answer: ActionResponse | undefined; key: string; tally: Tally }

/** Checks what must be true at the end. */
async function hold(seed: number, { company, answer, key, tally }: End): Promise<void> {
  const about = `seed ${seed}: ${JSON.stringify(answer)}`
  const run = await findActionRun(store.db, { tenantId: 'self', key })
  const where = { tenantId: 'self', jobId: run?.jobId ?? '' }
  const job = await findJob(store.db, where)
  const steps = (await listSteps(store.db, { queue: 'jobs', tenantId: where.tenantId, id: where.jobId })).map(
    ({ name }) => name,
  )
  const rows = (await listAudit(store.db, 'self', 1000)).filter(
    ({ target }) => target === `invoice in_${seed}`,
  )
  expect(company.refunds.size, about).toBeLessThanOrEqual(1)
  expect(company.approvals.size, about).toBeLessThanOrEqual(1)
  expect(answer?.type, about).toBe('outcome')
  expect(countOf(rows, 'action.started'), about).toBe(1)
  expect(countOf(rows, 'action.finished'), about).toBe(1)
  expect(steps.includes('refund') && company.refunds.size === 0, about).toBe(false)
  if (answer?.type !== 'outcome') return
  if (job?.state === 'done') {
    tally.done += 1
    const [refund] = company.refunds.values()
    expect(answer, about).toMatchObject({ state: 'done', id: refund?.id })
    expect([company.refunds.size, company.approvals.size], about).toEqual([1, 1])
  } else {
    tally.dead += 1
    expect([job?.state, answer.state], about).toEqual(['dead', 'failed'])
    // What it reports as done was done; for the rest it says that the result is unknown.
    expect(JSON.stringify(answer).includes('Done: Refund.'), about).toBe(steps.includes('refund'))
    expect(JSON.stringify(answer), about).toContain('may or may not have happened')
  }
}

const countOf = (rows: readonly AuditEntry[], action: string) =>
  rows.filter((row) => row.action === action).length
