// Makes amounts that the contract accepts and never sums them across currencies.

import type { Money } from '#contract/money.ts'
import type { InlineValue } from '#contract/panel.ts'
import type { Price } from '#contract/billing.ts'

export type MoneyValue = InlineValue & { type: 'money' }

const isCurrency = (currency: string) => /^[A-Za-z]{3}$/.test(currency)

/** The amount as an inline value; `undefined` unless it is a whole number of minor units in a valid currency. */
export function amountOf(amountMinor: number, currency: string): MoneyValue | undefined {
  if (!Number.isSafeInteger(amountMinor) || !isCurrency(currency)) return undefined
  // Adding 0 turns -0 into 0.
  return { type: 'money', amountMinor: amountMinor + 0, currency: currency.toLowerCase() }
}

/** `/ month`, `/ 2 weeks`; `undefined` for a one-time price. */
export function periodOf({
  interval,
  intervalCount = 1,
}: Pick<Price, 'interval' | 'intervalCount'>): MoneyValue['per'] {
  return interval && Number.isSafeInteger(intervalCount) && intervalCount >= 1
    ? { interval, count: intervalCount }
    : undefined
}

/** The amount per period. */
export function withPeriod(amount: MoneyValue, per: MoneyValue['per']): MoneyValue {
  return per ? { ...amount, per } : amount
}

/** One total per currency, in the order of first appearance; `undefined` when an amount is invalid. */
export function sumByCurrency(amounts: readonly Money[]): MoneyValue[] | undefined {
  const totals = new Map<string, number>()
  for (const { amountMinor, currency } of amounts) {
    const code = currency.toLowerCase()
    totals.set(code, (totals.get(code) ?? 0) + amountMinor)
  }
  const values = [...totals].map(([currency, amountMinor]) => amountOf(amountMinor, currency))
  const whole = values.filter((value) => value !== undefined)
  return whole.length === values.length ? whole : undefined
}
