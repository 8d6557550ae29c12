// One action from its first form to its outcome, without any drawing. The idempotency key is made when the confirmation is
// shown and kept over every repetition, so that pressing again, or asking again after a lost answer, never does it twice.

import { Failure } from '../failure.ts'
import { initialValues, type FormValue } from '../forms/values.ts'
import type {
  ActionAnswer,
  ActionAnswerOf,
  ActionOf,
  ActionRequest,
  FormInput,
} from '../generated/contract.ts'

type Form = ActionAnswerOf<'form'>
type Confirm = ActionAnswerOf<'confirm'>
type Outcome = ActionAnswerOf<'outcome'>

export type WizardState = {
  action: ActionOf<'run'>
  /** Forms passed so far; the last one is shown while there is neither confirmation nor outcome. */
  forms: readonly Form[]
  confirm?: Confirm | undefined
  outcome?: Outcome | undefined
  /** Everything entered so far, of all steps. */
  values: FormInput
  /** Something was typed: closing asks first. */
  entered: boolean
  /** Waiting for the gateway. */
  busy: boolean
  failure?: Failure | undefined
  /** Grows whenever the shown form begins anew, so that its controls do too. */
  round: number
}

export type WizardMeans = {
  ask: (id: string, request: ActionRequest, signal: AbortSignal) => Promise<ActionAnswer>
  newKey: () => string
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  locale: string
  /** An outcome came: panels that came along are to be shown, others of the subject asked for again. */
  onOutcome: (outcome: Outcome, action: ActionOf<'run'>) => void
}

export type Wizard = {
  subscribe: (listener: () => void) => () => void
  state: () => WizardState | undefined
  open: (action: ActionOf<'run'>) => void
  /** Goes straight to the check: what was entered stands in a panel already. */
  openWith: (action: ActionOf<'run'>, input: FormInput) => void
  enter: (name: string, value: FormValue) => void
  submit: () => void
  agree: () => void
  back: () => void
  /** Repeats what failed; a run with the same key. */
  retry: () => void
  close: () => void
}

/** Between two questions whether a run is done: a minute in all, then the person decides. */
const pollMs = [1000, 1000, 2000, 3000, 5000, 8000, 10_000, 15_000, 15_000] as const

const stepOf = (form: Form) => form.step?.number ?? 1

/** The same step again has faults at its fields; it replaces itself, any other comes after. */
const withForm = (forms: readonly Form[], form: Form) => [
  ...forms.filter((before) => stepOf(before) < stepOf(form)),
  form,
]

/** Nothing to agree to: the gateway has no words for this action. */
const asksNothing = ({ text, fields, notes, danger }: Confirm) =>
  text === undefined && !fields?.length && !notes?.length && danger !== true

export function createWizard(means: WizardMeans): Wizard {
  const listeners = new Set<() => void>()
  let current: WizardState | undefined
  let flow = new AbortController()
  let key = ''
  let again: () => void = () => undefined

  const set = (change: Partial<WizardState>) => {
    if (!current) return
    current = { ...current, ...change }
    for (const listener of listeners) listener()
  }
  const begin = (action: ActionOf<'run'>) => {
    flow.abort()
    flow = new AbortController()
    const values = action.input ?? {}
    current = { action, forms: [], values, entered: false, busy: false, round: 0 }
    for (const listener of listeners) listener()
  }

  async function ask(rest: Partial<ActionRequest> & Pick<ActionRequest, 'stage'>): Promise<void> {
    const state = current
    const { signal } = flow
    if (!state) return
    again = () => void ask(rest)
    set({ busy: true, failure: undefined })
    const { subject, action } = state.action
    try {
      const answer = await means.ask(action, { subject, locale: means.locale, ...rest }, signal)
      if (!signal.aborted) await take(answer, rest, signal)
    } catch (error) {
      if (!signal.aborted) set({ busy: false, failure: Failure.of(error) })
    }
  }

  async function take(
    answer: ActionAnswer,
    asked: Partial<ActionRequest>,
    signal: AbortSignal,
  ): Promise<void> {
    const { forms = [], values = {}, round = 0, action } = current ?? {}
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
      key = means.newKey()
      set({ busy: false, confirm: answer })
      if (asksNothing(answer)) agree()
    } else {
      set({ outcome: answer, busy: answer.state === 'working' })
      if (action) means.onOutcome(answer, action)
      if (answer.state === 'working') await poll(asked, signal)
    }
  }

  async function poll(asked: Partial<ActionRequest>, signal: AbortSignal): Promise<void> {
    const { action } = current ?? {}
    if (!action || asked.stage !== 'run') return set({ busy: false })
    for (const ms of pollMs) {
      await means.wait(ms, signal)
      if (signal.aborted) return
      const request = { subject: action.subject, locale: means.locale, ...asked, stage: asked.stage }
      const answer = await means.ask(action.action, request, signal).catch(() => undefined)
      if (signal.aborted) return
      if (answer?.type !== 'outcome') continue
      set({ outcome: answer })
      if (answer.state === 'working') continue
      set({ busy: false })
      return means.onOutcome(answer, action)
    }
    set({ busy: false })
  }

  function agree(): void {
    const confirm = current?.confirm
    if (confirm && !current?.busy) void ask({ stage: 'run', input: confirm.input, key })
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: () => current,
    open: (action) => {
      begin(action)
      void ask({ stage: 'open', ...(action.input ? { input: action.input } : {}) })
    },
    openWith: (action, input) => {
      begin({ ...action, input })
      void ask({ stage: 'check', input })
    },
    enter: (name, value) => set({ values: { ...current?.values, [name]: value }, entered: true }),
    submit: () => {
      const form = current?.forms.at(-1)
      if (form && current && !current.busy)
        void ask({ stage: 'check', step: stepOf(form), input: current.values })
    },
    agree,
    back: () => {
      if (!current || current.busy) return
      const { confirm, forms, round } = current
      const left = confirm ? forms : forms.slice(0, -1)
      set({ confirm: undefined, failure: undefined, forms: left, round: round + 1 })
    },
    retry: () => again(),
    close: () => {
      flow.abort()
      current = undefined
      for (const listener of listeners) listener()
    },
  }
}

/** Back leads somewhere: to an earlier form, before anything was run. */
export function canGoBack({ forms, confirm, outcome, busy, failure }: WizardState): boolean {
  if (outcome || busy) return false
  if (confirm) return forms.length > 0 && failure === undefined
  return forms.length > 1
}
