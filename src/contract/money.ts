// Formats money from minor units and currency in the viewer's locale. No zod here, because browsers load this file.

export type Money = {
  /** In the currency's minor unit, as Stripe defines it. */
  amountMinor: number
  /** ISO 4217, any case. */
  currency: string
}

/**
 * The number of decimals in Stripe's integer amounts, where it is not two.
 * Intl's decimals differ from these for more than a dozen currencies, and change with the ICU version.
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

/** Currencies with two decimals in the API that are always 00, and are not shown. */
const wholeUnitsOnly: ReadonlySet<string> = new Set(['ISK', 'UGX'])

/** The number of decimals in Stripe's integer amounts: 0, 2 or 3; 2 for an unknown currency. */
export function currencyExponent(currency: string): number {
  return exponents[currency.toUpperCase()] ?? 2
}

/** The number of decimals that people read and write. */
export function shownDigits(currency: string): number {
  return wholeUnitsOnly.has(currency.toUpperCase()) ? 0 : currencyExponent(currency)
}

/** `12345`, `KWD` -> `12.345`. Works on text, because a division by 1000 is not exact. */
export function toDecimal(amountMinor: number, currency: string): string {
  const digits = currencyExponent(currency)
  const sign = amountMinor < 0 ? '-' : ''
  const text = String(Math.abs(Math.trunc(amountMinor))).padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

const formatters = new Map<string, Intl.NumberFormat>()

/** Formats for people: `¥5,000`, `€1,234.56`, `KWD 12.345`, with U+2212 as minus. An invalid currency code is printed unchanged, in upper case. */
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
