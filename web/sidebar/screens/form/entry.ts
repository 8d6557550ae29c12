// Converts between what a control contains and what is sent: a field's value to an entry, an entry to a value or an error.

import type { FormField, FormInput } from '#contract/form.ts'
import { formatMoney } from '#contract/money.ts'
import type { Drawing, Entries, Entry } from '../../../ui/drawing.ts'
import { say } from '../../../ui/panel-words.ts'
import { parseAmount, parseDecimal, writeAmount, writeNumber } from './amount.ts'

type Language = Pick<Drawing, 'words' | 'locale'>
type Value = FormInput[string]
type Read = { value: Value } | { fault: string }

/** The initial entry of a field. */
export function entryOf(field: FormField, locale: string): Entry {
  switch (field.kind) {
    case 'checkbox':
    case 'switch':
    case 'checklist':
      return field.value
    case 'money':
      return field.value === undefined ? '' : writeAmount(field.value, field.currency, locale)
    case 'number':
      return field.value === undefined ? '' : writeNumber(field.value, locale)
    default:
      return field.value ?? ''
  }
}

const bounded = (
  value: number,
  { min, max }: { min?: number | undefined; max?: number | undefined },
  write: (bound: number) => string,
  { words }: Language,
): Read =>
  min !== undefined && value < min
    ? { fault: say(words.forms.atLeast, write(min)) }
    : max !== undefined && value > max
      ? { fault: say(words.forms.atMost, write(max)) }
      : { value }

function readMoney(field: FormField & { kind: 'money' }, text: string, language: Language): Read {
  const { currency, min, max } = field
  const { locale, words } = language
  const value = parseAmount(text, currency, locale)
  if (value === undefined)
    return { fault: say(words.forms.notAmount, writeAmount(field.max ?? 8900, currency, locale)) }
  const money = (amountMinor: number) => formatMoney({ amountMinor, currency }, locale)
  return bounded(value, { min: min ?? 0, max }, money, language)
}

function readNumber(field: FormField & { kind: 'number' }, text: string, language: Language): Read {
  const { locale, words } = language
  const decimal = parseDecimal(text, locale, 10)
  if (decimal === undefined) return { fault: words.forms.notNumber }
  const value = Number(decimal)
  const isWhole = field.step !== undefined && Number.isInteger(field.step)
  if (isWhole && !Number.isInteger(value)) return { fault: words.forms.notWhole }
  return bounded(value, field, (bound) => writeNumber(bound, locale), language)
}

function readText(field: FormField, text: string, language: Language): Read {
  const { forms } = language.words
  if (text.trim() === '') return field.required ? { fault: forms.required } : { value: null }
  switch (field.kind) {
    case 'money':
      return readMoney(field, text, language)
    case 'number':
      return readNumber(field, text, language)
    case 'date': {
      const { min = text, max = text } = field
      if (!/^\d{4}-\d\d-\d\d$/.test(text)) return { fault: forms.notDate }
      if (text < min) return { fault: say(forms.atLeast, min) }
      return text > max ? { fault: say(forms.atMost, max) } : { value: text }
    }
    case 'text':
      return text.length > (field.lengthMax ?? 5000)
        ? { fault: say(forms.tooLong, field.lengthMax ?? 5000) }
        : { value: text }
    default:
      return { value: text }
  }
}

/** Reads an entry as a value of its field, or as an error. */
export function readEntry(field: FormField, entry: Entry, language: Language): Read {
  if (typeof entry === 'string') return readText(field, entry, language)
  const isMissing = field.required && (entry === false || (Array.isArray(entry) && entry.length === 0))
  return isMissing ? { fault: language.words.forms.required } : { value: entry }
}

/** Whether an entry from a draft is still valid for its field. */
const fits = (field: FormField, entry: Entry | undefined, locale: string): entry is Entry =>
  entry !== undefined &&
  field.locked === undefined &&
  typeof entry === typeof entryOf(field, locale) &&
  (field.kind !== 'select' || field.options.some(({ value, locked }) => value === entry && !locked))

/** The entries of a form's controls: from the draft where there is one, else the initial ones. */
export function entriesOf(fields: readonly FormField[], kept: Entries, locale: string): Entries {
  return Object.fromEntries(
    fields.map((field) => {
      const entry = kept[field.name]
      return [field.name, fits(field, entry, locale) ? entry : entryOf(field, locale)]
    }),
  )
}

/** Reads all fields of a form: the values to send, and the errors. */
export function readForm(fields: readonly FormField[], entries: Entries, language: Language) {
  const input: FormInput = {}
  const faults: Record<string, string> = {}
  for (const field of fields) {
    const read = readEntry(field, entries[field.name] ?? entryOf(field, language.locale), language)
    if ('value' in read) input[field.name] = read.value
    else faults[field.name] = read.fault
  }
  return { input, faults }
}
