// What stands in a form: the text of each control, and the values that are sent. Amounts are entered as people write them
// and travel as minor units; nothing is checked here beyond what the control itself can tell, because the gateway checks.

import type { FormField, FormInput } from '../generated/contract.ts'
import { currencyExponent, toDecimal } from '../generated/money.ts'

export type FormValue = FormInput[string]

const clamp = (value: number) => (Number.isSafeInteger(value) ? value : undefined)

/**
 * `1,234.50`, `1.234,50`, `1234.5` -> 123450. The last separator is the decimal one when as many digits follow as the currency
 * has, or fewer than three; anything else is a thousands separator. Undefined for what is no amount.
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

/** What the control shows at first. */
export function textOf(field: FormField, value: FormValue | undefined): string {
  if (field.kind === 'money' && typeof value === 'number') return toDecimal(value, field.currency)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The value of a text the person entered; what cannot be read travels as it is, so that the gateway names the fault. */
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

/** The value a field has before anybody touched it; undefined where it has none. */
function initialOf(field: FormField, given: FormInput): FormValue | undefined {
  return given[field.name] ?? field.value
}

/** Where a form begins: what was entered before, else what the fields say; a select without a value has its first choice. */
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

/** Names of the fields that no longer have the value they began with. */
export function changedFields(fields: readonly FormField[], values: FormInput): string[] {
  const begun = initialValues(fields, {})
  return fields.map(({ name }) => name).filter((name) => !isSame(begun[name], values[name]))
}
