// Work of the inbox that nobody asks for: reconciliation, erasure, removal of what is old. Each is a job, so that of several
// replicas one does it.

import { z } from 'zod'
import type { Config } from '#config.ts'
import { createOnce } from '#jobs/enqueue.ts'
import { AttemptFailed, type Task } from '#jobs/task.ts'
import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { eraseAccount } from '#store/erase.ts'
import { releaseSetAside } from '#store/events.ts'
import { findInstallationChange } from '#store/installations.ts'
import { purgeNonces } from '#store/nonces.ts'
import { purgeEvents, purgeJobs } from '#store/purge.ts'
import type { Database } from '#store/schema.ts'
import type { EraseWork } from './installations.ts'
import type { Reconciled } from './reconcile.ts'

export const reconcileTask = 'reconcile'
export const purgeTask = 'purge'

const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000
const reconcileEveryMs = 6 * hourMs
/** Of one table in one go. */
const purgeRows = 500

type Means = {
  db: Database
  ports: Ports
  tenantId: string
  config: Pick<Config, 'eventsKeptDays'>
  reconcileAll: (signal: AbortSignal) => Promise<readonly Reconciled[]>
}

/** When this process begins and then regularly: the work whose time has come, once among all replicas. */
export async function enqueueUpkeep(
  { db, ports, tenantId }: Pick<Means, 'db' | 'ports' | 'tenantId'>,
  { isStart }: { isStart: boolean },
): Promise<void> {
  const nowMs = ports.now()
  const slot = (everyMs: number) => Math.floor(nowMs / everyMs)
  const reconcile = isStart ? `start_${slot(5 * minuteMs)}` : `${slot(reconcileEveryMs)}`
  await createOnce(db, ports, { tenantId, task: reconcileTask, id: `job_reconcile_${tenantId}_${reconcile}` })
  await createOnce(db, ports, { tenantId, task: purgeTask, id: `job_purge_${tenantId}_${slot(hourMs)}` })
}

export const createReconcileTask = ({ reconcileAll }: Means): Task => ({
  attemptMs: 15 * minuteMs,
  async run({ signal, note }) {
    const all = await reconcileAll(signal)
    note(all)
    // What a person has to change first is not tried again before the next time.
    const isLasting = (problem: string) => problem === 'permission' || problem === 'key_refused'
    if (all.some(({ problem }) => problem !== undefined && !isLasting(problem)))
      throw new AttemptFailed('stripe_unlisted')
    return all
  },
})

export const createPurgeTask = ({ db, ports, tenantId, config }: Means): Task => ({
  attemptMs: 10 * minuteMs,
  async run({ signal }) {
    const nowMs = ports.now()
    const purge = { tenantId, beforeMs: nowMs - config.eventsKeptDays * dayMs, limit: purgeRows }
    await purgeNonces(db, nowMs)
    await releaseSetAside(db, { tenantId }, nowMs)
    const removed = { events: 0, jobs: 0 }
    for (let count = purgeRows; count === purgeRows && !signal.aborted;)
      removed.events += count = await purgeEvents(db, purge)
    for (let count = purgeRows; count === purgeRows && !signal.aborted;)
      removed.jobs += count = await purgeJobs(db, purge)
    return removed
  },
})

const eraseSchema = z.object({
  accountId: z.string(),
  mode: z.enum(['live', 'test']),
  removedAtMs: z.number(),
})

/** Only while the account is still without the app, since the very removal that asked for it. */
export const createEraseTask = ({ db, ports, tenantId }: Means): Task => ({
  // It waits for as many days as the settings say.
  horizonMs: Infinity,
  async run({ payload }) {
    const { accountId, mode, removedAtMs }: EraseWork = eraseSchema.parse(payload)
    const of = { tenantId, accountId, mode }
    return db.transaction().execute(async (transaction) => {
      const known = await findInstallationChange(transaction, of)
      if (known?.state !== 'removed' || known.changedAtMs !== removedAtMs) return { erased: false }
      const events = await eraseAccount(transaction, of)
      await recordAudit(transaction, {
        id: createAuditId(ports),
        tenantId,
        atMs: ports.now(),
        actor: 'gateway',
        action: 'account.erased',
        target: accountId,
        detail: { mode, events: String(events) },
      })
      return { erased: true, events }
    })
  },
})
