import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { currencyExponent, formatMoney, shownDigits } from '#contract/money.ts'
import { parseAmount, parseDecimal, writeAmount, writeNumber } from './amount.ts'

const locales = ['en-GB', 'en-US', 'en-IN', 'en-ZA', 'de-DE', 'de-AT', 'de-CH', 'fr-FR', 'fr-CH', 'fr-CA']
const currencies = ['eur', 'usd', 'jpy', 'krw', 'kwd', 'tnd', 'isk', 'ugx', 'inr', 'chf']

test.each([
  ['nothing', '', 'eur', 'en-GB'],
  ['words', 'twelve', 'eur', 'en-GB'],
  ['more decimals than the currency has', '89.005', 'eur', 'en-GB'],
  ['decimals of a currency without them', '5000.50', 'jpy', 'en-GB'],
  ['a part of a króna', '12.50', 'isk', 'en-GB'],
  ['broken groups', '1.23.4', 'eur', 'de-DE'],
  ['two kinds in the wrong order twice', '1,234.567,89', 'eur', 'en-GB'],
  ['another currency', '89 USD', 'eur', 'en-GB'],
  ['the sign of another currency', '$89', 'eur', 'en-GB'],
  ['more than can be counted exactly', '99999999999999999', 'eur', 'en-GB'],
  ['an exponent', '1e5', 'eur', 'en-GB'],
  ['hexadecimals', '0x10', 'eur', 'en-GB'],
])('rejects %s', (_, typed, currency, locale) => {
  expect(parseAmount(typed, currency, locale)).toBeUndefined()
})

test.each([
  ['89.00', 'eur', 'en-GB', 8900],
  ['89,00', 'eur', 'de-DE', 8900],
  ['89.00', 'eur', 'de-DE', 8900],
  ['89,00', 'eur', 'en-GB', 8900],
  ['89', 'eur', 'fr-FR', 8900],
  ['89,5', 'eur', 'fr-FR', 8950],
  ['.5', 'eur', 'en-GB', 50],
  ['€1,234.56', 'eur', 'en-GB', 123456],
  ['1.234,56 €', 'eur', 'de-DE', 123456],
  ['1 234,56', 'eur', 'fr-FR', 123456],
  ['1’234.56', 'chf', 'de-CH', 123456],
  ['12,34,567.80', 'inr', 'en-IN', 123456780],
  ['1.234', 'eur', 'de-DE', 123400],
  ['1,234', 'eur', 'en-GB', 123400],
  ['5,000', 'jpy', 'en-GB', 5000],
  ['5.000', 'jpy', 'de-DE', 5000],
  ['5000', 'jpy', 'en-GB', 5000],
  ['12.345', 'kwd', 'en-GB', 12345],
  ['12,345', 'kwd', 'de-DE', 12345],
  ['EUR 89.00', 'eur', 'en-GB', 8900],
  ['89,00 EUR', 'eur', 'de-DE', 8900],
  ['−3.00', 'eur', 'en-GB', -300],
  ['１２', 'eur', 'en-GB', 1200],
  ['1200', 'isk', 'en-GB', 120000],
])('reads %s in %s, locale %s, as %i', (typed, currency, locale, minor) => {
  expect(parseAmount(typed, currency, locale)).toBe(minor)
})

test('reads back what it writes, in every currency and locale', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e11, max: 1e11 }),
      fc.constantFrom(...currencies),
      fc.constantFrom(...locales),
      (units, currency, locale) => {
        // Whole units only if the currency's minor units are not in use.
        const step = 10 ** (currencyExponent(currency) - shownDigits(currency))
        const minor = units * step
        expect(parseAmount(writeAmount(minor, currency, locale), currency, locale)).toBe(minor)
      },
    ),
  )
})

test('reads amounts as panels show them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.constantFrom('eur', 'jpy', 'kwd'),
      fc.constantFrom(...locales),
      (amountMinor, currency, locale) => {
        expect(parseAmount(formatMoney({ amountMinor, currency }, locale), currency, locale)).toBe(
          amountMinor,
        )
      },
    ),
  )
})

test('returns an exact whole number or nothing for any input', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,-+ ’€e')), maxLength: 14 }),
      fc.constantFrom(...currencies),
      fc.constantFrom(...locales),
      (typed, currency, locale) => {
        const minor = parseAmount(typed, currency, locale)
        expect(minor === undefined || Number.isSafeInteger(minor)).toBe(true)
      },
    ),
  )
})

test('reads numbers with as many decimals as allowed, and writes them as people type them', () => {
  expect(parseDecimal('2,5', 'de-DE', 10)).toBe('2.5')
  expect(parseDecimal('0012', 'en-GB', 0)).toBe('12')
  expect(parseDecimal('2.5', 'en-GB', 0)).toBeUndefined()
  expect(writeNumber(12345.5, 'de-DE')).toBe('12.345,5')
  expect(writeNumber(25, 'en-GB')).toBe('25')
})
