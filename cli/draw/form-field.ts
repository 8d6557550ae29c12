// Draws a form field as text: its current value and its options.

import { formatMoney } from '#contract/money.ts'
import type { FormField, FormOption } from '#contract/form.ts'
import { drawDate, type Reader } from './inline.ts'

/** One line for the field, one for its error, and one for each option. */
export function drawFormField(field: FormField, reader: Reader): string[] {
  const notes = [
    field.required ? 'required' : '',
    field.hint ?? '',
    field.locked ? `locked: ${field.locked}` : '',
  ]
  const about = notes.filter(Boolean).join('; ')
  return [
    `${field.label}: ${drawNow(field, reader)}${about ? ` (${about})` : ''}`,
    ...(field.error ? [`  ! ${field.error}`] : []),
    ...drawOptions(field, reader),
  ]
}

function drawNow(field: FormField, reader: Reader): string {
  switch (field.kind) {
    case 'money':
      return field.value === undefined
        ? '-'
        : formatMoney({ amountMinor: field.value, currency: field.currency }, reader.locale)
    case 'date':
      return field.value === undefined ? '-' : drawDate(field.value, 'date', { ...reader, timeZone: 'UTC' })
    case 'number':
      return field.value === undefined ? '-' : `${field.value}${field.unit ? ` ${field.unit}` : ''}`
    case 'checkbox':
    case 'switch':
      return field.value ? 'on' : 'off'
    case 'checklist':
      return `${field.value.length} of ${field.options.length}`
    case 'select':
      return field.options.find(({ value }) => value === field.value)?.label ?? '-'
    default:
      return field.value ?? '-'
  }
}

function drawOptions(field: FormField, reader: Reader): string[] {
  if (field.kind !== 'select' && field.kind !== 'checklist') return []
  const chosen = field.kind === 'checklist' ? field.value : [field.value]
  return field.options.map(
    (option) => `  [${chosen.includes(option.value) ? 'x' : ' '}] ${drawOption(option, reader)}`,
  )
}

function drawOption({ label, amount, note, locked }: FormOption, { locale }: Reader): string {
  const words = [amount ? formatMoney(amount, locale) : '', note ?? '', locked ? `locked: ${locked}` : '']
  return [label, ...words].filter(Boolean).join('  ')
}
