// Looks at one company's plan: reads Stripe, then does what is due by our clock. It is a job, so it is taken by one replica, goes on
// after a restart, and each notice is given once whatever happens.

import { nameError } from '#errors.ts'
import { AttemptFailed, type Task } from '#jobs/task.ts'
import type { Worker } from '#jobs/worker.ts'
import { insertJobOnce } from '#store/jobs.ts'
import { findNotice, findPlan, holdPlan, insertNotice, storeSuspension } from '#store/plans.ts'
import { commitsOf } from '#store/commits.ts'
import type { Database } from '#store/schema.ts'
import { factsOf } from './facts.ts'
import { mailTask, type MailWork, type NoticeKind } from './mails.ts'
import { announcedMs, erasureMs, scheduleLook } from './moments.ts'
import { planState } from './plan-state.ts'
import type { PlanDeps } from './plan-deps.ts'
import { readPlan } from './read-plan.ts'

export type LookDeps = PlanDeps & {
  worker: Pick<Worker, 'wake'>
  /** Erases the company. Called again after a failure, so it must not mind having run before. */
  erase?: (tenantId: string) => Promise<void>
}

export const createLookTask = (deps: LookDeps): Task => ({
  // Without an end: as long as Stripe cannot be read, what was known stays, and somebody has to look at the key.
  horizonMs: Infinity,
  async run({ tenantId, signal }) {
    await readPlan(deps, tenantId, signal).catch((cause: unknown) => {
      deps.ports.log.error('plan.unread', { tenantId, cause: nameError(cause) })
      throw new AttemptFailed('stripe_unread', { cause })
    })
    const done = await act(deps, tenantId)
    if (done.notices.length > 0) deps.worker.wake()
    if (done.isErasureDue) await deps.erase?.(tenantId)
    return done
  },
})

type Due = { kind: NoticeKind; occasion: string; atMs?: number }
type Acted = { notices: NoticeKind[]; isErasureDue: boolean }

/** Does what is due now, in one transaction that holds the plan. */
function act({ db, ports, plan }: LookDeps, tenantId: string): Promise<Acted> {
  return commitsOf(db).transaction(async (transaction) => {
    if (!(await findPlan(transaction, tenantId))) return { notices: [], isErasureDue: false }
    const nowMs = ports.now()
    const row = await holdPlan(transaction, tenantId, nowMs)
    const facts = factsOf(row)
    const state = planState(facts, nowMs)
    // It stays while one reason follows another, so that a company is told once, and is erased in time.
    const sinceMs = state.works ? undefined : (row.suspendedSinceMs ?? state.sinceMs ?? nowMs)
    await storeSuspension(transaction, { tenantId, sinceMs })
    const due: Due[] = [...whileWorking(facts, state), ...whileSuspended(state, sinceMs, { nowMs, plan })]
    const notices: NoticeKind[] = []
    for (const notice of due)
      if (await giveNotice(transaction, tenantId, notice, nowMs)) notices.push(notice.kind)
    await scheduleLook(transaction, tenantId, nowMs, plan.erasedAfterDays)
    const isErasureDue =
      sinceMs !== undefined && (await isErasable(transaction, { tenantId, sinceMs, nowMs, plan }))
    return { notices, isErasureDue }
  })
}

function whileWorking({ billing }: ReturnType<typeof factsOf>, state: ReturnType<typeof planState>): Due[] {
  if (!state.works || state.banner === undefined) return []
  const { reason, atMs } = state.banner
  const when = atMs === undefined ? {} : { atMs }
  if (reason === 'trial_ending') return [{ kind: 'trial_ending', occasion: String(atMs), ...when }]
  if (reason === 'payment_failed' && billing?.unpaid)
    return [{ kind: 'payment_failed', occasion: billing.unpaid.invoiceId, ...when }]
  return []
}

function whileSuspended(
  state: ReturnType<typeof planState>,
  sinceMs: number | undefined,
  { nowMs, plan }: { nowMs: number; plan: PlanDeps['plan'] },
): Due[] {
  if (state.works || sinceMs === undefined) return []
  const occasion = String(sinceMs)
  // Who was refused a trial is told so at that moment.
  const suspended: Due[] = state.reason === 'trial_refused' ? [] : [{ kind: 'suspended', occasion }]
  const atMs = Math.max(erasureMs(sinceMs, plan.erasedAfterDays), nowMs + announcedMs)
  const isAnnounced = nowMs >= erasureMs(sinceMs, plan.erasedAfterDays) - announcedMs
  return isAnnounced ? [...suspended, { kind: 'erasure_announced', occasion, atMs }] : suspended
}

async function giveNotice(
  transaction: Database,
  tenantId: string,
  { kind, occasion, atMs }: Due,
  nowMs: number,
): Promise<boolean> {
  if (!(await insertNotice(transaction, { tenantId, kind, occasion, atMs: nowMs }))) return false
  const work: MailWork = { kind, occasion, ...(atMs === undefined ? {} : { atMs }) }
  await insertJobOnce(transaction, {
    id: `job_plan_mail_${tenantId}_${kind}_${occasion}`,
    tenantId,
    task: mailTask,
    payload: JSON.stringify(work),
    atMs: nowMs,
    dueAtMs: nowMs,
  })
  return true
}

/** Nothing is erased that was not announced 30 days before, however long nobody looked. */
async function isErasable(
  transaction: Database,
  suspension: { tenantId: string; sinceMs: number; nowMs: number; plan: PlanDeps['plan'] },
): Promise<boolean> {
  const { tenantId, sinceMs, nowMs, plan } = suspension
  if (nowMs < erasureMs(sinceMs, plan.erasedAfterDays)) return false
  const notice = { tenantId, kind: 'erasure_announced', occasion: String(sinceMs) }
  const announcedAtMs = await findNotice(transaction, notice)
  return announcedAtMs !== undefined && nowMs >= announcedAtMs + announcedMs
}
