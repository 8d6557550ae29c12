// One action from its first form to its result, without drawing. The idempotency key is created when the confirmation is shown
// and kept for every repetition, so that a second press or a retry after a lost answer never runs the action twice.

import { Failure } from '../failure.ts'
import { type FormValue, initialValues } from '../forms/values.ts'
import type {
  ActionResponse,
  ActionResponseOf,
  ActionOf,
  ActionRequest,
  FormInput,
} from '../generated/contract.ts'
import { createStore, type Task } from '../store.ts'

type Form = ActionResponseOf<'form'>
type Confirm = ActionResponseOf<'confirm'>
export type ActionResult = ActionResponseOf<'outcome'>

export type WizardState = {
  action: ActionOf<'run'>
  /** Forms passed so far; the last one is shown while there is neither confirmation nor result. */
  forms: readonly Form[]
  confirm?: Confirm | undefined
  result?: ActionResult | undefined
  /** All entries so far, of all steps. */
  values: FormInput
  /** Whether something was entered, so that closing asks first. */
  entered: boolean
  /** Waiting for the gateway. */
  busy: boolean
  failure?: Failure | undefined
  /** Increases whenever the form on screen is reset, so that its controls are recreated. */
  round: number
}

export type WizardDeps = {
  send: (id: string, request: ActionRequest, signal: AbortSignal) => Promise<ActionResponse>
  newKey: () => string
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  locale: string
  timeZone: string
  /** Called with a result: its panels are to be shown, and the subject's other panels loaded again. */
  onResult: (result: ActionResult) => void
}

export type Wizard = Task<WizardState | undefined> & {
  open: (action: ActionOf<'run'>) => void
  /** Goes straight to the check, with input entered in a panel. */
  openWith: (action: ActionOf<'run'>, input: FormInput) => void
  enter: (name: string, value: FormValue) => void
  submit: () => void
  agree: () => void
  back: () => void
  /** Repeats the failed request; a run with the same key. */
  retry: () => void
}

/** Pauses between polls of a run: a minute in total, then the person decides. */
const pollMs = [1000, 1000, 2000, 3000, 5000, 8000, 10_000, 15_000, 15_000] as const

const stepOf = (form: Form) => form.step?.number ?? 1

/** Adds a form. The same step again, returned with errors, replaces the earlier one and those after it. */
const withForm = (forms: readonly Form[], form: Form) => [
  ...forms.filter((before) => stepOf(before) < stepOf(form)),
  form,
]

/** Whether there is nothing to confirm: the gateway sent no text for this action. */
const asksNothing = ({ text, fields, notes, danger }: Confirm) =>
  text === undefined && !fields?.length && !notes?.length && danger !== true

export function createWizard(deps: WizardDeps): Wizard {
  const { locale, timeZone } = deps
  const reader = { locale, timeZone }
  const store = createStore<WizardState | undefined>(undefined)
  let flow = new AbortController()
  let key = ''
  let again: () => void = () => undefined

  const set = (change: Partial<WizardState>) => {
    const state = store.state()
    if (state) store.set({ ...state, ...change })
  }
  const begin = (action: ActionOf<'run'>) => {
    flow.abort()
    flow = new AbortController()
    const values = action.input ?? {}
    store.set({ action, forms: [], values, entered: false, busy: false, round: 0 })
  }

  async function ask(rest: Partial<ActionRequest> & Pick<ActionRequest, 'stage'>): Promise<void> {
    const state = store.state()
    const { signal } = flow
    if (!state) return
    again = () => void ask(rest)
    set({ busy: true, failure: undefined })
    const { subject, action } = state.action
    try {
      const answer = await deps.send(action, { subject, ...reader, ...rest }, signal)
      if (!signal.aborted) await take(answer, rest, signal)
    } catch (error) {
      if (!signal.aborted) set({ busy: false, failure: Failure.of(error) })
    }
  }

  async function take(
    answer: ActionResponse,
    original: Partial<ActionRequest>,
    signal: AbortSignal,
  ): Promise<void> {
    const { forms = [], values = {}, round = 0 } = store.state() ?? {}
    if (answer.type === 'form') {
      const entered = { ...initialValues(answer.fields, values), ...values }
      set({
        busy: false,
        forms: withForm(forms, answer),
        confirm: undefined,
        values: entered,
        round: round + 1,
      })
    } else if (answer.type === 'confirm') {
      key = deps.newKey()
      set({ busy: false, confirm: answer })
      if (asksNothing(answer)) agree()
    } else {
      set({ result: answer, busy: answer.state === 'working' })
      deps.onResult(answer)
      if (answer.state === 'working') await poll(original, signal)
    }
  }

  async function poll(original: Partial<ActionRequest>, signal: AbortSignal): Promise<void> {
    const { action } = store.state() ?? {}
    if (!action || original.stage !== 'run') return set({ busy: false })
    for (const ms of pollMs) {
      await deps.wait(ms, signal)
      if (signal.aborted) return
      const request = { subject: action.subject, ...reader, ...original, stage: original.stage }
      const answer = await deps.send(action.action, request, signal).catch(() => undefined)
      if (signal.aborted) return
      if (answer?.type !== 'outcome') continue
      set({ result: answer })
      if (answer.state === 'working') continue
      set({ busy: false })
      return deps.onResult(answer)
    }
    set({ busy: false })
  }

  function agree(): void {
    const { confirm, busy } = store.state() ?? {}
    if (confirm && !busy) void ask({ stage: 'run', input: confirm.input, key })
  }

  return {
    state: store.state,
    subscribe: store.subscribe,
    open: (action) => {
      begin(action)
      void ask({ stage: 'open', ...(action.input ? { input: action.input } : {}) })
    },
    openWith: (action, input) => {
      begin({ ...action, input })
      void ask({ stage: 'check', input })
    },
    enter: (name, value) => set({ values: { ...store.state()?.values, [name]: value }, entered: true }),
    submit: () => {
      const state = store.state()
      const form = state?.forms.at(-1)
      if (form && state && !state.busy) void ask({ stage: 'check', step: stepOf(form), input: state.values })
    },
    agree,
    back: () => {
      const state = store.state()
      if (!state || state.busy) return
      const { confirm, forms, round } = state
      const left = confirm ? forms : forms.slice(0, -1)
      set({ confirm: undefined, failure: undefined, forms: left, round: round + 1 })
    },
    retry: () => again(),
    close: () => {
      flow.abort()
      store.set(undefined)
    },
  }
}

/** Whether Back is available: there is an earlier form, and nothing was run. */
export function canGoBack({ forms, confirm, result, busy, failure }: WizardState): boolean {
  if (result || busy) return false
  if (confirm) return forms.length > 0 && failure === undefined
  return forms.length > 1
}
