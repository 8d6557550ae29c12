// Draws the price of a subscription item: plain amounts as money, everything else in words. Never shows an amount that Stripe
// would not charge.
// https://docs.stripe.com/products-prices/pricing-models

import type { Discount, Price } from '#contract/billing.ts'
import { currencyExponent } from '#contract/money.ts'
import { joinLines, line, type Line } from '#words/line.ts'
import { amountOf, periodOf, withPeriod } from './amount.ts'
import { amountOff } from './discounted.ts'
import type { Drawing } from './drawing.ts'
import type { Priced } from './item-total.ts'
import { dateOf } from './moment.ts'

/** Tiers shown in a line; more are cut off. */
const tiersShown = 4

/** `0.5` cents -> `€0.005`: as many digits as the decimal has, at least the currency's. `undefined` if it is not a decimal. */
export function fractionText(decimal: string, currency: string, locale: string): string | undefined {
  if (!/^-?\d{1,15}(\.\d{1,12})?$/.test(decimal) || !/^[A-Za-z]{3}$/.test(currency)) return undefined
  const exponent = currencyExponent(currency)
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const digits = whole.padStart(exponent + 1, '0') + fraction.replace(/(?<!0)0+$/, '')
  const point = Math.max(whole.length, exponent + 1) - exponent
  const decimals = digits.slice(point)
  const text = `${decimal.startsWith('-') ? '-' : ''}${digits.slice(0, point)}${decimals === '' ? '' : `.${decimals}`}`
  const formatter = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: exponent,
    maximumFractionDigits: Math.max(exponent, decimals.length),
  })
  return formatter.format(text as `${number}`).replace('-', '\u2212')
}

/** One amount given as a decimal of minor units: money when whole, text when it has a fraction. */
function decimalLine(decimal: string | undefined, currency: string, { words, locale }: Drawing): Line {
  if (decimal === undefined) return [words.unknownAmount]
  const whole = /^-?\d+(\.0+)?$/.test(decimal) ? amountOf(Number(decimal), currency) : undefined
  return [whole ?? fractionText(decimal, currency, locale) ?? words.unknownAmount]
}

const unitDecimal = ({ unitAmountMinor, unitAmountDecimal }: Price) =>
  unitAmountMinor === undefined ? unitAmountDecimal : String(unitAmountMinor)

const isFree = (decimal: string | undefined) => decimal !== undefined && /^0+(\.0+)?$/.test(decimal)

type Tier = NonNullable<Price['tiers']>[number]

function tierCost(
  { unitAmountDecimal = '0', flatAmountMinor }: Tier,
  currency: string,
  drawing: Drawing,
): Line {
  const unit = decimalLine(unitAmountDecimal, currency, drawing)
  const flat = flatAmountMinor ? amountOf(flatAmountMinor, currency) : undefined
  return flat ? drawing.words.price.plusFlat(unit, flat) : unit
}

function graduatedLine(tiers: Tier[], currency: string, drawing: Drawing): Line {
  const { price } = drawing.words
  const lines = tiers.slice(0, tiersShown).map((tier, index): Line => {
    const cost = tierCost(tier, currency, drawing)
    if (tier.upTo === undefined) return index === 0 ? price.eachAt(cost) : price.thenAt(cost)
    const units = new Intl.NumberFormat(drawing.locale).format(tier.upTo)
    if (index > 0) return price.upToAt(units, cost)
    return isFree(tier.unitAmountDecimal ?? '0') && !tier.flatAmountMinor
      ? price.firstFree(units)
      : price.firstAt(units, cost)
  })
  const first = decimalLine(tiers[0]?.unitAmountDecimal ?? '0', currency, drawing)
  return price.from(first, joinLines(lines, drawing.words.comma))
}

function volumeLine(tiers: Tier[], currency: string, drawing: Drawing): Line {
  const { price } = drawing.words
  const lines = tiers.slice(0, tiersShown).map((tier): Line => {
    const cost = tierCost(tier, currency, drawing)
    if (tier.upTo === undefined) return price.aboveAt(cost)
    return price.upToAt(new Intl.NumberFormat(drawing.locale).format(tier.upTo), cost)
  })
  return price.byVolume(joinLines(lines, drawing.words.comma))
}

function tieredLine({ tiers = [], tiersMode, currency }: Price, drawing: Drawing): Line {
  const { price } = drawing.words
  if (tiers.length === 0 || !tiersMode) {
    return [
      tiersMode === 'graduated'
        ? price.tieredGraduated
        : tiersMode === 'volume'
          ? price.tieredVolume
          : price.tiered,
    ]
  }
  return tiersMode === 'graduated'
    ? graduatedLine(tiers, currency, drawing)
    : volumeLine(tiers, currency, drawing)
}

/** The price of one unit, with its interval when it has one. */
export function priceLine(price: Price, drawing: Drawing): Line {
  const { words, locale } = drawing
  const { currency, scheme, metered, divideBy, customerChooses, interval, intervalCount = 1 } = price
  if (customerChooses) return [words.price.customerChooses]
  const unit =
    scheme === 'tiered' ? tieredLine(price, drawing) : decimalLine(unitDecimal(price), currency, drawing)
  const per =
    divideBy && divideBy > 1
      ? words.price.perUnits(unit, new Intl.NumberFormat(locale).format(divideBy))
      : undefined
  if (metered) {
    const used = per ?? (scheme === 'tiered' ? unit : words.price.metered(unit))
    if (!interval) return used
    const billed =
      intervalCount === 1 ? words.price.billed[interval] : words.price.billedEvery(intervalCount, interval)
    return line`${used}, ${billed}`
  }
  if (per || scheme === 'tiered') return per ?? unit
  const [only] = unit
  const period = periodOf(price)
  if (unit.length === 1 && typeof only === 'object' && only.type === 'money')
    return [withPeriod(only, period)]
  return only === words.unknownAmount ? unit : words.price.perUnit(unit)
}

/** `3 × €49.00 / month`. */
export function itemPrice({ price, quantity = 1 }: Priced, drawing: Drawing): Line {
  const one = priceLine(price, drawing)
  return quantity === 1 || price.metered ? one : drawing.words.price.times(quantity, one)
}

/** `10% off until 31 Jan`; an amount only in the currency that it is taken off in. */
export function discountLine(discount: Discount, currency: string | undefined, drawing: Drawing): Line {
  const { words, locale } = drawing
  const { discount: texts } = words.price
  const { percentOff, amountsOff, duration, endsAtMs } = discount
  const [own] = amountsOff ?? []
  const offMinor = amountOff(discount, currency ?? own?.currency ?? '')
  const off = offMinor === undefined ? undefined : amountOf(offMinor, currency ?? own?.currency ?? '')
  const isPercent = percentOff !== undefined && percentOff >= 0 && percentOff <= 100
  const percent = isPercent
    ? new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(percentOff)
    : undefined
  const text: Line =
    percent !== undefined ? texts.percent(percent) : off ? texts.amount(off) : [texts.unknown]
  if (duration === 'once') return texts.once(text)
  const ends = dateOf(endsAtMs)
  return ends ? texts.until(text, ends) : text
}
