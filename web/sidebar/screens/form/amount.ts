// Converts numbers and amounts between what people type in their locale and exact minor units. Works on text throughout,
// because a double would lose cents. Ambiguous input is refused rather than guessed.

import { currencyExponent, shownDigits, toDecimal } from '#contract/money.ts'

/** The decimal mark. Amounts may use another one than numbers: `1,5` but `CHF 1.50` in French-speaking Switzerland. */
function pointOf(format: Intl.NumberFormat): string {
  return format.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.'
}

const amounts = new Map<string, Intl.NumberFormat>()

/** A format that always writes decimals, so that their mark can be read from it. */
function amountFormat(locale: string, currency: string, digits = 2): Intl.NumberFormat {
  const code = /^[a-z]{3}$/i.test(currency) ? currency : 'XXX'
  const key = `${locale} ${code} ${digits}`
  const format =
    amounts.get(key) ??
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: code,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: 'min2',
    })
  amounts.set(key, format)
  return format
}

/** Groups of three, or of two before the last three as in India; `1.23.4` is neither. */
const isGrouped = (groups: string[]) =>
  groups.length > 1 &&
  /^[1-9]\d{0,2}$/.test(groups[0] ?? '') &&
  groups.slice(1, -1).every((group) => /^\d{2,3}$/.test(group)) &&
  /^\d{3}$/.test(groups.at(-1) ?? '')

/** The whole part without group marks; undefined if they are misplaced. The decimal mark is not a group mark. */
function joinGroups(text: string, point: string | undefined): string | undefined {
  if (/^\d+$/.test(text)) return text
  const mark = text.includes('.') ? '.' : ','
  const groups = text.split(mark)
  return mark !== point && isGrouped(groups) ? groups.join('') : undefined
}

/** Finds the decimal mark, if any: the last of two kinds, else the locale's, else the likely one. */
function findPoint(text: string, point: string): number | undefined {
  const marks = [...text.matchAll(/[.,]/g)]
  const last = marks.at(-1)
  if (!last) return undefined
  if (new Set(marks.map(([mark]) => mark)).size === 2) return last.index
  if (marks.length > 1) return undefined
  // "1.234" is over a thousand where the point is a group mark; "89.00" cannot be grouped anywhere.
  return last[0] === point || !isGrouped(text.split(last[0])) ? last.index : undefined
}

/** `1.234,50` in German is `1234.50`; undefined for text that is not a number or has too many decimals. */
export function parseDecimal(
  typed: string,
  locale: string,
  digitsMax: number,
  point = pointOf(new Intl.NumberFormat(locale)),
): string | undefined {
  const text = typed
    .normalize('NFKC')
    .replace(/[\s'’]/g, '')
    .replace(/^[\u2212\u2013]/, '-')
  const sign = text.startsWith('-') ? '-' : ''
  const bare = text.replace(/^[-+]/, '')
  const at = findPoint(bare, point)
  const decimals = at === undefined ? '' : bare.slice(at + 1)
  const first = bare.slice(0, at)
  const whole = first === '' && decimals ? '0' : joinGroups(first, at === undefined ? undefined : bare[at])
  if (whole === undefined || !/^\d*$/.test(decimals) || decimals.length > digitsMax) return undefined
  return `${sign}${whole.replace(/^0+(?=\d)/, '')}${decimals ? `.${decimals}` : ''}`
}

/** The names allowed beside an amount in this currency: its code, `€`, `JP¥`. Any other sign is an error. */
function namesOf(currency: string, locale: string): string[] {
  const code = currency.toUpperCase()
  if (!/^[A-Z]{3}$/.test(code)) return [code]
  const signs = (['symbol', 'narrowSymbol'] as const).map((currencyDisplay) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .find(({ type }) => type === 'currency'),
  )
  return [code, ...signs.map((sign) => sign?.value.toUpperCase() ?? code)]
}

/** Returns minor units, or undefined if the text is not an amount in this currency. */
export function parseAmount(typed: string, currency: string, locale: string): number | undefined {
  const upper = typed.trim().toUpperCase()
  const name = namesOf(currency, locale).find((one) => upper.startsWith(one) || upper.endsWith(one))
  const bare = name ? upper.replace(name, '') : upper
  const point = pointOf(amountFormat(locale, currency))
  const decimal = parseDecimal(bare, locale, shownDigits(currency), point)
  if (decimal === undefined) return undefined
  const [whole = '', decimals = ''] = decimal.split('.')
  const minor = Number(whole + decimals.padEnd(currencyExponent(currency), '0'))
  // Turns -0 into 0.
  return Number.isSafeInteger(minor) ? minor + 0 : undefined
}

/** `8900`, `eur` -> `89.00` or `89,00`: as it would be typed, without the currency. */
export function writeAmount(amountMinor: number, currency: string, locale: string): string {
  return amountFormat(locale, currency, shownDigits(currency))
    .formatToParts(toDecimal(amountMinor, currency) as `${number}`)
    .filter(({ type }) => type !== 'currency' && type !== 'literal')
    .map(({ value }) => value)
    .join('')
}

/** A number as it would be typed. */
export function writeNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 10, useGrouping: 'min2' }).format(value)
}
