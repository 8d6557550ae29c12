// The pane of one action, over the page, which keeps its state. Draws the state of the run, and moves the focus to what is
// new or has to be corrected.

import { Component, type ComponentChildren } from 'preact'
import type { ActionResponseOf } from '#contract/actions.ts'
import type { OpenAction } from '../../state.ts'
import type { View } from '../../view.ts'
import type { Entry } from '../../../ui/drawing.ts'
import { drawBones } from '../../../ui/bones.tsx'
import { drawFields } from '../../../ui/fields-block.tsx'
import { drawIconButton } from '../../../ui/icon-button.tsx'
import { drawIcon } from '../../../ui/icon.tsx'
import { drawInline } from '../../../ui/inline.tsx'
import { say, sayCount } from '../../../ui/panel-words.ts'
import { ActionRun } from './run.ts'
import { type Control, drawControl, settle } from '../form/controls.tsx'
import { readEntry } from '../form/entry.ts'
import { drawFailure, drawResult, drawUnclear } from './result.tsx'

type Props = { view: View; pane: OpenAction }

export class ActionPane extends Component<Props> {
  readonly #run: ActionRun
  #focus: 'heading' | 'fault' | undefined

  constructor(props: Props) {
    super(props)
    const { actions, memory, selection } = props.view
    this.#run = new ActionRun(props.pane.target, {
      send: actions.send,
      drafts: memory.drafts,
      runs: memory.runs,
      language: () => this.props.view.drawing,
      now: () => Date.now(),
      later: (ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
      newKey: () => crypto.randomUUID(),
      changed: () => {
        memory.holds = this.#run.holds
        this.setState({})
      },
      arrived: (at) => (this.#focus = at),
      acted: selection.renew,
    })
  }

  override componentDidMount() {
    scrollTo(0, 0)
    this.#find('[data-title]')?.focus()
    void this.#run.begin(this.props.pane.check)
  }

  override componentWillUnmount() {
    this.#run.end()
    this.props.view.memory.holds = false
    // The page below is visible again only after this draw.
    queueMicrotask(this.props.pane.back)
  }

  override componentDidUpdate() {
    const focus = this.#focus
    if (!focus || (this.#run.state.busy && focus === 'heading')) return
    this.#focus = undefined
    const faulty = focus === 'fault' && this.#find('[aria-invalid=true], [data-invalid], [data-fault]')
    ;(faulty || this.#find('[data-title]'))?.focus()
    if (focus === 'heading') scrollTo(0, 0)
  }

  #find(selector: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(`.ts-pane ${selector}`)
  }

  #close = () => this.props.view.store.show({ pane: undefined })

  #back = () => {
    if (!this.#run.back()) this.#close()
  }

  #cancel = () => {
    this.#run.forget()
    this.#close()
  }

  #drawHead(step: ActionResponseOf<'form'>['step']) {
    const { forms } = this.props.view.words
    return (
      <div class="ts-bar ts-pane-bar">
        {drawIconButton('back', forms.back, this.#back, { hint: 'Esc', 'data-back': true })}
        <span class="ts-pane-step ts-small ts-muted">
          {step && [say(say(forms.step, step.number), step.of), step.label].filter(Boolean).join(' · ')}
        </span>
        {drawIconButton('x', forms.close, this.#close)}
      </div>
    )
  }

  #drawTitle(title: string, text?: ComponentChildren) {
    return (
      <div>
        <h1 class="ts-title" tabIndex={-1} data-title>
          {title}
        </h1>
        {text && <p class="ts-muted ts-small ts-pane-text">{text}</p>}
      </div>
    )
  }

  #controlOf(field: Control['field']): Control {
    const { entries, faults } = this.#run.state
    return {
      field,
      entry: entries[field.name] ?? '',
      fault: faults[field.name],
      id: `field-${field.name}`,
      drawing: this.props.view.drawing,
      onEntry: (entry: Entry) => this.#run.enter(field.name, entry),
    }
  }

  /** Rewrites an amount as it was understood when its field loses focus, so that a misreading shows before confirming. */
  #settle(control: Control) {
    if (control.field.kind !== 'money' && control.field.kind !== 'number') return
    const read = readEntry(control.field, control.entry, control.drawing)
    const settled = 'value' in read ? settle(control, read.value) : control.entry
    if (settled !== control.entry) control.onEntry(settled)
  }

  #drawForm(form: ActionResponseOf<'form'>) {
    const { drawing, words } = this.props.view
    const { busy, failure, faults, kept } = this.#run.state
    const count = Object.keys(faults).length
    const submit = (event: Event) => {
      event.preventDefault()
      void this.#run.submit()
    }
    return (
      <form class="ts-form ts-pad" noValidate onSubmit={submit} aria-label={form.title}>
        {this.#drawTitle(form.title, drawInline(form.text, drawing))}
        {kept && (
          <p class="ts-hint ts-kept">
            {words.forms.kept}{' '}
            <button type="button" class="ts-link" onClick={() => void this.#run.startOver()}>
              {words.forms.startOver}
            </button>
          </p>
        )}
        {form.fields.map((field) => {
          const control = this.#controlOf(field)
          return (
            <div key={field.name} data-field={field.name} onFocusOut={() => this.#settle(control)}>
              {drawControl(control)}
            </div>
          )
        })}
        {form.error && (
          <p class="ts-hint ts-bad" role="alert">
            {drawIcon('bad')}
            <span>{form.error}</span>
          </p>
        )}
        {count > 0 && (
          <p class="ts-hidden" role="alert">
            {sayCount(words.forms.faults, count)}
          </p>
        )}
        {failure && drawFailure(failure, words.forms.notChecked, this.props.view)}
        <div class="ts-buttons">
          <button
            type="submit"
            class="ts-button is-primary is-wide"
            aria-disabled={busy || undefined}
            data-submit
          >
            {busy ? words.forms.asking : form.submit}
          </button>
          <button type="button" class="ts-button" onClick={this.#cancel}>
            {words.cancel}
          </button>
        </div>
      </form>
    )
  }

  #drawConfirm(confirm: ActionResponseOf<'confirm'>) {
    const { drawing, words } = this.props.view
    const { busy, failure } = this.#run.state
    return (
      <div class="ts-form ts-pad" role="group" aria-label={confirm.title}>
        {this.#drawTitle(confirm.title, drawInline(confirm.text, drawing))}
        {confirm.fields?.length ? drawFields(confirm.fields, drawing, 'ts-sums') : null}
        {confirm.notes?.length ? (
          <ul class="ts-checks ts-small">
            {confirm.notes.map(({ icon, text }) => (
              <li class="ts-check-row">
                {drawIcon(icon ?? 'dot', 'quiet')}
                <span>{drawInline(text, drawing)}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {failure && drawFailure(failure, words.forms.nothingDone, this.props.view)}
        <div class="ts-buttons">
          <button
            type="button"
            class={`ts-button is-wide ${confirm.danger ? 'is-danger' : 'is-primary'}`}
            aria-disabled={busy || undefined}
            onClick={() => void this.#run.run()}
            data-confirm
          >
            {busy ? words.forms.doing : confirm.submit}
          </button>
          <button type="button" class="ts-button" onClick={this.#back}>
            {words.forms.back}
          </button>
        </div>
      </div>
    )
  }

  #drawBody(): ComponentChildren {
    const { view } = this.props
    const { forms } = view.words
    const { failure, result, title, unclear, busy } = this.#run.state
    const { current } = this.#run
    const handlers = { check: () => void this.#run.checkNow(), close: this.#close }
    if (unclear) return drawUnclear(this.#run.state, handlers, view)
    if (result) return drawResult(result, this.#run.state, handlers, view)
    if (current) return current.type === 'form' ? this.#drawForm(current) : this.#drawConfirm(current)
    if (failure && !busy) {
      return (
        <div class="ts-form ts-pad">
          {drawFailure(failure, forms.notOpened, view)}
          <div class="ts-buttons">
            <button
              type="button"
              class="ts-button is-wide"
              onClick={() => void this.#run.begin(this.props.pane.check)}
            >
              {forms.again}
            </button>
            <button type="button" class="ts-button" onClick={this.#close}>
              {forms.close}
            </button>
          </div>
        </div>
      )
    }
    return [
      <h1 class="ts-hidden" tabIndex={-1} data-title>
        {title || view.words.loading}
      </h1>,
      drawBones('rows'),
    ]
  }

  override render() {
    const { current, state } = this.#run
    const { result, unclear, busy } = state
    return (
      <section
        class="ts-pane"
        data-pane={result?.state ?? (unclear ? 'unclear' : (current?.type ?? 'opening'))}
        aria-busy={busy}
      >
        {this.#drawHead(result || unclear ? undefined : current?.step)}
        {this.#drawBody()}
        <p class="ts-hidden" role="status">
          {result?.title}
          {unclear && this.props.view.words.forms.unclear}
        </p>
      </section>
    )
  }
}
