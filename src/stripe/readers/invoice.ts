// An invoice: `payments` and `parent` since 2025-03-31, `payment_intent`, `charge`, `subscription` and `paid` before.

import type { Invoice, Subscription } from '#contract/billing.ts'
import {
  defined,
  httpsOf,
  idOf,
  integerOf,
  listOf,
  objectOf,
  rawOf,
  textOf,
  timeOf,
  type Raw,
} from '../raw.ts'
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

/** `undefined` for anything that is not an invoice with an id. Whether it is paid is its `status`, in every version. */
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
    creditedAfterPaymentMinor: integerOf(raw['post_payment_credit_notes_amount']) ?? 0,
    paidOutsideStripe:
      raw['paid_out_of_band'] === true || (integerOf(raw['amount_paid_off_stripe']) ?? 0) > 0,
    discountTotalMinor: sum(listOf(raw['total_discount_amounts']).map(({ amount }) => integerOf(amount))),
    uncollectibleReason: textOf(rawOf(rawOf(raw['status_details'])['uncollectible'])['reason']),
    finalizationError: textOf(rawOf(raw['last_finalization_error'])['message']),
  })
}

/** The subscription an invoice was made for, when it came expanded: the only way ended ones are known without another call. */
export function readInvoiceSubscription(raw: Raw): Subscription | undefined {
  const subscription = objectOf(subscriptionOf(raw))
  return subscription && readSubscription(subscription)
}

/** "2 × Pro (at €20.00 / month)", in whatever language: what stands between the × and the price. */
function nameInLine(description: string): string | undefined {
  const [count, ...rest] = description.slice(0, 1000).split(' × ')
  const text = rest.join(' × ')
  if (text === '' || !/^[\d.,\s]+$/.test(count ?? '')) return undefined
  const price = text.lastIndexOf(' (')
  return price > 0 && /\d/.test(text.slice(price)) ? text.slice(0, price) : text
}

/** Product ids and names from Stripe's line texts. Saves a request for products of ended subscriptions. */
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
