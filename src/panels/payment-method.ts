// Draws a payment method in a line: "Visa •••• 4242, 08/28", "SEPA •••• 3201", "PayPal ines@…".

import type { PaymentMethod } from '#contract/billing.ts'
import { dayIn } from '#contract/time-zone.ts'
import { line, type Line, type Part } from '#words/line.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreign, foreignValue } from './foreign.ts'
import { type Calendar, cardEndsAtMs, isWithinDays } from './moment.ts'

/** As the brands write themselves: the same in every language. */
const names: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  american_express: 'American Express',
  jcb: 'JCB',
  diners: 'Diners Club',
  discover: 'Discover',
  unionpay: 'UnionPay',
  cartes_bancaires: 'Cartes Bancaires',
  link: 'Link',
  paypal: 'PayPal',
  klarna: 'Klarna',
  ideal: 'iDEAL',
  bancontact: 'Bancontact',
  sepa_debit: 'SEPA',
  bacs_debit: 'Bacs',
  us_bank_account: 'ACH',
  revolut_pay: 'Revolut Pay',
  apple_pay: 'Apple Pay',
  google_pay: 'Google Pay',
  cashapp: 'Cash App',
  amazon_pay: 'Amazon Pay',
  eps: 'EPS',
  p24: 'Przelewy24',
  twint: 'TWINT',
  knet: 'KNET',
  wechat_pay: 'WeChat Pay',
  alipay: 'Alipay',
  affirm: 'Affirm',
  afterpay_clearpay: 'Afterpay',
  au_becs_debit: 'BECS',
}

function nameOf({ type, brand, bankName }: PaymentMethod, { words }: Drawing): Part {
  if (brand !== undefined)
    return wordFor(names, brand.toLowerCase().replaceAll(' ', '_')) ?? foreignValue(brand)
  const bank = foreign(bankName, 80)
  if (bank) return bank
  if (type === 'card') return words.methods.card
  if (type === 'bank_account') return words.methods.bankAccount
  return wordFor(names, type) ?? foreignValue(type)
}

/** Name and last four digits, or the address of a wallet. */
export function methodLine(method: PaymentMethod, drawing: Drawing): Line {
  const name = nameOf(method, drawing)
  if (method.last4 !== undefined && /^[A-Za-z0-9]{1,6}$/.test(method.last4))
    return line`${name} •••• ${method.last4}`
  const email = foreign(method.email, 120)
  return email ? line`${name} ${email}` : [name]
}

/** `08/28`; `undefined` when the expiry is unknown. */
export function expiryOf(method: PaymentMethod): string | undefined {
  if (cardEndsAtMs(method) === undefined) return undefined
  return `${String(method.expMonth).padStart(2, '0')}/${String(method.expYear).slice(-2)}`
}

/** With its expiry. */
export function methodWithExpiry(method: PaymentMethod, drawing: Drawing): Line {
  const expiry = expiryOf(method)
  return expiry
    ? line`${methodLine(method, drawing)}${{ type: 'muted', text: `${drawing.words.comma}${expiry}` }}`
    : methodLine(method, drawing)
}

/** Whether a card has expired, or does within 30 days. */
export function expiryState(
  method: PaymentMethod,
  { nowMs, timeZone }: Calendar,
): 'expired' | 'this_month' | 'soon' | undefined {
  const endsAtMs = cardEndsAtMs(method)
  if (endsAtMs === undefined) return undefined
  const lastMonth = new Date(endsAtMs - 1).toISOString().slice(0, 7)
  const thisMonth = dayIn(timeZone, nowMs).slice(0, 7)
  if (lastMonth < thisMonth) return 'expired'
  if (lastMonth === thisMonth) return 'this_month'
  return isWithinDays(endsAtMs, nowMs, 30) ? 'soon' : undefined
}
