// Every row of the table, at the moments where it changes.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Billing, PlanFacts } from './facts.ts'
import { graceMs, planState, planTable, trialMs, trialNoticeMs, wayBack } from './plan-state.ts'

const t0 = 1_800_000_000_000
const noTrial: PlanFacts['trial'] = { state: 'not_begun' }
const begun: PlanFacts['trial'] = { state: 'begun', endsAtMs: t0 + trialMs }
const of = (status: string, more: Partial<Billing> = {}, subscription: object = {}): Billing => ({
  subscription: { id: 'sub_1', status, ...subscription },
  needsAddress: false,
  customerIsGone: false,
  ...more,
})
const state = (billing: Billing | undefined, nowMs: number, trial: PlanFacts['trial'] = noTrial) =>
  planState({ trial, ...(billing ? { billing } : {}) }, nowMs)

test('before the first live account nothing is asked for', () => {
  expect(state(undefined, t0)).toEqual({ works: true })
})

test('a trial works to its last millisecond, with a banner in its last three days', () => {
  const { endsAtMs } = begun as { endsAtMs: number }
  expect(state(undefined, endsAtMs - trialNoticeMs - 1, begun)).toEqual({ works: true })
  const ending = { works: true, banner: { reason: 'trial_ending', atMs: endsAtMs } }
  expect(state(undefined, endsAtMs - trialNoticeMs, begun)).toEqual(ending)
  expect(state(undefined, endsAtMs - 1, begun)).toEqual(ending)
  expect(state(undefined, endsAtMs, begun)).toEqual({ works: false, reason: 'trial_over', sinceMs: endsAtMs })
})

test('a refused trial is suspended from the start and says so', () => {
  const refused = { state: 'refused', by: 'account', atMs: t0 } as const
  expect(state(undefined, t0, refused)).toEqual({ works: false, reason: 'trial_refused', sinceMs: t0 })
})

test('past_due works for seven days from the oldest open invoice, then not', () => {
  const billing = of('past_due', { unpaid: { invoiceId: 'in_1', sinceMs: t0 } })
  const untilMs = t0 + graceMs
  const banner = { works: true, banner: { reason: 'payment_failed', atMs: untilMs } }
  expect(state(billing, t0)).toEqual(banner)
  expect(state(billing, untilMs - 1)).toEqual(banner)
  expect(state(billing, untilMs)).toEqual({ works: false, reason: 'payment_failed', sinceMs: untilMs })
})

test('a canceled subscription works until its end, and afterwards as without one', () => {
  const ending = of('active', {}, { endsAtMs: t0 })
  expect(state(ending, t0 - 1)).toEqual({ works: true, banner: { reason: 'ends', atMs: t0 } })
  const ended = of('canceled', {}, { endedAtMs: t0 })
  expect(state(ended, t0)).toEqual({ works: false, reason: 'canceled', sinceMs: t0 })
  expect(state(ended, t0, begun)).toEqual({ works: true })
})

test('an open dispute shows a banner; a lost one suspends, whatever the status', () => {
  const open = { dispute: 'open' } as const
  const lost = { dispute: 'lost' } as const
  expect(state(of('active', open), t0)).toEqual({ works: true, banner: { reason: 'disputed' } })
  for (const status of ['active', 'trialing', 'past_due']) {
    expect(state(of(status, lost), t0)).toEqual({ works: false, reason: 'dispute_lost' })
  }
})

test('an address that no longer suffices for the tax shows a banner and suspends nothing', () => {
  expect(state(of('active', { needsAddress: true }), t0)).toEqual({
    works: true,
    banner: { reason: 'address_needed' },
  })
})

test('an unknown status is suspended by name', () => {
  expect(state(of('hibernating'), t0)).toEqual({ works: false, reason: 'unknown_status' })
  expect(state(of('constructor'), t0)).toEqual({ works: false, reason: 'unknown_status' })
})

test('each status of the pinned version works or does not, as written', () => {
  const works = Object.fromEntries(
    Object.keys(planTable).map((status) => [
      status,
      planState({ trial: noTrial, billing: of(status) }, t0).works,
    ]),
  )
  expect(works).toEqual({
    trialing: true,
    active: true,
    past_due: true,
    unpaid: false,
    canceled: false,
    paused: false,
    incomplete: false,
    incomplete_expired: false,
  })
})

test('while time passes and Stripe says nothing new, what is suspended stays suspended', () => {
  const billing = fc.record({
    subscription: fc.record({
      id: fc.constant('sub_1'),
      status: fc.constantFrom(...Object.keys(planTable), 'other'),
      endedAtMs: fc.integer({ min: t0 - graceMs, max: t0 }),
    }),
    unpaid: fc.record({
      invoiceId: fc.constant('in_1'),
      sinceMs: fc.integer({ min: t0 - graceMs, max: t0 }),
    }),
    needsAddress: fc.boolean(),
    customerIsGone: fc.boolean(),
  })
  const trial = fc.constantFrom<PlanFacts['trial']>(noTrial, begun, {
    state: 'refused',
    by: 'person',
    atMs: t0,
  })
  const later = fc.integer({ min: 0, max: 60 * 86_400_000 })
  fc.assert(
    fc.property(billing, trial, later, later, (billing, trial, first, more) => {
      const before = planState({ trial, billing }, t0 + first)
      if (!before.works)
        expect(planState({ trial, billing }, t0 + first + more)).toMatchObject({ works: false })
    }),
  )
})

test('buying replaces what works no more, and what can be paid is paid in the portal', () => {
  const way = (billing?: Billing) => wayBack({ trial: noTrial, ...(billing ? { billing } : {}) }, t0)
  expect(way()).toBe('checkout')
  expect(['canceled', 'incomplete_expired', 'incomplete', 'paused'].map((status) => way(of(status)))).toEqual(
    Array.from({ length: 4 }, () => 'checkout'),
  )
  expect(['active', 'trialing', 'past_due', 'unpaid'].map((status) => way(of(status)))).toEqual(
    Array.from({ length: 4 }, () => 'portal'),
  )
  expect(way(of('active', { dispute: 'lost' }))).toBe('checkout')
})
