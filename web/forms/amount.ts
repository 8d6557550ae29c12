// Numbers and amounts as people type them, in the viewer's locale, to exact minor units and back. By text throughout:
// a double would lose cents. What could mean two things is refused rather than guessed.

import { currencyExponent, shownDigits, toDecimal } from '#contract/money.ts'

type Separators = { point: string; group: string }

const known = new Map<string, Separators>()

function separatorsOf(locale: string): Separators {
  const found = known.get(locale)
  if (found) return found
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(1234567.8)
  const pick = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  const made = { point: pick('decimal'), group: pick('group') }
  known.set(locale, made)
  return made
}

/** Groups of three, or of two before the last three as in India; `1.23.4` is neither. */
const isGrouped = (groups: string[]) =>
  groups.length > 1 &&
  /^\d{1,3}$/.test(groups[0] ?? '') &&
  groups.slice(1, -1).every((group) => /^\d{2,3}$/.test(group)) &&
  /^\d{3}$/.test(groups.at(-1) ?? '')

/** The whole part without its groups; undefined if they are none. */
function joinGroups(text: string, mark: RegExp): string | undefined {
  if (/^\d+$/.test(text)) return text
  const groups = text.split(mark)
  return isGrouped(groups) ? groups.join('') : undefined
}

/** Which mark, if any, stands before the decimals: the last of two kinds, else what the locale says, else the likely one. */
function splitPoint(text: string, locale: string): [whole: string, decimals: string] {
  const marks = [...text.matchAll(/[.,]/g)]
  const last = marks.at(-1)
  if (!last) return [text, '']
  const cut = (): [string, string] => [text.slice(0, last.index), text.slice(last.index + 1)]
  const kinds = new Set(marks.map(([mark]) => mark))
  if (kinds.size === 2) return cut()
  if (marks.length > 1) return [text, '']
  const { point } = separatorsOf(locale)
  const groupsLike = isGrouped(text.split(last[0]))
  // "1.234" is a thousand where the point groups; "89.00" cannot be groups anywhere.
  return last[0] === point || !groupsLike ? cut() : [text, '']
}

/** `1.234,50` in German is `1234.50`; undefined for what is no number, or has more decimals than allowed. */
export function parseDecimal(typed: string, locale: string, digitsMax: number): string | undefined {
  const text = typed
    .normalize('NFKC')
    .replace(/[\s'’\u2019]/g, '')
    .replace(/^[\u2212\u2013]/, '-')
  const sign = text.startsWith('-') ? '-' : ''
  const bare = text.replace(/^[-+]/, '')
  const [first, decimals] = splitPoint(bare, locale)
  const whole = first === '' && decimals ? '0' : joinGroups(first, /[.,]/)
  if (whole === undefined || !/^\d*$/.test(decimals) || decimals.length > digitsMax) return undefined
  return `${sign}${whole.replace(/^0+(?=\d)/, '')}${decimals ? `.${decimals}` : ''}`
}

/** Minor units, or undefined if it is no amount of this currency. The code or sign of the currency may stand with it. */
export function parseAmount(typed: string, currency: string, locale: string): number | undefined {
  const bare = typed
    .replace(/\p{Sc}/gu, '')
    .replace(new RegExp(`^\\s*${currency.replace(/\W/g, '')}|${currency.replace(/\W/g, '')}\\s*$`, 'i'), '')
  const decimal = parseDecimal(bare, locale, shownDigits(currency))
  if (decimal === undefined) return undefined
  const [whole = '', decimals = ''] = decimal.split('.')
  const minor = Number(whole + decimals.padEnd(currencyExponent(currency), '0'))
  // Minus nothing is nothing.
  return Number.isSafeInteger(minor) ? minor + 0 : undefined
}

const write = (decimal: string, digits: number, locale: string, digitsMax = digits) =>
  new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digitsMax,
    useGrouping: 'min2',
  }).format(decimal as `${number}`)

/** `8900`, `eur` -> `89.00` or `89,00`: as it would be typed, without the currency. */
export function writeAmount(amountMinor: number, currency: string, locale: string): string {
  return write(toDecimal(amountMinor, currency), shownDigits(currency), locale)
}

/** A number as it would be typed. */
export function writeNumber(value: number, locale: string): string {
  return write(String(value), 0, locale, 10)
}
