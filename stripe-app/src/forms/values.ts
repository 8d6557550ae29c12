// The contents of a form: the text of each control, and the values to send. Amounts are entered as people write them and sent
// as minor units. Nothing else is validated here, because the gateway validates.

import type { FormField, FormInput } from '../generated/contract.ts'
import { currencyExponent, toDecimal } from '../generated/money.ts'

export type FormValue = FormInput[string]

const clamp = (value: number) => (Number.isSafeInteger(value) ? value : undefined)

/**
 * `1,234.50`, `1.234,50`, `1234.5` -> 123450. The last separator is the decimal mark if as many digits follow it as the
 * currency has, or fewer than three; any other is a thousands separator. Returns undefined if the text is not an amount.
 */
export function parseAmount(text: string, currency: string): number | undefined {
  const digits = currencyExponent(currency)
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/[\u2212\u2013]/, '-')
  const match = /^(-?)(\d[\d.,]*)$/.exec(plain)
  if (!match) return undefined
  const [, sign = '', body = ''] = match
  const last = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','))
  const after = last < 0 ? 0 : body.length - last - 1
  const isDecimal =
    last >= 0 && digits > 0 && (after === digits || (after > 0 && after < 3 && after < digits))
  const grouped = isDecimal ? body.slice(0, last) : body
  if (!/^(\d+|\d{1,3}([.,]\d{3})+)$/.test(grouped)) return undefined
  const whole = grouped.replace(/[.,]/g, '')
  const fraction = (isDecimal ? body.slice(last + 1) : '').padEnd(digits, '0')
  return clamp(Number(`${sign}${whole}${fraction}`))
}

/** The initial text of a control. */
export function textOf(field: FormField, value: FormValue | undefined): string {
  if (field.kind === 'money' && typeof value === 'number') return toDecimal(value, field.currency)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Converts entered text to a value; unreadable text is sent unchanged, so that the gateway reports the error. */
export function valueOf(field: FormField, text: string): FormValue {
  const trimmed = text.trim()
  if (field.kind === 'text') return text
  if (trimmed === '') return null
  if (field.kind === 'money') return parseAmount(trimmed, field.currency) ?? trimmed
  if (field.kind === 'number') {
    const value = Number(trimmed.replace(',', '.'))
    return Number.isFinite(value) ? value : trimmed
  }
  return text
}

/** The initial value of a field; undefined if it has none. */
function initialOf(field: FormField, given: FormInput): FormValue | undefined {
  return given[field.name] ?? field.value
}

/** The initial values of a form: what was entered before, else the values of the fields. */
export function initialValues(fields: readonly FormField[], given: FormInput): FormInput {
  const values: FormInput = {}
  for (const field of fields) {
    const value = initialOf(field, given)
    if (value !== undefined) values[field.name] = value
  }
  return values
}

const isSame = (left: FormValue | undefined, right: FormValue | undefined) =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null)

/** Names of the fields that differ from their initial values. */
export function changedFields(fields: readonly FormField[], values: FormInput): string[] {
  const begun = initialValues(fields, {})
  return fields.map(({ name }) => name).filter((name) => !isSame(begun[name], values[name]))
}
