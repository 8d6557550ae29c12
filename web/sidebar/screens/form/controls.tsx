// The controls of a form: the label, the control, and below it the error and the hint that describe it.

import type { InputHTMLAttributes } from 'preact'
import type { FormField, FormFieldOf, FormOption } from '#contract/form.ts'
import { formatMoney } from '#contract/money.ts'
import type { Drawing, Entry } from '../../../ui/drawing.ts'
import { drawIcon } from '../../../ui/icon.tsx'
import { entryOf } from './entry.ts'

/** One control with its current entry. */
export type Control = {
  field: FormField
  entry: Entry
  fault?: string | undefined
  /** Unique on the page. */
  id: string
  drawing: Drawing
  onEntry: (entry: Entry) => void
}

type Target<Element> = { currentTarget: Element }

/** Attributes that all controls share. */
function saysOf({ field, fault, id }: Control) {
  const about = [fault && `${id}-fault`, (field.locked ?? field.hint) && `${id}-hint`]
    .filter(Boolean)
    .join(' ')
  return {
    id,
    name: field.name,
    'aria-invalid': fault ? (true as const) : undefined,
    'aria-describedby': about || undefined,
    'aria-required':
      field.required && !['checkbox', 'switch', 'checklist'].includes(field.kind)
        ? (true as const)
        : undefined,
  }
}

/** The error, then the hint. */
export function drawAbout({ field, fault, id }: Control) {
  const hint = field.locked ?? field.hint
  return [
    fault && (
      <p class="ts-hint ts-bad" id={`${id}-fault`}>
        {drawIcon('bad')}
        <span>{fault}</span>
      </p>
    ),
    hint && (
      <p class="ts-hint" id={`${id}-hint`}>
        {field.locked && drawIcon('lock')} {hint}
      </p>
    ),
  ]
}

type Typed = Pick<InputHTMLAttributes, 'type' | 'inputMode' | 'min' | 'max' | 'maxLength' | 'placeholder'> & {
  /** `before` the control: a currency. `behind` it: a unit. */
  before?: string | undefined
  behind?: string | undefined
  look?: string
}

function drawTyped(control: Control, { before, behind, look = '', ...more }: Typed = {}) {
  const { field, entry, onEntry } = control
  const input = (
    <input
      type="text"
      class={`ts-input ${look}`}
      value={String(entry)}
      autocomplete="off"
      readOnly={field.locked !== undefined}
      onInput={({ currentTarget }: Target<HTMLInputElement>) => onEntry(currentTarget.value)}
      {...saysOf(control)}
      {...more}
    />
  )
  return before || behind ? (
    <div class="ts-input-group">
      {before && <span class="ts-affix">{before}</span>}
      {input}
      {behind && <span class="ts-affix is-behind">{behind}</span>}
    </div>
  ) : (
    input
  )
}

function drawSelect(control: Control, field: FormFieldOf<'select'>) {
  const { entry, onEntry, drawing } = control
  const chosen = field.options.find(({ value }) => value === entry)
  // A select cannot be read-only, so a locked one is drawn as text.
  if (field.locked !== undefined) return drawTyped({ ...control, entry: chosen?.label ?? '' })
  return (
    <div class="ts-select">
      <select
        class="ts-input"
        onChange={({ currentTarget }: Target<HTMLSelectElement>) => onEntry(currentTarget.value)}
        {...saysOf(control)}
      >
        {(!chosen || !field.required) && (
          <option value="" selected={!chosen}>
            {field.required ? drawing.words.forms.choose : '–'}
          </option>
        )}
        {field.options.map(({ value, label, note, locked }) => (
          <option value={value} selected={value === entry} disabled={locked !== undefined}>
            {[label, locked ?? note].filter(Boolean).join(', ')}
          </option>
        ))}
      </select>
      {drawIcon('chevron')}
    </div>
  )
}

/** A checkbox or a switch; a locked one can be focused but not changed. */
function drawTick(control: Control, look: string) {
  const { field, entry, onEntry } = control
  return (
    <input
      type="checkbox"
      class={look}
      role={look ? 'switch' : undefined}
      checked={entry === true}
      aria-disabled={field.locked === undefined ? undefined : true}
      onClick={(event: Event) => field.locked !== undefined && event.preventDefault()}
      onChange={({ currentTarget }: Target<HTMLInputElement>) => onEntry(currentTarget.checked)}
      {...saysOf(control)}
    />
  )
}

/** The control alone, as used at the end of a settings row or below a label. */
export function drawInput(control: Control) {
  const { field } = control
  switch (field.kind) {
    case 'money':
      return drawTyped(control, {
        before: field.currency.toUpperCase(),
        look: 'ts-money',
        inputMode: 'decimal',
      })
    case 'number':
      return drawTyped(control, {
        behind: field.unit,
        look: 'ts-money',
        inputMode: Number.isInteger(field.step) ? 'numeric' : 'decimal',
      })
    case 'date':
      return drawTyped(control, { type: 'date', min: field.min, max: field.max })
    case 'select':
      return drawSelect(control, field)
    case 'checkbox':
      return drawTick(control, '')
    case 'switch':
      return drawTick(control, 'ts-switch')
    case 'checklist':
      return drawChecklist(control, field)
    case 'text':
    default:
      return (field.lines ?? 1) > 1 ? (
        <textarea
          class="ts-input"
          rows={field.lines}
          maxLength={field.lengthMax}
          placeholder={field.placeholder}
          readOnly={field.locked !== undefined}
          value={String(control.entry)}
          onInput={({ currentTarget }: Target<HTMLTextAreaElement>) => control.onEntry(currentTarget.value)}
          {...saysOf(control)}
        />
      ) : (
        drawTyped(control, { maxLength: field.lengthMax, placeholder: field.placeholder })
      )
  }
}

function drawOption({ value, label, note, amount, locked }: FormOption, control: Control) {
  const { entry, id, drawing, onEntry, field } = control
  const ticked = Array.isArray(entry) ? entry : []
  const fixed = locked ?? field.locked
  const noteId = `${id}-${value}`
  return (
    <label class={`ts-check ${locked ? 'ts-muted' : ''}`} key={value}>
      <input
        type="checkbox"
        value={value}
        checked={ticked.includes(value)}
        aria-disabled={fixed === undefined ? undefined : true}
        aria-describedby={locked || note ? noteId : undefined}
        onClick={(event: Event) => fixed !== undefined && event.preventDefault()}
        onChange={({ currentTarget }: Target<HTMLInputElement>) =>
          onEntry(currentTarget.checked ? [...ticked, value] : ticked.filter((one) => one !== value))
        }
      />
      <span class="ts-check-text">
        {label}
        {(locked || note) && (
          <span class="ts-feature-note" id={noteId}>
            {locked ?? note}
          </span>
        )}
      </span>
      {amount && <span class="ts-money">{formatMoney(amount, drawing.locale)}</span>}
    </label>
  )
}

function drawChecklist(control: Control, { options }: FormFieldOf<'checklist'>) {
  return options.map((option) => drawOption(option, control))
}

/** Rewrites amounts and numbers as they were understood when the field loses focus: `12,5` becomes `12.50`. */
export function settle({ field, entry, drawing }: Control, value: unknown): Entry {
  return typeof value === 'number' && (field.kind === 'money' || field.kind === 'number')
    ? entryOf({ ...field, value }, drawing.locale)
    : entry
}

/** A control with its label, error and hint. */
export function drawControl(control: Control) {
  const { field, id, fault } = control
  if (field.kind === 'checkbox' || field.kind === 'switch') {
    return (
      <div class="ts-control" key={field.name}>
        <label class={`ts-check ${field.kind === 'switch' ? 'is-switch' : ''}`}>
          {drawInput(control)}
          <span class="ts-check-text">{field.label}</span>
        </label>
        {drawAbout(control)}
      </div>
    )
  }
  if (field.kind === 'checklist') {
    const { 'aria-describedby': about } = saysOf(control)
    return (
      <fieldset
        class="ts-control"
        key={field.name}
        id={id}
        tabIndex={-1}
        aria-describedby={about}
        data-invalid={fault ? true : undefined}
      >
        <legend class="ts-label">{field.label}</legend>
        {drawInput(control)}
        {drawAbout(control)}
      </fieldset>
    )
  }
  return (
    <div class="ts-control" key={field.name}>
      <label class="ts-label" for={id}>
        {field.label}
      </label>
      {drawInput(control)}
      {drawAbout(control)}
    </div>
  )
}
