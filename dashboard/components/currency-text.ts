// Converts an amount as people type it to minor units, and back.

import { fractionDigits } from './format-value.ts'

export type AmountFormat = { currency: string; digits: number; padded: number }

/** How many digits an amount may have, and how many are always written. */
export function amountFormat(currency: string, offset = 0, padAll = false): AmountFormat {
  const standard = fractionDigits(currency)
  const digits = Math.max(0, standard + offset)
  return { currency, digits, padded: padAll ? digits : Math.min(standard, digits) }
}

/** The text of an amount; null is an empty field. */
export function writeAmount(amount: number | null, { digits, padded }: AmountFormat, locale: string): string {
  if (amount === null) return ''
  const options = { minimumFractionDigits: padded, maximumFractionDigits: digits }
  return new Intl.NumberFormat(locale, options).format(amount / 10 ** digits)
}

/** Parses an amount: null for empty text, undefined for text that is not an amount. */
export function readAmount(
  text: string,
  { digits }: AmountFormat,
  locale: string,
): number | null | undefined {
  const decimal =
    new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.'
  const plain = text
    .replaceAll(/[\s\u00a0\u202f']/g, '')
    .replaceAll(decimal === ',' ? '.' : ',', '')
    .replace(decimal, '.')
  if (plain === '') return null
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(plain)
  if (!match || plain === '-' || plain === '.') return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  if (fraction.length > digits || whole.length > 15) return undefined
  // Joins the digits, because multiplying floats would turn 1.15 into 114.999….
  const amount = Number(`${whole || '0'}${fraction.padEnd(digits, '0')}`)
  return sign && amount !== 0 ? -amount : amount
}
