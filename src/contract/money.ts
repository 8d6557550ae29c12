// Money: minor units and currency in, a text in the viewer's locale out. No zod in here: browsers load this file.

export type Money = {
  /** In the currency's minor unit, as Stripe counts it. */
  amountMinor: number
  /** ISO 4217, any case. */
  currency: string
}

/**
 * How many digits Stripe's integer has behind the point, where it is not two.
 * Intl's digits differ from these for more than a dozen currencies, and change with the ICU version.
 * https://docs.stripe.com/currencies#zero-decimal
 */
const exponents: Readonly<Record<string, number>> = Object.fromEntries([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'JPY',
    'KMF',
    'KRW',
    'MGA',
    'PYG',
    'RWF',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code) => [code, 0] as const),
  ...['BHD', 'JOD', 'KWD', 'OMR', 'TND'].map((code) => [code, 3] as const),
])

/** Two decimals in the API, whole units only: the decimals are always 00 and are not shown. */
const wholeUnitsOnly: ReadonlySet<string> = new Set(['ISK', 'UGX'])

/** Digits behind the point in Stripe's integer: 0, 2 or 3; 2 for an unknown code. */
export function currencyExponent(currency: string): number {
  return exponents[currency.toUpperCase()] ?? 2
}

/** Digits a person reads and writes behind the point. */
export function shownDigits(currency: string): number {
  return wholeUnitsOnly.has(currency.toUpperCase()) ? 0 : currencyExponent(currency)
}

/** `12345`, `KWD` -> `12.345`. By text, because a division by 1000 is not exact. */
export function toDecimal(amountMinor: number, currency: string): string {
  const digits = currencyExponent(currency)
  const sign = amountMinor < 0 ? '-' : ''
  const text = String(Math.abs(Math.trunc(amountMinor))).padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

const formatters = new Map<string, Intl.NumberFormat>()

/** Formats for a person: `¥5,000`, `€1,234.56`, `KWD 12.345`, with U+2212 as minus. An invalid code is printed as it came. */
export function formatMoney(money: Money, locale: string): string {
  const currency = money.currency.toUpperCase()
  const digits = shownDigits(currency)
  const decimal = toDecimal(money.amountMinor, currency)
  if (!/^[A-Z]{3}$/.test(currency)) return `${decimal} ${currency}`.trim()
  const key = `${locale} ${currency}`
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'symbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    formatters.set(key, formatter)
  }
  return formatter.format(decimal as `${number}`).replace('-', '\u2212')
}
