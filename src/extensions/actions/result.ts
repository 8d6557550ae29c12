// Says how a run ended, or where it stands, as surfaces show it. What is not known for certain is said to be uncertain.

import { z } from 'zod'
import { actionResponseSchema, type ActionResult } from '#contract/actions.ts'
import type { Action, Inline, InlineValue } from '#contract/panel.ts'
import type { Outcome } from '#definitions/define.ts'
import type { Step } from '#store/steps.ts'
import type { Job } from '#store/jobs.ts'
import { toName } from '#words/to-name.ts'
import { actionWordsFor } from '#words/words-for.ts'
import { sayFault } from './fault.ts'
import type { ActionWork } from './work.ts'

/** What is stored of a run that ended: what is shown, and a code where it failed. */
export type StoredResult = Outcome & { state: 'done' | 'refused' | 'failed'; code?: string }

const [, , outcomeSchema] = actionResponseSchema.options
const storedResultSchema = outcomeSchema
  .pick({ title: true, text: true, id: true, actions: true })
  .extend({ state: z.enum(['done', 'refused', 'failed']), code: z.string().optional() })

/** What can be shown of the value that `run` returned; `undefined` when nothing can. */
export function parseOutcome(returned: unknown): Outcome | undefined {
  const parsed = storedResultSchema.omit({ state: true, code: true }).safeParse(returned)
  return parsed.success ? parsed.data : undefined
}

const namesOf = (steps: readonly string[]) => steps.map(toName)

/** Joins words of the author or our own to one line. */
const line = (...parts: (string | InlineValue | undefined)[]): Inline =>
  parts
    .flatMap((part) => (part === undefined || part === '' ? [] : [' ', part]))
    .slice(1)
    .map((part) => (typeof part === 'string' ? part.slice(0, 1000) : part))

export function refused(reason: string, locale: string): StoredResult {
  return { state: 'refused', title: actionWordsFor(locale).nothingChanged, text: reason.slice(0, 1000) }
}

/** `reason` is a sentence; `begun` is the step that has no result. */
export function failed(
  reason: string,
  {
    work,
    code,
    finished,
    begun,
  }: { work: ActionWork; code: string; finished: readonly string[]; begun?: string | undefined },
): StoredResult {
  const words = actionWordsFor(work.locale)
  return {
    state: 'failed',
    title: words.failed,
    code,
    text: line(
      reason,
      finished.length > 0 ? words.doneSteps(namesOf(finished)) : undefined,
      begun === undefined ? undefined : words.uncertainStep(toName(begun)),
      words.request.trim(),
      { type: 'id', id: work.requestId },
    ),
  }
}

/** How a run ended or where it stands, by its rows. */
export function toResult(job: Job, steps: readonly Step[], work: ActionWork): ActionResult {
  const { requestId, locale } = work
  const base = { type: 'outcome' as const, requestId }
  const words = actionWordsFor(locale)
  const done = steps.length > 0 ? words.doneSteps(namesOf(steps.map(({ name }) => name))) : undefined
  if (job.state === 'done') {
    const {
      code: _code,
      actions,
      ...ended
    } = storedResultSchema.parse(JSON.parse(job.result ?? '')) as StoredResult
    return {
      ...base,
      ...ended,
      ...(actions ? { actions: actions.map((one) => withAccount(one, work)) } : {}),
    }
  }
  if (job.state === 'dead') {
    const isLate = job.error === undefined || job.error === 'too_late'
    const [why, end] = isLate
      ? [undefined, words.tooLate]
      : [sayFault(job.error ?? '', locale), words.stopped(job.attempts)]
    const text = line(why, end, done, words.uncertainRest, words.request.trim(), {
      type: 'id',
      id: requestId,
    })
    return { ...base, state: 'failed', title: words.failed, text }
  }
  const why = job.error === undefined ? undefined : sayFault(job.error, locale)
  const goesOn = job.error === undefined ? words.underWayText : words.triedAgain
  return { ...base, state: 'working', title: words.underWay, text: line(why, done, goesOn) }
}

/** Authors may leave the account out: it is the one of the run. */
function withAccount(action: Action, { account }: ActionWork): Action {
  if (action.kind !== 'run' && action.kind !== 'load') return action
  return action.subject.account === undefined
    ? { ...action, subject: { ...action.subject, account: account.key } }
    : action
}
