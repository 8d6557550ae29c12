// When to look at a plan next. The moment is a job of its own, so that any replica may take it, once, and a restart forgets none.

import { insertJobOnce } from '#store/jobs.ts'
import { findNotice, findPlan, type PlanRow } from '#store/plans.ts'
import type { Database } from '#store/schema.ts'
import { factsOf } from './facts.ts'
import { graceMs, trialNoticeMs } from './plan-state.ts'

export const lookTask = 'plan_look'

const dayMs = 86_400_000
/** Between the announcement and the erasure. */
export const announcedMs = 30 * dayMs

/** When the data is erased of a company that is suspended since then. */
export const erasureMs = (sinceMs: number, erasedAfterDays: number): number =>
  sinceMs + erasedAfterDays * dayMs

/** Schedules the next look, in the transaction of whatever may have changed it. */
export async function scheduleLook(
  transaction: Database,
  tenantId: string,
  nowMs: number,
  erasedAfterDays?: number,
): Promise<void> {
  const row = await findPlan(transaction, tenantId)
  if (!row) return
  const moments = [...momentsOf(row, nowMs), ...(await erasureMoments(transaction, row, erasedAfterDays))]
  const next = Math.min(...moments.filter((atMs) => atMs > nowMs))
  if (!Number.isFinite(next)) return
  // Named after the moment: however often it is computed, there is one job for it.
  const id = `job_plan_look_${tenantId}_${next}`
  await insertJobOnce(transaction, {
    id,
    tenantId,
    task: lookTask,
    payload: 'null',
    atMs: nowMs,
    dueAtMs: next,
  })
}

function momentsOf(row: PlanRow, nowMs: number): number[] {
  const { trial, billing } = factsOf(row)
  return [
    ...(trial.state === 'begun' ? [trial.endsAtMs - trialNoticeMs, trial.endsAtMs] : []),
    ...(trial.state === 'refused' ? [trial.atMs + dayMs] : []),
    ...(billing?.unpaid ? [billing.unpaid.sinceMs + graceMs] : []),
    ...(billing?.subscription?.endsAtMs === undefined ? [] : [billing.subscription.endsAtMs]),
    // Once a day Stripe is read even if no event came.
    ...(row.customerId === undefined ? [] : [nextDaily(row.createdAtMs, nowMs)]),
  ]
}

/** At the time of day when the plan was made, so that not all are read at once. */
const nextDaily = (createdAtMs: number, nowMs: number): number =>
  createdAtMs + (Math.floor((nowMs - createdAtMs) / dayMs) + 1) * dayMs

async function erasureMoments(
  transaction: Database,
  { tenantId, suspendedSinceMs: sinceMs }: PlanRow,
  erasedAfterDays: number | undefined,
): Promise<number[]> {
  if (sinceMs === undefined || erasedAfterDays === undefined) return []
  const dueMs = erasureMs(sinceMs, erasedAfterDays)
  const notice = { tenantId, kind: 'erasure_announced', occasion: String(sinceMs) }
  const announcedAtMs = await findNotice(transaction, notice)
  return announcedAtMs === undefined ? [dueMs - announcedMs] : [Math.max(dueMs, announcedAtMs + announcedMs)]
}
