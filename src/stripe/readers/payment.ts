// An attempt to pay: a charge with its refunds, or a payment intent where charges may not be read.

import type { Payment, Refund } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
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
import { readPaymentMethod } from './payment-method.ts'

const currencyOf = (raw: Raw) => (textOf(raw['currency']) ?? '').toLowerCase()

function readPresented(value: unknown): Money | undefined {
  const details = rawOf(value)
  const amountMinor = integerOf(details['presentment_amount'])
  const currency = textOf(details['presentment_currency'])
  return amountMinor !== undefined && currency ? { amountMinor, currency } : undefined
}

/** `undefined` for anything that is not a refund with an id. */
export function readRefund(raw: Raw): Refund | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const destination = rawOf(raw['destination_details'])
  const details = rawOf(destination[textOf(destination['type']) ?? 'card'])
  return defined({
    id,
    status: textOf(raw['status']) ?? 'unknown',
    amountMinor: integerOf(raw['amount']) ?? 0,
    currency: currencyOf(raw),
    createdAtMs: timeOf(raw['created']) ?? 0,
    reason: textOf(raw['reason']),
    failureReason: textOf(raw['failure_reason']),
    pendingReason: textOf(raw['pending_reason']),
    reference: textOf(details['reference']),
  })
}

/** `undefined` for anything that is not a charge with an id. */
export function readCharge(raw: Raw): Payment | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const outcome = rawOf(raw['outcome'])
  const amountMinor = integerOf(raw['amount']) ?? 0
  const captured = raw['captured'] === true
  const status = textOf(raw['status']) ?? 'unknown'
  // The bank's reason stands in `outcome.reason`; for our own blocks the same field names a rule instead.
  const declined = outcome['type'] === 'issuer_declined' ? textOf(outcome['reason']) : undefined
  return defined({
    id,
    paymentIntentId: idOf(raw['payment_intent']),
    status,
    amountMinor,
    amountCapturedMinor:
      integerOf(raw['amount_captured']) ?? (captured && status === 'succeeded' ? amountMinor : 0),
    amountRefundedMinor: integerOf(raw['amount_refunded']) ?? 0,
    currency: currencyOf(raw),
    createdAtMs: timeOf(raw['created']) ?? 0,
    captured,
    disputed: raw['disputed'] === true || idOf(raw['dispute']) !== undefined,
    failureCode: textOf(raw['failure_code']),
    declineCode: declined,
    failureMessage: textOf(raw['failure_message']),
    outcomeType: textOf(outcome['type']),
    outcomeReason: textOf(outcome['reason']),
    adviceCode: textOf(outcome['advice_code']),
    method: readPaymentMethod(raw['payment_method_details']) ?? readPaymentMethod(raw['source']),
    receiptUrl: httpsOf(raw['receipt_url']),
    receiptNumber: textOf(raw['receipt_number']),
    description: textOf(raw['description']),
    refunds: listOf(raw['refunds'])
      .map(readRefund)
      .filter((refund) => refund !== undefined),
    presented: readPresented(raw['presentment_details']),
  })
}

/** `undefined` for anything that is not a payment intent with an id. Reads the charge inside when there is one. */
export function readPaymentIntent(raw: Raw): Payment | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const failure = rawOf(raw['last_payment_error'])
  const charge = objectOf(raw['latest_charge']) ?? listOf(raw['charges'])[0]
  const received = integerOf(raw['amount_received']) ?? 0
  return {
    ...(charge ? readCharge(charge) : {}),
    ...defined({
      id,
      paymentIntentId: id,
      status: textOf(raw['status']) ?? 'unknown',
      amountMinor: integerOf(raw['amount']) ?? 0,
      amountCapturedMinor: received,
      amountRefundedMinor: integerOf(charge?.['amount_refunded']) ?? 0,
      currency: currencyOf(raw),
      createdAtMs: timeOf(raw['created']) ?? 0,
      captured: received > 0,
      disputed: charge?.['disputed'] === true,
      failureCode: textOf(failure['code']),
      declineCode: textOf(failure['decline_code']),
      failureMessage: textOf(failure['message']),
      adviceCode: textOf(failure['advice_code']),
      method:
        readPaymentMethod(charge?.['payment_method_details']) ?? readPaymentMethod(failure['payment_method']),
      description: textOf(raw['description']),
      refunds: listOf(charge?.['refunds'])
        .map(readRefund)
        .filter((refund) => refund !== undefined),
      presented: readPresented(raw['presentment_details']),
    }),
  }
}
