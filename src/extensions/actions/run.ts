// Runs an action once for each idempotency key: nonce, key, audit row and job in one transaction, then the work itself, which
// goes on without whoever asked.

import type { ActionResult } from '#contract/actions.ts'
import type { FormInput } from '#contract/form.ts'
import { subjectKey } from '#contract/subject-key.ts'
import { GatewayError } from '#errors.ts'
import { sha256Hex } from '#hex.ts'
import { createJobId, enqueue } from '#jobs/enqueue.ts'
import type { Worker } from '#jobs/worker.ts'
import { claimActionRun, findActionRun, type ActionRun } from '#store/action-runs.ts'
import { recordAudit, createAuditId } from '#store/audit.ts'
import { listSteps } from '#store/steps.ts'
import { deleteWaitingJob, findJob, type Job } from '#store/jobs.ts'
import { consumeNonce, type Nonce } from '#store/nonces.ts'
import type { ActionDeps } from './context.ts'
import { toResult } from './result.ts'
import { targetOf } from './task.ts'
import { actionTask, parseWork, type ActionWork } from './work.ts'

export type ActionRunDeps = ActionDeps & { worker: Pick<Worker, 'run'> }

/** How long whoever asked waits for the end; then it is `working`, and goes on by itself. */
const patienceMs = 10_000
const lookAgainMs = 250

/** What makes two requests with one key the same request. */
export type Claim = Pick<ActionRun, 'key' | 'action' | 'caller' | 'subject' | 'inputHash'>

export async function claimOf(
  key: string,
  entered: FormInput,
  {
    action,
    subject,
    caller,
    account,
    connected = '',
  }: Pick<ActionWork, 'action' | 'subject' | 'caller' | 'account' | 'connected'>,
): Promise<Claim> {
  const sorted = Object.entries(entered).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    key,
    action,
    caller: `${caller.kind} ${caller.id}`,
    subject: [account.key, connected, subjectKey(subject)].join(' '),
    inputHash: await sha256Hex(JSON.stringify(sorted)),
  }
}

/** The run that holds this key. Throws `key_conflict` when something else was asked with it. */
export async function findClaimed(
  { db, tenantId }: ActionDeps,
  claim: Claim,
): Promise<ActionRun | undefined> {
  const run = await findActionRun(db, { tenantId, key: claim.key })
  return run && assertSame(run, claim)
}

function assertSame(run: ActionRun, claim: Claim): ActionRun {
  const { action, caller, subject, inputHash } = claim
  const isSame =
    run.action === action && run.caller === caller && run.subject === subject && run.inputHash === inputHash
  if (isSame) return run
  throw new GatewayError('key_conflict')
}

type ClaimRequest = { claim: Claim; work: ActionWork; by?: string; nonce?: Nonce | undefined }

/**
 * Claims the key, puts the work into the queue and takes the nonce, all in one transaction. `isNew` is false when another
 * request had the key already; the nonce is taken then too. Throws `nonce_used`, `key_conflict`; then nothing was written.
 */
export async function claimRun(
  { db, tenantId, ports }: ActionDeps,
  { claim, work, by, nonce }: ClaimRequest,
): Promise<{ jobId: string; isNew: boolean }> {
  const jobId = createJobId(ports)
  return db.transaction().execute(async (transaction) => {
    if (nonce) await consumeNonce(transaction, nonce, ports.now())
    // The job first: the key's row refers to it. On SQLite it also takes the write lock before anything is read.
    await enqueue(transaction, ports, { id: jobId, tenantId, task: actionTask, payload: work })
    const createdAtMs = ports.now()
    if (!(await claimActionRun(transaction, { ...claim, tenantId, jobId, createdAtMs }))) {
      await deleteWaitingJob(transaction, { tenantId, jobId })
      const held = await findActionRun(transaction, { tenantId, key: claim.key })
      if (!held) throw new GatewayError('internal')
      return { jobId: assertSame(held, claim).jobId, isNew: false }
    }
    await recordAudit(transaction, {
      id: createAuditId(ports),
      tenantId,
      atMs: createdAtMs,
      actor: work.caller.id,
      action: 'action.started',
      target: targetOf(work.subject),
      detail: {
        action: work.action,
        account: work.account.key,
        ...(work.connected === undefined ? {} : { connected: work.connected }),
        job: jobId,
        requestId: work.requestId,
        inputHash: claim.inputHash,
        surface: work.surface,
        kind: work.caller.kind,
        // As claimed by the surface, beside the proven caller.
        ...(by === undefined ? {} : { by }),
      },
    })
    return { jobId, isNew: true }
  })
}

/** Works on it at once, and waits a while. The work does not depend on anybody waiting. */
export async function runClaimed(
  deps: ActionRunDeps,
  jobId: string,
  signal: AbortSignal,
): Promise<ActionResult> {
  const { ports, worker } = deps
  const over = new AbortController()
  const late = ports.sleep(patienceMs, AbortSignal.any([over.signal, signal])).catch(() => undefined)
  const attempt = worker.run(jobId).catch(() => true)
  const isMine = await Promise.race([attempt, late.then(() => true)])
  over.abort()
  if (!isMine) await waitElsewhere(deps, jobId, signal)
  return readRun(deps, jobId)
}

/** Another process was faster: its end is in the database. */
async function waitElsewhere(
  { db, tenantId, ports }: ActionRunDeps,
  jobId: string,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = ports.now() + patienceMs
  while (!signal.aborted && ports.now() < untilMs) {
    const job = await findJob(db, { tenantId, jobId })
    if (job?.state !== 'running') return
    await ports.sleep(lookAgainMs, signal).catch(() => undefined)
  }
}

/** Where it stands now. */
export async function readRun({ db, tenantId }: ActionDeps, jobId: string): Promise<ActionResult> {
  const job: Job | undefined = await findJob(db, { tenantId, jobId })
  if (!job) throw new GatewayError('internal')
  const steps = await listSteps(db, { queue: 'jobs', tenantId, id: jobId })
  return toResult(job, steps, parseWork(JSON.parse(job.payload)))
}
