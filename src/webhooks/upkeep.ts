// Regular work of the inbox: reconciliation, erasure, removal of old rows. Each is a job, so that only one of several replicas does it.

import { z } from 'zod'
import type { Config } from '#config.ts'
import { createOnce } from '#jobs/enqueue.ts'
import { paced, untilNone } from '#jobs/pages.ts'
import { AttemptFailed, type Task } from '#jobs/task.ts'
import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import { eraseActions, eraseEvents, eraseRest, isWorkUnderWay } from '#store/erase.ts'
import { releaseSetAside } from '#store/events.ts'
import { findInstallationChange } from '#store/installations.ts'
import { purgeNonces } from '#store/nonces.ts'
import { purgeEvents, purgeJobs } from '#store/purge.ts'
import type { Database } from '#store/schema.ts'
import type { EraseWork } from './installations.ts'
import { reconcileAccounts, type ReconcileDeps } from './reconcile-accounts.ts'

export const reconcileTask = 'reconcile'
export const purgeTask = 'purge'

const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000
const reconcileEveryMs = 6 * hourMs
/** Removing an event deletes from five tables and overwrites the freed pages, which takes a few milliseconds a page. */
const pageRows = 50
/** Rows of one table alone cost next to nothing. */
const lightPageRows = 500
const eraseAgainMs = 10 * minuteMs

type UpkeepDeps = {
  db: Database
  ports: Ports
  tenantId: string
  config: Pick<Config, 'eventsKeptDays'>
}

/** Enqueues the work that is due, once among all replicas. Called at the start of a process and then regularly. */
export async function enqueueUpkeep(
  { db, ports, tenantId }: Pick<UpkeepDeps, 'db' | 'ports' | 'tenantId'>,
  { isStart }: { isStart: boolean },
): Promise<void> {
  const nowMs = ports.now()
  const slot = (everyMs: number) => Math.floor(nowMs / everyMs)
  const reconcile = isStart ? `start_${slot(5 * minuteMs)}` : `${slot(reconcileEveryMs)}`
  await createOnce(db, ports, { tenantId, task: reconcileTask, id: `job_reconcile_${tenantId}_${reconcile}` })
  await createOnce(db, ports, { tenantId, task: purgeTask, id: `job_purge_${tenantId}_${slot(hourMs)}` })
}

export const createReconcileTask = (deps: ReconcileDeps): Task => ({
  attemptMs: 15 * minuteMs,
  async run({ signal, note }) {
    const all = await reconcileAccounts(deps, { signal })
    note(all)
    // A person has to mend these first, so the job is not tried again before its next regular time.
    const isLasting = (problem: string) => problem === 'permission' || problem === 'key_refused'
    if (all.some(({ problem }) => problem !== undefined && !isLasting(problem)))
      throw new AttemptFailed('stripe_unlisted')
    return all
  },
})

export const createPurgeTask = ({ db, ports, tenantId, config }: UpkeepDeps): Task => ({
  attemptMs: 10 * minuteMs,
  async run({ signal }) {
    const nowMs = ports.now()
    const commits = commitsOf(db)
    const purge = { tenantId, beforeMs: nowMs - config.eventsKeptDays * dayMs, limit: pageRows }
    await untilNone(ports, () => commits.statement((to) => purgeNonces(to, nowMs, lightPageRows)), signal)
    await releaseAll({ db, ports, tenantId }, signal)
    const events = await untilNone(ports, () => purgeEvents(db, purge), signal)
    const jobs = await untilNone(ports, () => purgeJobs(db, purge), signal)
    return { events, jobs }
  },
})

/** Releases what an installation could not release in its own transaction. */
export const createReleaseTask = ({ db, ports, tenantId }: UpkeepDeps): Task => ({
  attemptMs: 10 * minuteMs,
  run: ({ signal }) => releaseAll({ db, ports, tenantId }, signal),
})

const releaseAll = (
  { db, ports, tenantId }: Pick<UpkeepDeps, 'db' | 'ports' | 'tenantId'>,
  signal: AbortSignal,
) => {
  const page = { tenantId, limit: pageRows }
  return untilNone(
    ports,
    () => commitsOf(db).statement((to) => releaseSetAside(to, page, ports.now())),
    signal,
  )
}

const eraseSchema = z.object({
  accountId: z.string(),
  mode: z.enum(['live', 'test']),
  removedAtMs: z.number(),
})

/** Erases an account's data, as long as the account has been without the app since the removal that enqueued this job. */
export const createEraseTask = ({ db, ports, tenantId }: UpkeepDeps): Task => ({
  // The job waits for as many days as the settings say.
  horizonMs: Infinity,
  attemptMs: 10 * minuteMs,
  retryDelayMs: () => eraseAgainMs,
  async run({ payload, signal }) {
    const { accountId, mode, removedAtMs }: EraseWork = eraseSchema.parse(payload)
    const of = { tenantId, accountId, mode }
    const isStillRemoved = async (transaction: Database) => {
      const known = await findInstallationChange(transaction, of)
      return known?.state === 'removed' && known.changedAtMs === removedAtMs
    }
    /** Runs one page in a transaction that checks that the app is still removed; `undefined` when it has come back. */
    const inPage = <T>(work: (transaction: Database) => Promise<T>): Promise<T | undefined> => {
      signal.throwIfAborted()
      const page = () =>
        commitsOf(db).transaction(async (transaction) =>
          (await isStillRemoved(transaction)) ? work(transaction) : undefined,
        )
      return paced(ports, page, signal)
    }
    const eachPage = async (erasePage: typeof eraseEvents, limit: number): Promise<number> => {
      let erased = 0
      for (let after: string | undefined, isMore = true; isMore;) {
        const page = { limit, ...(after === undefined ? {} : { after }) }
        const done = await inPage((transaction) => erasePage(transaction, of, page))
        erased += done?.erased ?? 0
        after = done?.next
        isMore = after !== undefined
      }
      return erased
    }
    const events = await eachPage(eraseEvents, pageRows)
    await eachPage(eraseActions, lightPageRows)
    const rest = async () => (await inPage((to) => eraseRest(to, of, lightPageRows))) ?? 0
    await untilNone(ports, rest, signal)
    const isErased = await inPage(async (transaction) => {
      await recordAudit(transaction, {
        id: createAuditId(ports),
        tenantId,
        atMs: ports.now(),
        actor: 'gateway',
        action: 'account.erased',
        target: accountId,
        detail: { mode, events: String(events) },
      })
      return true
    })
    if (!isErased) return { erased: false, events }
    // Running work may still write down what it was given. The next attempt erases that.
    if (await isWorkUnderWay(db, of)) throw new AttemptFailed('work_under_way')
    return { erased: true, events }
  },
})
