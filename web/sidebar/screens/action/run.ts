// One action from its first form to its end, without the drawing: what is shown, and what each press does.
// Nothing is done before a confirmation was pressed; a run without an answer is asked again with its own key until it ends.

import type { ActionResponse, ActionResponseOf, ActionResult, ActionRequest } from '#contract/actions.ts'
import type { FormInput } from '#contract/form.ts'
import type { Panel } from '#contract/panel.ts'
import { type Run, targetKey } from '../../actions/memory.ts'
import { Failure, isRefusal } from '../../gateway.ts'
import type { Drawing, Entries, Entry, ActionTarget } from '../../../ui/drawing.ts'
import { entriesOf, readForm } from '../form/entry.ts'

export type Step = ActionResponseOf<'form'> | ActionResponseOf<'confirm'>

export type RunState = {
  /** Forms passed so far; the last one is shown. */
  trail: readonly Step[]
  entries: Entries
  faults: Readonly<Record<string, string>>
  /** Waiting for an answer. */
  busy: boolean
  /** The entries are those of an earlier time. */
  kept: boolean
  /** The form could not be had, or not be checked. Nothing was done. */
  failure?: Failure | undefined
  /** How it ended, or that it goes on. */
  result?: ActionResult | undefined
  /** A run was sent, and no answer came. */
  unclear?: Failure | undefined
  /** When it is asked about again by itself. */
  nextAtMs?: number | undefined
  /** What is being done, for as long as its end is unknown. */
  title: string
}

/** What a run needs of the page. */
export type RunPorts = {
  send: (action: string, request: ActionRequest, signal?: AbortSignal) => Promise<ActionResponse>
  drafts: Map<string, Entries>
  runs: Map<string, Run>
  language: () => Pick<Drawing, 'words' | 'locale'>
  now: () => number
  /** Calls back later; returns how to cancel. */
  later: (ms: number, run: () => void) => () => void
  newKey: () => string
  changed: () => void
  /** Something new is to be read: where the focus goes. */
  arrived: (at: 'heading' | 'fault') => void
  /** It is done, or may be in part: what is shown elsewhere is old now. */
  acted: (panels: Panel[] | undefined) => void
}

const pausesMs = [1_500, 2_500, 4_000, 6_000, 10_000, 15_000, 30_000]

export class ActionRun {
  state: RunState = { trail: [], entries: {}, faults: {}, busy: true, kept: false, title: '' }
  readonly #target: ActionTarget
  readonly #ports: RunPorts
  readonly #id: string
  readonly #ending = new AbortController()
  #input: FormInput = {}
  /** Changed by hand: kept over going back and forth, and as a draft. */
  #touched: Entries
  #tries = 0
  #cancelNext: () => void = () => undefined

  constructor(target: ActionTarget, ports: RunPorts) {
    this.#target = target
    this.#ports = ports
    this.#id = targetKey(target)
    this.#touched = ports.drafts.get(this.#id) ?? {}
  }

  #show(change: Partial<RunState>) {
    if (this.#ending.signal.aborted) return
    this.state = { ...this.state, ...change }
    this.#ports.changed()
  }

  get current(): Step | undefined {
    return this.state.trail.at(-1)
  }

  /** Entered and not sent. */
  get holds(): boolean {
    const { result, unclear } = this.state
    return !result && !unclear && (Object.keys(this.#touched).length > 0 || this.current?.type === 'confirm')
  }

  /** The first form, or the check of what was changed in place, or the end of a run that nobody has seen yet. */
  async begin(check = false): Promise<void> {
    const { input } = this.#target
    const before = this.#ports.runs.get(this.#id)
    if (before) return this.#send(before)
    if (check) this.#input = { ...input }
    await this.#request({ stage: check ? 'check' : 'open', ...(check ? { step: 1 } : {}), input })
  }

  async #request(request: Pick<ActionRequest, 'stage' | 'step' | 'input'>): Promise<void> {
    this.#show({ busy: true, failure: undefined })
    const { action, subject } = this.#target
    try {
      this.#take(await this.#ports.send(action, { subject, ...request }, this.#ending.signal))
    } catch (error) {
      this.#show({ busy: false, failure: Failure.of(error) })
      this.#ports.arrived('fault')
    }
  }

  #take(answer: ActionResponse) {
    if (this.#ending.signal.aborted) return
    if (answer.type === 'outcome') return this.#finish(answer)
    if (answer.type === 'confirm') {
      this.#show({ busy: false, trail: [...this.state.trail, answer], faults: {} })
      return this.#ports.arrived('heading')
    }
    // The same form again, or an earlier one: something in it needs another look.
    const stepOf = (step: Step) => (step.type === 'form' ? (step.step?.number ?? 1) : 0)
    const at = this.state.trail.findIndex((step) => stepOf(step) === stepOf(answer))
    const isAgain = at >= 0
    const trail = isAgain ? this.state.trail.slice(0, at) : this.state.trail
    const { locale } = this.#ports.language()
    const faults = Object.fromEntries(
      answer.fields.flatMap(({ name, error }) => (error ? [[name, error]] : [])),
    )
    this.#show({
      busy: false,
      trail: [...trail, answer],
      entries: entriesOf(answer.fields, this.#touched, locale),
      faults,
      kept: trail.length === 0 && !isAgain && answer.fields.some(({ name }) => name in this.#touched),
    })
    this.#ports.arrived(isAgain ? 'fault' : 'heading')
  }

  /** A control was changed. */
  enter(name: string, entry: Entry): void {
    const { [name]: _corrected, ...faults } = this.state.faults
    this.#touched = { ...this.#touched, [name]: entry }
    this.#ports.drafts.set(this.#id, this.#touched)
    this.#show({ entries: { ...this.state.entries, [name]: entry }, faults, failure: undefined })
  }

  /** The button of a form: look at it here, then let the gateway look. */
  async submit(): Promise<void> {
    const { current } = this
    if (current?.type !== 'form' || this.state.busy) return
    const { input, faults } = readForm(current.fields, this.state.entries, this.#ports.language())
    this.#show({ faults })
    if (Object.keys(faults).length > 0) return this.#ports.arrived('fault')
    this.#input = { ...this.#input, ...input }
    await this.#request({ stage: 'check', step: current.step?.number ?? 1, input: this.#input })
  }

  /** The button of a confirmation: from here on it may happen. */
  async run(): Promise<void> {
    const { current } = this
    const { busy, result, unclear } = this.state
    if (current?.type !== 'confirm' || busy || result || unclear) return
    const run = { key: this.#ports.newKey(), input: current.input, title: current.title }
    this.#ports.runs.set(this.#id, run)
    await this.#send(run)
  }

  /** Asks about the run now. */
  async checkNow(): Promise<void> {
    const run = this.#ports.runs.get(this.#id)
    if (run && !this.state.busy) await this.#send(run)
  }

  async #send({ key, input, title }: Run): Promise<void> {
    const { action, subject } = this.#target
    this.#cancelNext()
    this.#tries += 1
    this.#show({ busy: true, failure: undefined, nextAtMs: undefined, title })
    try {
      // Without the signal: whoever closes the pane does not take the run back.
      const answer = await this.#ports.send(action, { subject, stage: 'run', input, key })
      if (answer.type === 'outcome') return this.#finish(answer)
      // What holds has changed since it was confirmed: back to the form, and nothing was done.
      this.#forgetRun()
      this.#take(answer)
    } catch (error) {
      this.#miss(Failure.of(error))
    }
  }

  /** No answer to a run. A first refusal is certain; everything else may have happened. */
  #miss(failure: Failure) {
    const isCertain = isRefusal(failure) && this.#tries === 1
    if (!isCertain) {
      this.#show({ busy: false, unclear: failure })
      return this.#askLater()
    }
    this.#forgetRun()
    this.#show({ busy: false, failure })
    this.#ports.arrived('fault')
  }

  #forgetRun() {
    this.#ports.runs.delete(this.#id)
    this.#tries = 0
  }

  #askLater() {
    if (this.#ending.signal.aborted) return
    const pauseMs = pausesMs[Math.min(this.#tries, pausesMs.length) - 1] ?? 30_000
    this.#show({ nextAtMs: this.#ports.now() + pauseMs })
    this.#cancelNext = this.#ports.later(pauseMs, () => void this.checkNow())
  }

  #finish(result: ActionResult) {
    const isOver = result.state !== 'working'
    const before = this.state.result
    const wasSent = this.#tries > 0
    if (isOver && wasSent && result.state !== 'refused') this.#ports.drafts.delete(this.#id)
    // An end that nobody sees stays to be shown when the action is opened again.
    if (isOver && !this.#ending.signal.aborted) this.#ports.runs.delete(this.#id)
    this.#show({ busy: false, result, unclear: undefined, title: result.title })
    if (!isOver) this.#askLater()
    if (before?.state !== result.state) this.#ports.arrived('heading')
    // Once the pane is closed somebody else may be on the screen: then nothing of this is drawn there.
    const panels = this.#ending.signal.aborted ? undefined : result.panels
    if (wasSent && isOver && result.state !== 'refused') this.#ports.acted(panels)
  }

  /** One form back; false where there is none. */
  back(): boolean {
    const { trail, busy, result, unclear } = this.state
    const isRunning = busy && this.#tries > 0
    const before = trail.at(-2)
    if (before?.type !== 'form' || result || unclear || isRunning) return false
    const { locale } = this.#ports.language()
    const entries = entriesOf(before.fields, this.#touched, locale)
    this.#show({ trail: trail.slice(0, -1), entries, faults: {}, failure: undefined })
    this.#ports.arrived('heading')
    return true
  }

  /** Forgets what was entered and begins again. */
  async startOver(): Promise<void> {
    this.forget()
    this.#show({ trail: [], entries: {}, faults: {}, kept: false })
    await this.begin()
  }

  /** Gives up what was entered. */
  forget(): void {
    this.#touched = {}
    this.#input = {}
    this.#ports.drafts.delete(this.#id)
  }

  /** Nobody looks any more; a run under way goes on at the gateway. */
  end(): void {
    this.#ending.abort()
    this.#cancelNext()
  }
}
