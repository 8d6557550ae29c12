import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { currencyExponent, formatMoney, toDecimal } from './money.ts'

// All of Stripe's presentment currencies, https://docs.stripe.com/currencies#presentment-currencies, by their number of decimals.
const zeroDecimal = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ')
const threeDecimal = 'BHD JOD KWD OMR TND'.split(' ')
const wholeUnits = 'ISK UGX'.split(' ')
const twoDecimal = (
  'USD AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK DKK DOP DZD ' +
  'EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT ' +
  'MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL ' +
  'THB TJS TOP TRY TTD TWD TZS UAH UYU UZS WST YER ZAR ZMW'
).split(' ')
const all = [...zeroDecimal, ...threeDecimal, ...wholeUnits, ...twoDecimal]

/** Currencies for which Intl's decimals may differ from Stripe's; which ones do depends on the ICU version. */
const disagreeing = 'AFN ALL COP HUF IDR ISK LAK LBP MMK PKR SOS STD UGX YER'.split(' ')

test.each(zeroDecimal)('%s has no decimals', (currency) => {
  expect(currencyExponent(currency)).toBe(0)
  expect(toDecimal(5000, currency)).toBe('5000')
})

test.each(threeDecimal)('%s has three decimals', (currency) => {
  expect(currencyExponent(currency)).toBe(3)
  expect(toDecimal(12345, currency)).toBe('12.345')
  expect(formatMoney({ amountMinor: 12345, currency }, 'en')).toContain('12.345')
})

test.each(twoDecimal)('%s is printed with two decimals, whatever Intl’s default', (currency) => {
  expect(currencyExponent(currency)).toBe(2)
  expect(formatMoney({ amountMinor: 123456, currency }, 'en')).toMatch(/1,234\.56$/)
})

test.each(wholeUnits)('%s is counted in hundredths and printed in whole units', (currency) => {
  expect(toDecimal(500, currency)).toBe('5.00')
  expect(formatMoney({ amountMinor: 123400, currency }, 'en')).toMatch(/\D1,234$/)
})

test('Intl alone would print the wrong decimals for some currencies, so our table is needed', () => {
  const wrong = all.filter((currency) => {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions()
    return maximumFractionDigits !== currencyExponent(currency)
  })
  expect(wrong).not.toEqual([])
  expect(disagreeing).toEqual(expect.arrayContaining(wrong))
})

test('an unknown code counts in hundredths, and an invalid one is printed in upper case', () => {
  expect(currencyExponent('XXQ')).toBe(2)
  expect(formatMoney({ amountMinor: 1234, currency: 'usdc' }, 'en')).toBe('12.34 USDC')
})

test('the case of the code does not matter', () => {
  expect(formatMoney({ amountMinor: 5000, currency: 'jpy' }, 'en')).toBe(
    formatMoney({ amountMinor: 5000, currency: 'JPY' }, 'en'),
  )
  expect(currencyExponent('kwd')).toBe(3)
})

test.each([
  [{ amountMinor: 5000, currency: 'jpy' }, 'en', '¥5,000'],
  [{ amountMinor: 123456, currency: 'eur' }, 'en', '€1,234.56'],
  [{ amountMinor: 123456, currency: 'eur' }, 'de', '1.234,56\u00a0€'],
  [{ amountMinor: 123456, currency: 'eur' }, 'fr', '1\u202f234,56\u00a0€'],
  [{ amountMinor: 12345, currency: 'kwd' }, 'en', 'KWD\u00a012.345'],
  [{ amountMinor: -10900, currency: 'eur' }, 'en', '\u2212€109.00'],
  [{ amountMinor: 0, currency: 'usd' }, 'en', '$0.00'],
] as const)('formats %j in %s as %s', (money, locale, text) => {
  expect(formatMoney(money, locale)).toBe(text)
})

const anyMinor = fc.maxSafeInteger()
const anyCurrency = fc.constantFrom(...all)

test('minor units survive conversion to a decimal and back, for every safe integer', () => {
  fc.assert(
    fc.property(anyMinor, anyCurrency, (amountMinor, currency) => {
      const decimal = toDecimal(amountMinor, currency)
      expect(BigInt(decimal.replace('.', ''))).toBe(BigInt(amountMinor))
      expect(decimal.split('.')[1]?.length ?? 0).toBe(currencyExponent(currency))
    }),
    { numRuns: 2000 },
  )
})

test('printing loses no digit, and writes minus as U+2212', () => {
  fc.assert(
    fc.property(anyMinor, anyCurrency, (amountMinor, currency) => {
      const text = formatMoney({ amountMinor, currency }, 'en')
      expect(text).not.toContain('-')
      expect(text.startsWith('\u2212')).toBe(amountMinor < 0)
      if (wholeUnits.includes(currency)) return
      expect(text.replace(/\D/g, '').replace(/^0+/, '')).toBe(
        String(Math.abs(amountMinor)).replace(/^0+/, ''),
      )
    }),
    { numRuns: 2000 },
  )
})
