// Dates and amounts in table cells and fields, written as the Dashboard writes them.

/** How many decimal digits a currency has; two for those that Intl does not know (tokens). */
export function fractionDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
    return format.resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** An amount in minor units with its currency. */
export function formatAmount(amount: number, currency: string, locale: string): string {
  const code = currency.toUpperCase()
  const value = amount / 10 ** fractionDigits(code)
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency: code }).format(value)
  } catch {
    return `${value} ${code}`
  }
}

/** Numbers of this size and more are milliseconds, as JavaScript counts; smaller ones are seconds, as Stripe counts. */
const millisecondsFrom = 100_000_000_000

function readDate(value: string | number): Date | undefined {
  const number = typeof value === 'number' ? value : /^\d+$/.test(value) ? Number(value) : undefined
  const date = new Date(
    number === undefined ? value : Math.abs(number) < millisecondsFrom ? number * 1000 : number,
  )
  return Number.isNaN(date.getTime()) ? undefined : date
}

type Length = 'long' | 'medium' | 'short'
const months = { long: 'long', medium: 'short', short: 'numeric' } as const

function partOptions(part: string, length: Length): Intl.DateTimeFormatOptions {
  const short = length === 'short'
  const options: Record<string, Intl.DateTimeFormatOptions> = {
    year: { year: short ? '2-digit' : 'numeric' },
    month: { month: months[length] },
    day: { day: 'numeric' },
    weekday: { weekday: length === 'long' ? 'long' : 'short' },
    time: { hour: 'numeric', minute: '2-digit' },
    seconds: { second: '2-digit' },
    timezone: { timeZoneName: 'short' },
  }
  return options[part] ?? {}
}

export type DateStyle = { style?: string | undefined; timeZone?: string | undefined }

/** Turns `medium-year?-month-day` into options; a part with `?` is left out where it says nothing new. */
export function dateOptions(
  style: string,
  isThisYear: boolean,
  isOwnZone: boolean,
): Intl.DateTimeFormatOptions {
  const [length = '', ...parts] = style.split('-')
  if (length !== 'long' && length !== 'medium' && length !== 'short') {
    return dateOptions('short-year-month-day-time', isThisYear, isOwnZone)
  }
  const shownParts = parts.filter(
    (part) => !(part === 'year?' && isThisYear) && !(part === 'timezone?' && isOwnZone),
  )
  return Object.assign(
    {},
    ...shownParts.map((part) => partOptions(part.replace('?', ''), length)),
  ) as Intl.DateTimeFormatOptions
}

export function formatDate(value: string | number, { style, timeZone }: DateStyle, locale: string): string {
  const date = readDate(value)
  if (!date) return String(value)
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const isThisYear = date.getFullYear() === new Date().getFullYear()
  const options = dateOptions(
    style ?? 'short-year-month-day-time',
    isThisYear,
    (timeZone ?? ownZone) === ownZone,
  )
  try {
    return new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) }).format(date)
  } catch {
    // A zone that does not exist is the extension's mistake; the date is still worth showing.
    return new Intl.DateTimeFormat(locale, options).format(date)
  }
}
