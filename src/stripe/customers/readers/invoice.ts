// Reads an invoice: `payments` and `parent` since 2025-03-31, `payment_intent`, `charge`, `subscription` and `paid` before.

import type { Invoice, Price, Subscription } from '#contract/billing.ts'
import {
  defined,
  hasMoreOf,
  httpsOf,
  idOf,
  integerOf,
  listOf,
  objectOf,
  type Raw,
  rawOf,
  textOf,
  timeOf,
} from '../../api/raw.ts'
import { readSubscription } from './subscription.ts'

const subscriptionOf = (raw: Raw): unknown =>
  rawOf(rawOf(raw['parent'])['subscription_details'])['subscription'] ?? raw['subscription']

function paymentIdsOf(raw: Raw): string[] {
  const named = listOf(raw['payments']).map((payment) => rawOf(payment['payment']))
  return [...named, raw]
    .flatMap((payment) => [idOf(payment['payment_intent']), idOf(payment['charge'])])
    .filter((id) => id !== undefined)
}

const sum = (amounts: (number | undefined)[]) => amounts.reduce<number>((total, one) => total + (one ?? 0), 0)

/** What finalising took from the customer's balance. A balance with credit is negative. */
function fromBalanceOf(raw: Raw): number {
  const starting = integerOf(raw['starting_balance']) ?? 0
  const ending = integerOf(raw['ending_balance'])
  return starting < 0 && ending !== undefined ? Math.max(0, Math.min(ending, 0) - starting) : 0
}

/** The sum of the lines before discounts; `undefined` when some lines are missing. */
function linesTotalOf(raw: Raw): number | undefined {
  if (hasMoreOf(raw['lines'])) return undefined
  const amounts = listOf(raw['lines']).map(({ amount }) => integerOf(amount))
  return amounts.length === 0 ? integerOf(raw['subtotal']) : sum(amounts)
}

/** Tax on top: `total_taxes` since 2025-03-31, `total_tax_amounts` before. */
function addedTaxOf(raw: Raw): number {
  const taxes = [...listOf(raw['total_taxes']), ...listOf(raw['total_tax_amounts'])]
  const added = taxes.filter((tax) => tax['tax_behavior'] === 'exclusive' || tax['inclusive'] === false)
  return sum(added.map(({ amount }) => integerOf(amount)))
}

const discountAmountsOf = (raw: Raw): Invoice['discountAmounts'] =>
  listOf(raw['total_discount_amounts']).flatMap(({ discount, amount }) => {
    const discountId = idOf(discount)
    const amountMinor = integerOf(amount)
    return discountId === undefined || amountMinor === undefined ? [] : [{ discountId, amountMinor }]
  })

/** `undefined` for anything that is not an invoice with an id. In every version its `status` tells whether it is paid. */
export function readInvoice(raw: Raw): Invoice | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const [line] = listOf(raw['lines'])
  const dueMinor = integerOf(raw['amount_due']) ?? 0
  const paidMinor = integerOf(raw['amount_paid']) ?? 0
  return defined({
    id,
    number: textOf(raw['number']),
    status: textOf(raw['status']) ?? 'unknown',
    currency: (textOf(raw['currency']) ?? '').toLowerCase(),
    totalMinor: integerOf(raw['total']) ?? dueMinor,
    amountDueMinor: dueMinor,
    amountPaidMinor: paidMinor,
    amountRemainingMinor: integerOf(raw['amount_remaining']) ?? Math.max(0, dueMinor - paidMinor),
    createdAtMs: timeOf(raw['created']) ?? 0,
    dueAtMs: timeOf(raw['due_date']),
    paidAtMs: timeOf(rawOf(raw['status_transitions'])['paid_at']),
    collectionMethod: textOf(raw['collection_method']) ?? textOf(raw['billing']) ?? 'charge_automatically',
    attempted: raw['attempted'] === true,
    attemptCount: integerOf(raw['attempt_count']) ?? 0,
    nextAttemptAtMs: timeOf(raw['next_payment_attempt']),
    hostedUrl: httpsOf(raw['hosted_invoice_url']),
    pdfUrl: httpsOf(raw['invoice_pdf']),
    billingReason: textOf(raw['billing_reason']),
    subscriptionId: idOf(subscriptionOf(raw)),
    description: textOf(line?.['description']) ?? textOf(raw['description']),
    paymentIds: [...new Set(paymentIdsOf(raw))],
    creditedBeforePaymentMinor: integerOf(raw['pre_payment_credit_notes_amount']) ?? 0,
    creditedAfterPaymentMinor: integerOf(raw['post_payment_credit_notes_amount']) ?? 0,
    fromBalanceMinor: fromBalanceOf(raw),
    // Since 2026-05-27 an amount; before it a flag for the whole invoice.
    paidOutsideMinor:
      integerOf(raw['amount_paid_off_stripe']) ?? (raw['paid_out_of_band'] === true ? paidMinor : 0),
    overpaidMinor: integerOf(raw['amount_overpaid']) ?? 0,
    discountAmounts: discountAmountsOf(raw),
    linesTotalMinor: linesTotalOf(raw),
    addedTaxMinor: addedTaxOf(raw),
    uncollectibleReason: textOf(rawOf(rawOf(raw['status_details'])['uncollectible'])['reason']),
    finalizationError: textOf(rawOf(raw['last_finalization_error'])['message']),
  })
}

/** The subscription of an invoice, if expanded: the only way to know ended ones without another request. */
export function readInvoiceSubscription(raw: Raw): Subscription | undefined {
  const subscription = objectOf(subscriptionOf(raw))
  return subscription && readSubscription(subscription)
}

/** Finds the name between the × and the price, in any language: "2 × Pro (at €20.00 / month)". */
function nameInLine(description: string): string | undefined {
  const [count, ...rest] = description.slice(0, 1000).split(' × ')
  const text = rest.join(' × ')
  if (text === '' || !/^[\d.,\s]+$/.test(count ?? '')) return undefined
  const price = text.lastIndexOf(' (')
  return price > 0 && /\d/.test(text.slice(price)) ? text.slice(0, price) : text
}

/** Product ids and names from the line descriptions, which saves a request for products of ended subscriptions. */
export function readLineNames(raw: Raw): [productId: string, name: string][] {
  return listOf(raw['lines']).flatMap((line) => {
    const details = rawOf(rawOf(line['pricing'])['price_details'])
    const product =
      idOf(details['product']) ??
      idOf(rawOf(line['price'])['product']) ??
      idOf(rawOf(line['plan'])['product'])
    const name = nameInLine(textOf(line['description']) ?? '')
    return product && name ? [[product, name]] : []
  })
}

export type LinePrice = Pick<Price, 'unitAmountMinor' | 'unitAmountDecimal'> & {
  priceId: string
  currency: string
}

/** The unit amount of a price in the invoice's currency. Free lines are left out, because a trial makes any price free. */
export function readLinePrices(raw: Raw): LinePrice[] {
  return listOf(raw['lines']).flatMap((line) => {
    const pricing = rawOf(line['pricing'])
    const priceId = idOf(rawOf(pricing['price_details'])['price'])
    const decimal = textOf(pricing['unit_amount_decimal'])
    const currency = textOf(line['currency'])
    if (!priceId || !currency || decimal === undefined || !(Number(decimal) > 0)) return []
    const whole = /^\d+(\.0+)?$/.test(decimal) ? integerOf(Number(decimal)) : undefined
    return [
      defined({
        priceId,
        currency: currency.toLowerCase(),
        unitAmountMinor: whole,
        unitAmountDecimal: decimal,
      }),
    ]
  })
}
