// Runs an action once for each idempotency key: nonce, key, audit row and job in one transaction, then the work itself, which
// goes on without whoever asked.

import type { ActionAnswer, ActionAnswerOf } from '#contract/actions.ts'
import type { FormInput } from '#contract/form.ts'
import { subjectKey } from '#contract/subject.ts'
import { GatewayError } from '#errors.ts'
import { toHex } from '#hex.ts'
import { createJobId, enqueue } from '#jobs/enqueue.ts'
import type { Worker } from '#jobs/worker.ts'
import { claimActionRun, findActionRun, type ActionRun } from '#store/action-runs.ts'
import { recordAudit, createAuditId } from '#store/audit.ts'
import { listSteps } from '#store/steps.ts'
import { deleteWaitingJob, findJob, type Job } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'
import type { ActionMeans } from './action-context.ts'
import { tellOutcome } from './action-outcome.ts'
import { targetOf } from './action-task.ts'
import { actionTask, parseWork, type ActionWork } from './action-work.ts'

export type RunMeans = ActionMeans & { worker: Pick<Worker, 'run'> }
type Outcome = ActionAnswerOf<'outcome'>

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
    inputHash: await sha256(JSON.stringify(sorted)),
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return toHex(new Uint8Array(digest))
}

/** The run that holds this key. Throws `key_conflict` when something else was asked with it. */
export async function findClaimed(
  { db, tenantId }: ActionMeans,
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

/** Opens the transaction of the claim; a nonce is already in it. */
export type Transact = <T>(work: (transaction: Database) => Promise<T>) => Promise<T>

type Claiming = { claim: Claim; work: ActionWork; by?: string; transact: Transact }

/** Claims the key and puts the work into the queue. `isNew` is false when another request had the key already. */
export async function claimRun(
  { tenantId, ports }: ActionMeans,
  { claim, work, by, transact }: Claiming,
): Promise<{ jobId: string; isNew: boolean }> {
  const jobId = createJobId(ports)
  return transact(async (transaction) => {
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
export async function runClaimed(means: RunMeans, jobId: string, signal: AbortSignal): Promise<Outcome> {
  const { ports, worker } = means
  const over = new AbortController()
  const late = ports.sleep(patienceMs, AbortSignal.any([over.signal, signal])).catch(() => undefined)
  const attempt = worker.run(jobId).catch(() => true)
  const isMine = await Promise.race([attempt, late.then(() => true)])
  over.abort()
  if (!isMine) await waitElsewhere(means, jobId, signal)
  return tellRun(means, jobId)
}

/** Another process was faster: its end is in the database. */
async function waitElsewhere(
  { db, tenantId, ports }: RunMeans,
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
export async function tellRun({ db, tenantId }: ActionMeans, jobId: string): Promise<Outcome> {
  const job: Job | undefined = await findJob(db, { tenantId, jobId })
  if (!job) throw new GatewayError('internal')
  const steps = await listSteps(db, { queue: 'jobs', tenantId, id: jobId })
  return tellOutcome(job, steps, parseWork(JSON.parse(job.payload)))
}

export const isOver = (answer: ActionAnswer): boolean =>
  answer.type === 'outcome' && answer.state !== 'working'
