// One action from its first form to its result, without drawing: what is shown, and what each press does.
// Nothing runs before the confirmation is pressed. A run without an answer is sent again with its own key until it ends.

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
  /** Whether the entries come from an earlier draft. */
  kept: boolean
  /** Why the form could not be loaded or checked. Nothing was done. */
  failure?: Failure | undefined
  /** The result, or that the run is still in progress. */
  result?: ActionResult | undefined
  /** Set when a run was sent and got no answer. */
  unclear?: Failure | undefined
  /** When the next automatic check is due. */
  nextAtMs?: number | undefined
  /** Title of the run while its result is unknown. */
  title: string
}

/** What a run needs from the page. */
export type RunPorts = {
  send: (action: string, request: ActionRequest, signal?: AbortSignal) => Promise<ActionResponse>
  drafts: Map<string, Entries>
  runs: Map<string, Run>
  language: () => Pick<Drawing, 'words' | 'locale'>
  now: () => number
  /** Runs a callback later; returns a function that cancels it. */
  later: (ms: number, run: () => void) => () => void
  newKey: () => string
  changed: () => void
  /** Called when there is something new to read, with where the focus goes. */
  arrived: (at: 'heading' | 'fault') => void
  /** Called when the action ran, at least in part: panels elsewhere are outdated. */
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
  /** Entries changed by the person; kept when going back and forth, and as a draft. */
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

  /** Whether there are entries that were not sent. */
  get holds(): boolean {
    const { result, unclear } = this.state
    return !result && !unclear && (Object.keys(this.#touched).length > 0 || this.current?.type === 'confirm')
  }

  /** Opens the first form, checks what was edited in place, or resumes a run whose result was not shown yet. */
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
    // The same form again, or an earlier one, has something to correct.
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

  /** Records a changed control. */
  enter(name: string, entry: Entry): void {
    const { [name]: _corrected, ...faults } = this.state.faults
    this.#touched = { ...this.#touched, [name]: entry }
    this.#ports.drafts.set(this.#id, this.#touched)
    this.#show({ entries: { ...this.state.entries, [name]: entry }, faults, failure: undefined })
  }

  /** Checks the form here, then at the gateway. */
  async submit(): Promise<void> {
    const { current } = this
    if (current?.type !== 'form' || this.state.busy) return
    const { input, faults } = readForm(current.fields, this.state.entries, this.#ports.language())
    this.#show({ faults })
    if (Object.keys(faults).length > 0) return this.#ports.arrived('fault')
    this.#input = { ...this.#input, ...input }
    await this.#request({ stage: 'check', step: current.step?.number ?? 1, input: this.#input })
  }

  /** Runs the confirmed action. */
  async run(): Promise<void> {
    const { current } = this
    const { busy, result, unclear } = this.state
    if (current?.type !== 'confirm' || busy || result || unclear) return
    const run = { key: this.#ports.newKey(), input: current.input, title: current.title }
    this.#ports.runs.set(this.#id, run)
    await this.#send(run)
  }

  /** Checks the state of the run now. */
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
      // Without the signal: closing the pane does not cancel the run.
      const answer = await this.#ports.send(action, { subject, stage: 'run', input, key })
      if (answer.type === 'outcome') return this.#finish(answer)
      // The data has changed since the confirmation: back to the form, nothing was done.
      this.#forgetRun()
      this.#take(answer)
    } catch (error) {
      this.#miss(Failure.of(error))
    }
  }

  /** Handles a run without a result. A refusal of the first try is certain; in every other case the action may have run. */
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
    // A result that arrives after the pane was closed is shown when the action is opened again.
    if (isOver && !this.#ending.signal.aborted) this.#ports.runs.delete(this.#id)
    this.#show({ busy: false, result, unclear: undefined, title: result.title })
    if (!isOver) this.#askLater()
    if (before?.state !== result.state) this.#ports.arrived('heading')
    // Once the pane is closed another customer may be on screen; these panels must not be drawn there.
    const panels = this.#ending.signal.aborted ? undefined : result.panels
    if (wasSent && isOver && result.state !== 'refused') this.#ports.acted(panels)
  }

  /** Goes back one form; returns false if there is none. */
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

  /** Discards the entries and starts again. */
  async startOver(): Promise<void> {
    this.forget()
    this.#show({ trail: [], entries: {}, faults: {}, kept: false })
    await this.begin()
  }

  /** Discards the entries. */
  forget(): void {
    this.#touched = {}
    this.#input = {}
    this.#ports.drafts.delete(this.#id)
  }

  /** Called when the pane closes; a run in progress continues at the gateway. */
  end(): void {
    this.#ending.abort()
    this.#cancelNext()
  }
}
