// The half of an action that changes nothing: draw the form, check what was entered, say what would happen.

import type { ActionResponse, ActionRequest } from '#contract/actions.ts'
import type { FormField, FormInput } from '#contract/form.ts'
import type { ActionDefinition, FormChanges } from '#definitions/define.ts'
import { GatewayError, placeOf } from '#errors.ts'
import { untilAborted } from '#until-aborted.ts'
import { actionWordsFor } from '#words/words-for.ts'
import { callContext } from '../call-context.ts'
import { readSubject, type ActionDeps, type ActionCall } from './context.ts'
import { isRefused, readFault, sayFault } from './fault.ts'
import { refused } from './result.ts'
import { fieldsOf, FormInvalid } from './form-fields.ts'
import { cleanInput, completeInput, findFaults, parseInput, type InputFaults } from './form-input.ts'
import { runAs } from '../stray-failures.ts'

/** One request about a form. */
export type FormRequest = {
  deps: ActionDeps
  definition: ActionDefinition
  call: ActionCall
  /** Known fields only. */
  entered: FormInput
}

type Step = { label?: string; fields: readonly string[] }
type Opened = { fields: FormField[]; text?: FormChanges['text']; context: ReturnType<typeof callContext> }
export type Checked =
  { ok: true; input: FormInput; response: ActionResponse } | { ok: false; response: ActionResponse }

/** For `form`, `confirm` and the reading of the subject together; the run itself comes after. */
export const formTimeoutMs = 8000

const stepsOf = ({ input, steps }: ActionDefinition): readonly Step[] =>
  steps && steps.length > 0 ? steps : [{ fields: Object.keys(input.shape) }]

/** The first form. */
export const openForm = (form: FormRequest): Promise<ActionResponse> =>
  explainFailures(form, async () => {
    const opened = await open(form, false)
    return 'response' in opened ? opened.response : drawForm(form, opened, 0)
  })

/** After the form `step`: the next one, the same with faults, or what there is to agree to. */
export const checkForm = (form: FormRequest, step: ActionRequest['step']): Promise<ActionResponse> =>
  explainFailures(form, async () => {
    const steps = stepsOf(form.definition)
    const at = Math.min(step ?? steps.length, steps.length)
    if (at === steps.length) return (await check(form)).response
    const opened = await open(form, false)
    if ('response' in opened) return opened.response
    const names = steps.slice(0, at).flatMap(({ fields }) => fields)
    const { entered, call } = form
    const faults = await findFaults(form.definition, names, {
      fields: opened.fields,
      entered,
      locale: call.locale,
    })
    return Object.keys(faults).length > 0
      ? drawFaults(form, opened, { ok: false, faults })
      : drawForm(form, opened, at)
  })

/** Everything, before it is run. */
export async function checkRun(form: FormRequest): Promise<Checked> {
  let checked: Checked | undefined
  const response = await explainFailures(form, async () => {
    checked = await check(form)
    return checked.response
  })
  return checked ?? { ok: false, response }
}

async function open(form: FormRequest, fresh: boolean): Promise<Opened | { response: ActionResponse }> {
  const { deps, definition, call, entered } = form
  const found = await readSubject(deps, call, fresh)
  if (!found) {
    throw new GatewayError('not_found', { detail: actionWordsFor(call.locale).gone })
  }
  const context = callContext(deps, definition, call, found)
  const changes = (await definition.form?.({ ...context, entered })) ?? { fields: {} }
  if ('refused' in changes) return { response: refusal(form, changes.refused) }
  return {
    context,
    fields: fieldsOf(definition, changes.fields, entered),
    ...(changes.text === undefined ? {} : { text: changes.text }),
  }
}

async function check(form: FormRequest): Promise<Checked> {
  const { definition, entered } = form
  const { locale } = form.call
  const opened = await open(form, true)
  if ('response' in opened) return { ok: false, response: opened.response }
  const parsed = await parseInput(definition, { fields: opened.fields, entered, locale })
  if (!parsed.ok) return { ok: false, response: drawFaults(form, opened, parsed) }
  const confirmation = (await definition.confirm?.({ ...opened.context, input: parsed.value })) ?? {
    title: definition.title,
    submit: definition.title.slice(0, 80),
  }
  if ('refused' in confirmation) return { ok: false, response: refusal(form, confirmation.refused) }
  if ('faults' in confirmation) {
    return { ok: false, response: drawFaults(form, opened, { ok: false, faults: confirmation.faults }) }
  }
  const input = cleanInput(definition, completeInput(opened.fields, entered))
  const of = stepsOf(definition).length
  const step = of > 1 ? { step: { number: of + 1, of: of + 1 } } : {}
  return { ok: true, input, response: { ...confirmation, ...step, type: 'confirm', input } }
}

function drawForm({ definition, call }: FormRequest, { fields, text }: Opened, at: number): ActionResponse {
  const steps = stepsOf(definition)
  const { label, fields: names = [] } = steps[at] ?? {}
  const words = actionWordsFor(call.locale)
  const isLast = at === steps.length - 1
  // The confirmation counts as a step of a wizard.
  const of = steps.length + 1
  const step =
    steps.length > 1 ? { step: { number: at + 1, of, ...(label === undefined ? {} : { label }) } } : {}
  return {
    type: 'form',
    title: definition.title.slice(0, 120),
    ...step,
    ...(text === undefined ? {} : { text }),
    fields: fields.filter(({ name }) => names.includes(name)),
    submit: isLast ? words.review : words.next,
  }
}

/** The first form that has a fault, with what is wrong at its fields. */
function drawFaults(form: FormRequest, opened: Opened, { faults, error }: InputFaults): ActionResponse {
  const steps = stepsOf(form.definition)
  const at = steps.findIndex(({ fields }) => fields.some((name) => name in faults))
  const known = Object.keys(form.definition.input.shape)
  const unplaced = error ?? Object.entries(faults).find(([name]) => !known.includes(name))?.[1]
  const fields = opened.fields.map((field) => {
    const fault = faults[field.name]
    return fault === undefined ? field : { ...field, error: fault.slice(0, 300) }
  })
  const response = drawForm(form, { ...opened, fields }, at < 0 ? steps.length - 1 : at)
  return { ...response, ...(unplaced === undefined ? {} : { error: unplaced.slice(0, 500) }) }
}

const refusal = ({ call }: FormRequest, reason: string): ActionResponse => ({
  ...refused(reason, call.locale),
  type: 'outcome',
  requestId: call.requestId,
})

/**
 * What an author's function threw, for whoever asked: a refusal in words where another try would say the same, a failure of
 * the catalogue where it may help. Nothing of the error itself is shown.
 */
async function explainFailures(
  form: FormRequest,
  work: () => Promise<ActionResponse>,
): Promise<ActionResponse> {
  const { deps, definition, call } = form
  try {
    const run = runAs(deps, { kind: 'action', id: definition.id }, work)
    return await untilAborted(run, call.signal)
  } catch (error) {
    if (error instanceof GatewayError) throw error
    if (isRefused(error)) return refusal(form, error.message)
    const { code, isRetryable } = readFault(error)
    const ids = { action: definition.id, requestId: call.requestId, code }
    const problem = error instanceof FormInvalid ? { problem: error.message } : {}
    // A source that is down is no fault of the gateway: nobody needs to look at this line.
    const level = code.startsWith('source ') ? 'warn' : 'error'
    deps.ports.log[level]('action.form_failed', { ...ids, ...problem, ...placeOf(error) })
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    if (code === 'internal') throw new GatewayError(isLate ? 'source_failed' : 'internal', { cause: error })
    const detail = sayFault(code, call.locale)
    if (code.startsWith('source ')) throw new GatewayError('source_failed', { detail, cause: error })
    if (isRetryable) throw new GatewayError('stripe_unreachable', { detail, cause: error })
    return refusal(form, detail)
  }
}
