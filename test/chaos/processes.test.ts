// A small chaos run in real processes: gateway and orders service are killed between and within the steps of refunds, and restart
// on the same files. The large run is `npm run chaos`.

import { expect, test } from 'vitest'
import type { Outcome } from '../../bench/chaos/ask.ts'
import { findBreaches, type Ended } from '../../bench/chaos/check.ts'
import { planFor } from '../../bench/chaos/plan.ts'
import type { Records, Refund } from '../../bench/chaos/records.ts'
import { runChaos } from '../../bench/chaos/run.ts'
import type { Case } from '../../bench/chaos/world.ts'

const one: Case = {
  number: 1,
  invoiceId: 'in_1',
  intentId: 'pi_1',
  chargeId: 'ch_1',
  currency: 'eur',
  refundedBeforeMinor: 0,
  amountMinor: 500,
  returnId: 'ret_1',
  plan: { kills: [], share: 0.5, hasRival: false },
  asks: [{ key: 'key-1', by: 'first' }],
}
const refund: Refund = { id: 're_1', amountMinor: 500, currency: 'eur', intentId: 'pi_1', returnId: 'ret_1' }
const outcome: Outcome = { type: 'outcome', state: 'done', title: 'Refunded', id: 're_1', requestId: 'req_1' }
const audit = ['action.started', 'action.finished'].map((action) => ({
  action,
  target: 'invoice in_1',
  detail: { job: 'job_1', ...(action === 'action.finished' ? { state: 'done', id: 're_1' } : {}) },
}))
const records: Records = {
  refunds: [refund],
  refundedMinor: () => 500,
  returns: new Map([['ret_1', { id: 'ret_1', state: 'approved', refund_id: 're_1', refunded: 500 }]]),
  approvals: ['ret_1'],
  jobs: [{ id: 'job_1', task: 'action', state: 'done', attempts: 2, error: null, result: '{}' }],
  jobOfKey: new Map([['key-1', 'job_1']]),
  stepsOfJob: new Map([['job_1', ['refund']]]),
  audit,
  integrity: ['ok', 'ok'],
}
const panel = { fields: [{ value: [{ amountMinor: 500, currency: 'eur' }, { id: 're_1' }] }] }
const ended = (shown: unknown = panel, reported = outcome): Ended => ({
  one,
  panel: shown,
  asks: [{ ask: { key: 'key-1', by: 'first' }, first: outcome, again: { kind: 'final', outcome: reported } }],
})
const breachesOf = (changes: Partial<Records>, end = ended(), lines: string[] = []) =>
  findBreaches({ ended: [end], records: { ...records, ...changes }, logs: [{ lines, complaints: [] }] })

test('a consistent run has no breach', () => {
  expect(breachesOf({})).toEqual([])
  const [job] = records.jobs
  const upkeep = {
    ...job,
    attempts: 1,
    result: null,
    id: 'job_2',
    task: 'purge',
    state: 'waiting',
    error: 'worker_lost',
  }
  expect(breachesOf({ jobs: [...records.jobs, upkeep] })).toEqual([])
})

test.each<[string, string[]]>([
  ['2 refunds at Stripe', breachesOf({ refunds: [refund, { ...refund, id: 're_2' }] })],
  ['0 refunds at Stripe', breachesOf({ refunds: [] })],
  ['refunded 400 eur', breachesOf({ refunds: [{ ...refund, amountMinor: 400 }] })],
  ['1000 are refunded of the payment', breachesOf({ refundedMinor: () => 1000 })],
  ['approved 2 times', breachesOf({ approvals: ['ret_1', 'ret_1'] })],
  ['the orders service says', breachesOf({ returns: new Map() })],
  ['3 audit rows for 1 keys', breachesOf({ audit: [...audit, ...audit.slice(0, 1)] })],
  [
    'job_1 is dead',
    breachesOf({ jobs: records.jobs.map((job) => ({ ...job, task: 'purge', state: 'dead' })) }),
  ],
  ['is running', breachesOf({ jobs: records.jobs.map((job) => ({ ...job, state: 'running' })) })],
  ['says re_2 was made', breachesOf({}, ended(panel, { ...outcome, id: 're_2' }))],
  ['the panel says', breachesOf({}, ended({ title: 'Return requested: lamp' }))],
  ['written to the log', breachesOf({}, ended(), ['{"event":"x","level":"error","code":"internal"}'])],
  ['written to the log', breachesOf({}, ended(), ['TypeError: nobody caught this'])],
])('reports the breach: %s', (words, breaches) => {
  expect(breaches.join('\n')).toContain(words)
})

test('a seed always gives the same plan', () => {
  expect(planFor('1', 7, 0.5)).toEqual(planFor('1', 7, 0.5))
  expect(planFor('1', 7, 0.5)).not.toEqual(planFor('2', 7, 0.5))
})

test('refunds happen exactly once and are reported correctly while processes die', async () => {
  const report = await runChaos({
    runs: 5,
    seed: 'npm test',
    rivalShare: 0.4,
    killEveryMs: 60_000,
    outageShare: 1,
    timeoutMs: 45_000,
  })
  expect(report.breaches).toEqual([])
  expect(report.refunds).toBe(5)
  // Checks that the test actually killed and resumed something.
  expect([...report.kills.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(2)
  expect(report.resumed).toBeGreaterThan(0)
})
