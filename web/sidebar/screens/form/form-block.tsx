// Settings edited in place: nothing is saved until the button in the bar is pressed and the change is confirmed. The bar
// counts the changes. Unsaved changes survive a switch to another conversation.

import { Component } from 'preact'
import type { FormField } from '#contract/form.ts'
import type { BlockOf } from '#contract/panel.ts'
import { targetKey } from '../../actions/memory.ts'
import type { Drawing, Entries, Entry } from '../../../ui/drawing.ts'
import { drawIcon } from '../../../ui/icon.tsx'
import { say, sayCount } from '../../../ui/panel-words.ts'
import { type Control, drawAbout, drawControl, drawInput, settle } from './controls.tsx'
import { entriesOf, entryOf, readEntry, readForm } from './entry.ts'

type Props = { block: BlockOf<'form'>; drawing: Drawing }

/** An entry in words, for "was …". */
function wordOf(field: FormField, { words: { forms }, locale }: Drawing): string {
  const entry = entryOf(field, locale)
  if (typeof entry === 'boolean') return entry ? forms.on : forms.off
  const label = (value: string) =>
    'options' in field ? (field.options.find((option) => option.value === value)?.label ?? value) : value
  const text = Array.isArray(entry) ? entry.map(label).join(', ') : label(entry)
  return text || forms.empty
}

/** Whether the control fits at the end of its row. */
const isShort = ({ kind }: FormField) => kind === 'switch' || kind === 'checkbox' || kind === 'number'

export class FormBlock extends Component<Props, { faults: Record<string, string> }> {
  override state = { faults: {} as Record<string, string> }

  /** The bar appears with the first change and could cover the control that was changed. */
  override componentDidUpdate() {
    const { base } = this
    if (base instanceof HTMLElement) base.querySelector(':focus')?.scrollIntoView({ block: 'nearest' })
  }

  get #key(): string {
    return targetKey(this.props.block)
  }

  get #fields(): FormField[] {
    const { fields, locked } = this.props.block
    return locked ? fields.map((field) => ({ ...field, locked: field.locked ?? '' })) : fields
  }

  /** Fields whose entries differ from the saved values. */
  #changes(): FormField[] {
    const { drawing } = this.props
    const entries = this.#entries()
    return this.#fields.filter((field) => {
      const entry = entries[field.name] ?? ''
      const read = readEntry({ ...field, required: false }, entry, drawing)
      const before = readEntry({ ...field, required: false }, entryOf(field, drawing.locale), drawing)
      return JSON.stringify(read) !== JSON.stringify(before)
    })
  }

  #entries(): Entries {
    const { drawing } = this.props
    return entriesOf(this.#fields, drawing.host.drafts.get(this.#key) ?? {}, drawing.locale)
  }

  #enter(name: string, entry: Entry) {
    const { drafts } = this.props.drawing.host
    drafts.set(this.#key, { ...drafts.get(this.#key), [name]: entry })
    const { [name]: _corrected, ...faults } = this.state.faults
    if (this.#changes().length === 0) drafts.delete(this.#key)
    this.setState({ faults })
  }

  #discard = () => {
    this.props.drawing.host.drafts.delete(this.#key)
    this.setState({ faults: {} })
    // The bar disappears; the focus stays in the form.
    const { base } = this
    if (base instanceof HTMLElement) base.querySelector<HTMLElement>('input, select, textarea')?.focus()
  }

  #save = (event: Event) => {
    event.preventDefault()
    const { block, drawing } = this.props
    const { action, subject } = block
    // Only the changed fields: changes that others made in the meantime are not reverted.
    const { input, faults } = readForm(this.#changes(), this.#entries(), drawing)
    this.setState({ faults })
    const [first] = Object.keys(faults)
    if (first) document.getElementById(this.#idOf(first))?.focus()
    else drawing.host.act({ action, subject, input }, true)
  }

  #idOf(name: string): string {
    return `set-${this.props.drawing.panelId ?? ''}-${name}`
  }

  #controlOf(field: FormField, entries: Entries): Control {
    const control = {
      field,
      entry: entries[field.name] ?? '',
      fault: this.state.faults[field.name],
      id: this.#idOf(field.name),
      drawing: this.props.drawing,
      onEntry: (entry: Entry) => this.#enter(field.name, entry),
    }
    return control
  }

  #settle(control: Control) {
    const read = readEntry(control.field, control.entry, control.drawing)
    const settled = 'value' in read ? settle(control, read.value) : control.entry
    if (settled !== control.entry) control.onEntry(settled)
  }

  #drawRow(field: FormField, isChanged: boolean, entries: Entries) {
    const { drawing } = this.props
    const control = this.#controlOf(field, entries)
    const was = isChanged && say(drawing.words.forms.was, wordOf(field, drawing))
    return (
      <div
        class={`ts-feature ${isChanged ? 'is-changed' : ''} ${isShort(field) ? '' : 'is-long'}`}
        key={field.name}
        data-field={field.name}
        onFocusOut={() => this.#settle(control)}
      >
        {isShort(field) ? (
          <>
            <label for={control.id}>
              {field.label}
              {was && <span class="ts-feature-note">{was}</span>}
            </label>
            {drawInput(control)}
            <div class="ts-feature-about">
              {drawAbout(was ? { ...control, field: { ...field, hint: undefined } } : control)}
            </div>
          </>
        ) : (
          <>
            {drawControl(control)}
            {was && <span class="ts-feature-note">{was}</span>}
          </>
        )}
      </div>
    )
  }

  #drawBar(count: number) {
    const { block, drawing } = this.props
    const { forms } = drawing.words
    return (
      <div class="ts-save" role="group" aria-label={sayCount(forms.changes, count)}>
        <p class="ts-small">
          <b>{sayCount(forms.changes, count)}</b>
          {block.note && `, ${block.note}`}
        </p>
        <div class="ts-buttons">
          <button type="submit" class="ts-button is-primary is-wide" data-save-changes>
            {sayCount(forms.save, count)}
          </button>
          <button type="button" class="ts-button" onClick={this.#discard} data-discard>
            {forms.discard}
          </button>
        </div>
      </div>
    )
  }

  override render() {
    const { block } = this.props
    const entries = this.#entries()
    const changes = this.#changes().map(({ name }) => name)
    return (
      <form class="ts-settings" onSubmit={this.#save} noValidate aria-label={this.props.drawing.panelTitle}>
        {block.locked && (
          <p class="ts-hint ts-settings-locked">
            {drawIcon('lock')} {block.locked}
          </p>
        )}
        {this.#fields.map((field) => this.#drawRow(field, changes.includes(field.name), entries))}
        {block.note && changes.length === 0 && !block.locked && (
          <p class="ts-hint ts-settings-note">{block.note}</p>
        )}
        {changes.length > 0 && this.#drawBar(changes.length)}
      </form>
    )
  }
}
