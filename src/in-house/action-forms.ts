// The half of an action that changes nothing: draw the form, check what was entered, say what would happen.

import type { ActionAnswer, ActionRequest } from '#contract/actions.ts'
import type { FormField, FormInput } from '#contract/form.ts'
import type { ActionDefinition, FormChanges } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import { callContext, readSubject, type ActionMeans, type Asked } from './action-context.ts'
import { isRefused, readFault, sayFault } from './action-fault.ts'
import { refused } from './action-outcome.ts'
import { placeOf } from './action-task.ts'
import { actionWordsFor } from './action-words.ts'
import { fieldsOf, FormInvalid } from './form-fields.ts'
import { cleanInput, completeInput, findFaults, parseInput, type InputFaults } from './form-input.ts'

/** One request about a form. */
export type FormAsked = {
  means: ActionMeans
  definition: ActionDefinition
  asked: Asked
  /** Known fields only. */
  entered: FormInput
}

type Step = { label?: string; fields: readonly string[] }
type Opened = { fields: FormField[]; text?: FormChanges['text']; call: ReturnType<typeof callContext> }
export type Checked =
  { ok: true; input: FormInput; answer: ActionAnswer } | { ok: false; answer: ActionAnswer }

/** For `form`, `confirm` and the reading of the subject together; the run itself comes after. */
export const formTimeoutMs = 8000

const stepsOf = ({ input, steps }: ActionDefinition): readonly Step[] =>
  steps && steps.length > 0 ? steps : [{ fields: Object.keys(input.shape) }]

/** The first form. */
export const openForm = (one: FormAsked): Promise<ActionAnswer> =>
  saying(one, async () => {
    const opened = await open(one, false)
    return 'answer' in opened ? opened.answer : drawForm(one, opened, 0)
  })

/** After the form `step`: the next one, the same with faults, or what there is to agree to. */
export const checkForm = (one: FormAsked, step: ActionRequest['step']): Promise<ActionAnswer> =>
  saying(one, async () => {
    const steps = stepsOf(one.definition)
    const at = Math.min(step ?? steps.length, steps.length)
    if (at === steps.length) return (await check(one)).answer
    const opened = await open(one, false)
    if ('answer' in opened) return opened.answer
    const names = steps.slice(0, at).flatMap(({ fields }) => fields)
    const { entered, asked } = one
    const faults = await findFaults(one.definition, names, {
      fields: opened.fields,
      entered,
      locale: asked.locale,
    })
    return Object.keys(faults).length > 0
      ? drawFaults(one, opened, { ok: false, faults })
      : drawForm(one, opened, at)
  })

/** Everything, before it is run. */
export async function checkRun(one: FormAsked): Promise<Checked> {
  let checked: Checked | undefined
  const answer = await saying(one, async () => {
    checked = await check(one)
    return checked.answer
  })
  return checked ?? { ok: false, answer }
}

async function open(one: FormAsked, fresh: boolean): Promise<Opened | { answer: ActionAnswer }> {
  const { means, definition, asked, entered } = one
  const found = await readSubject(means, asked, fresh)
  if (!found) {
    throw new GatewayError('not_found', { detail: actionWordsFor(asked.locale).gone })
  }
  const call = callContext(means, definition, asked, found)
  const changes = (await definition.form?.({ ...call, entered })) ?? { fields: {} }
  if ('refused' in changes) return { answer: refusal(one, changes.refused) }
  return {
    call,
    fields: fieldsOf(definition, changes.fields, entered),
    ...(changes.text === undefined ? {} : { text: changes.text }),
  }
}

async function check(one: FormAsked): Promise<Checked> {
  const { definition, entered } = one
  const { locale } = one.asked
  const opened = await open(one, true)
  if ('answer' in opened) return { ok: false, answer: opened.answer }
  const parsed = await parseInput(definition, { fields: opened.fields, entered, locale })
  if (!parsed.ok) return { ok: false, answer: drawFaults(one, opened, parsed) }
  const confirmation = (await definition.confirm?.({ ...opened.call, input: parsed.value })) ?? {
    title: definition.title,
    submit: definition.title.slice(0, 80),
  }
  if ('refused' in confirmation) return { ok: false, answer: refusal(one, confirmation.refused) }
  if ('faults' in confirmation) {
    return { ok: false, answer: drawFaults(one, opened, { ok: false, faults: confirmation.faults }) }
  }
  const input = cleanInput(definition, completeInput(opened.fields, entered))
  const of = stepsOf(definition).length
  const step = of > 1 ? { step: { number: of + 1, of: of + 1 } } : {}
  return { ok: true, input, answer: { ...confirmation, ...step, type: 'confirm', input } }
}

function drawForm({ definition, asked }: FormAsked, { fields, text }: Opened, at: number): ActionAnswer {
  const steps = stepsOf(definition)
  const { label, fields: names = [] } = steps[at] ?? {}
  const words = actionWordsFor(asked.locale)
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
function drawFaults(one: FormAsked, opened: Opened, { faults, error }: InputFaults): ActionAnswer {
  const steps = stepsOf(one.definition)
  const at = steps.findIndex(({ fields }) => fields.some((name) => name in faults))
  const known = Object.keys(one.definition.input.shape)
  const unplaced = error ?? Object.entries(faults).find(([name]) => !known.includes(name))?.[1]
  const fields = opened.fields.map((field) => {
    const fault = faults[field.name]
    return fault === undefined ? field : { ...field, error: fault.slice(0, 300) }
  })
  const form = drawForm(one, { ...opened, fields }, at < 0 ? steps.length - 1 : at)
  return { ...form, ...(unplaced === undefined ? {} : { error: unplaced.slice(0, 500) }) }
}

const refusal = ({ asked }: FormAsked, reason: string): ActionAnswer => ({
  ...refused(reason, asked.locale),
  type: 'outcome',
  requestId: asked.requestId,
})

/**
 * What an author's function threw, for whoever asked: a refusal in words where another try would say the same, a failure of
 * the catalogue where it may help. Nothing of the error itself is shown.
 */
async function saying(one: FormAsked, work: () => Promise<ActionAnswer>): Promise<ActionAnswer> {
  const { means, definition, asked } = one
  try {
    return await before(asked.signal, work())
  } catch (error) {
    if (error instanceof GatewayError) throw error
    if (isRefused(error)) return refusal(one, error.message)
    const { code, isRetryable } = readFault(error)
    const ids = { action: definition.id, requestId: asked.requestId, code }
    const problem = error instanceof FormInvalid ? { problem: error.message } : {}
    // A source that is down is no fault of the gateway: nobody needs to look at this line.
    const level = code.startsWith('source ') ? 'warn' : 'error'
    means.ports.log[level]('action.form_failed', { ...ids, ...problem, ...placeOf(error) })
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    if (code === 'internal') throw new GatewayError(isLate ? 'source_failed' : 'internal', { cause: error })
    const detail = sayFault(code, asked.locale)
    if (code.startsWith('source ')) throw new GatewayError('source_failed', { detail, cause: error })
    if (isRetryable) throw new GatewayError('stripe_unreachable', { detail, cause: error })
    return refusal(one, detail)
  }
}

/** An author's function may ignore the signal; nobody waits for it. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = () => reject(signal.reason as Error)
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}
