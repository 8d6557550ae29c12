// The durable half of an action: calls `run` until it ends, and writes the second audit row together with the end.

import type { Subject } from '#contract/subject.ts'
import { subjectKey } from '#contract/subject-key.ts'
import type { ActionDefinition } from '#definitions/define.ts'
import { isSourceError } from '#definitions/source-error.ts'
import { placeOf } from '#errors.ts'
import { AttemptFailed, LeaseLost, Stopping, type EndedWork, type JobContext, type Task } from '#jobs/task.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { actionFinished, type FinishedActionDetail } from '#store/finished-actions.ts'
import { findInstallation } from '#store/installations.ts'
import { listSteps } from '#store/steps.ts'
import type { Database } from '#store/schema.ts'
import { actionWordsFor } from '#words/words-for.ts'
import { callContext } from '../call-context.ts'
import { readSubject, runContext, type ActionDeps, type ActionCall } from './context.ts'
import { isRefused, readFault, sayFault } from './fault.ts'
import { parseStored } from './form-input.ts'
import { noteReason } from '../note-reason.ts'
import { failed, parseOutcome, refused, type StoredResult } from './result.ts'
import { parseWork, type ActionWork } from './work.ts'
import { runAs } from '../stray-failures.ts'

const counter = 'tillside_action_runs_total'

/** For the worker, under the name `actionTask`. */
export function createActionTask(deps: ActionDeps): Task {
  deps.metrics.describe(counter, 'Runs of actions that ended, by action and state.')
  return {
    async run(job) {
      const work = parseWork(job.payload)
      try {
        return await perform(deps, work, job)
      } catch (error) {
        return endOrRetry(deps, error, { work, job })
      }
    },
    async atEnd(transaction, ended) {
      for (const one of ended) await recordEnd(deps, transaction, one)
    },
  }
}

async function perform(deps: ActionDeps, work: ActionWork, job: JobContext): Promise<StoredResult> {
  const words = actionWordsFor(work.locale)
  const none = (reason: string, code: string) =>
    job.finished().length === 0
      ? refused(reason, work.locale)
      : failed(reason, { work, code, finished: job.finished() })
  if (await isRemoved(deps, work)) return none(words.appRemoved, 'app_removed')
  const definition = deps.config().actions.find(({ id }) => id === work.action)
  if (!definition) return none(words.actionGone, 'action_gone')
  const input = await parseStored(definition, work.input, work.locale)
  if (!input.ok) return none(words.inputOld, 'input_old')
  const call: ActionCall = { ...work, signal: job.signal }
  const found = await readSubject(deps, call, true)
  if (!found) return none(words.gone, 'gone')
  const context = callContext(deps, definition, call, found)
  const run = runContext(deps, context, { call, input: input.value, job })
  const returned: unknown = await runAs(deps, { kind: 'action', id: definition.id }, async () =>
    definition.run(run),
  )
  return { ...(parseOutcome(returned) ?? unsaid(deps, definition, work)), state: 'done' }
}

/** The app may have left the account since the run was asked for: then nothing more is done there. */
async function isRemoved({ db, tenantId }: ActionDeps, work: ActionWork): Promise<boolean> {
  const accountId = work.connected ?? work.account.accountId
  if (work.surface !== 'stripe_app' || accountId === undefined) return false
  const { mode } = work.account
  return (await findInstallation(db, { tenantId, accountId, mode })) === 'removed'
}

/** What was done stays done, even if it was not said well. */
function unsaid(deps: ActionDeps, { id, title }: ActionDefinition, { requestId, locale }: ActionWork) {
  deps.ports.log.error('action.outcome_invalid', { action: id, requestId })
  return { title: title.slice(0, 200), text: actionWordsFor(locale).unsaid }
}

/** A failure that another try may cure goes back to the worker; any other is how the run ended. */
function endOrRetry(
  { ports }: ActionDeps,
  error: unknown,
  { work, job }: { work: ActionWork; job: JobContext },
): StoredResult {
  if (error instanceof LeaseLost || error instanceof Stopping || error instanceof AttemptFailed) throw error
  if (job.signal.aborted) throw job.signal.reason
  const finished = job.finished()
  if (isRefused(error) && finished.length === 0) return refused(error.message, work.locale)
  const { code, isRetryable } = isRefused(error) ? { code: 'refused', isRetryable: false } : faultOf(error)
  noteReason(job, error)
  const { retryAfterMs } = isSourceError(error) ? error : { retryAfterMs: 0 }
  if (isRetryable) throw new AttemptFailed(code, { cause: error, retryAfterMs })
  const ids = { action: work.action, requestId: work.requestId, jobId: job.id, code }
  ports.log.error('action.failed', { ...ids, ...placeOf(error) })
  const reason = isRefused(error) ? error.message : sayFault(code, work.locale)
  return failed(reason, { work, code, finished, begun: job.unfinished() })
}

/** An account that was configured when the key was claimed, and is not any more. */
const faultOf = (error: unknown) =>
  error instanceof RangeError && error.message.includes('no such Stripe account')
    ? { code: 'account_gone', isRetryable: false }
    : readFault(error)

/** An address is nobody's business in the audit. */
export const targetOf = (subject: Subject) => (subject.kind === 'email' ? 'email' : subjectKey(subject))

async function recordEnd(
  { ports, metrics }: ActionDeps,
  transaction: Database,
  { item, end }: EndedWork,
): Promise<void> {
  const work = parseWork(item.payload)
  const ended = end.state === 'done' ? (end.result as StoredResult) : { state: 'dead', code: end.error }
  const steps = await listSteps(transaction, {
    queue: 'jobs',
    tenantId: item.tenantId,
    id: item.id,
  })
  const followed = {
    action: work.action,
    account: work.account.key,
    ...(work.connected === undefined ? {} : { connected: work.connected }),
    state: ended.state,
  }
  metrics.count(counter, { action: work.action, state: ended.state })
  await recordAudit(transaction, {
    id: createAuditId(ports),
    tenantId: item.tenantId,
    atMs: ports.now(),
    actor: work.caller.id,
    action: actionFinished,
    target: targetOf(work.subject),
    detail: {
      ...(followed satisfies FinishedActionDetail),
      job: item.id,
      requestId: work.requestId,
      attempts: String(item.attempt),
      ...('id' in ended && ended.id !== undefined ? { id: ended.id } : {}),
      ...(ended.code === undefined ? {} : { code: ended.code }),
      ...(steps.length > 0 ? { steps: steps.map(({ name }) => name).join(' ') } : {}),
    },
  })
}
