// Reads a payment: a charge with its refunds, or a payment intent where charges cannot be read.

import type { Payment, PaymentMethod, Refund } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
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

/** An authorisation lasts 31 days at most, so a later refund is not a release. */
const authorisationMaxMs = 31 * 86_400_000

/**
 * The refund that stands for the part of an authorisation that was not taken. API versions before 2025-03-31 make one when
 * less is captured, and count it in `amount_refunded`; later versions make none. Nothing marks it, so it is told by its
 * amount, by when it was made, and by having no reason of a person's.
 * https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
 */
function findRelease(refunds: Refund[], restMinor: number, authorisedAtMs: number): Refund | undefined {
  return refunds
    .filter(
      ({ amountMinor, status, reason, createdAtMs }) =>
        amountMinor === restMinor &&
        status === 'succeeded' &&
        (reason === undefined || reason === 'expired_uncaptured_charge') &&
        createdAtMs - authorisedAtMs <= authorisationMaxMs,
    )
    .reduce<Refund | undefined>(
      (oldest, one) => (oldest && oldest.createdAtMs <= one.createdAtMs ? oldest : one),
      undefined,
    )
}

type Settled = Pick<
  Payment,
  | 'amountMinor'
  | 'amountCapturedMinor'
  | 'amountReleasedMinor'
  | 'amountRefundedMinor'
  | 'refunds'
  | 'refundsHasMore'
>

/** What was authorised, captured, released and refunded: four amounts that Stripe keeps in three fields. */
function readAmounts(raw: Raw): Settled {
  const succeeded = raw['status'] === 'succeeded'
  const captured = raw['captured'] === true
  const amountMinor = integerOf(raw['amount']) ?? 0
  const amountCapturedMinor = integerOf(raw['amount_captured']) ?? (captured && succeeded ? amountMinor : 0)
  const saidMinor = integerOf(raw['amount_refunded']) ?? 0
  const refunds = listOf(raw['refunds'])
    .map(readRefund)
    .filter((refund) => refund !== undefined)
  const refundsHasMore = hasMoreOf(raw['refunds'])
  const amounts = { amountMinor, amountCapturedMinor, refunds, refundsHasMore }
  const restMinor = Math.max(0, amountMinor - amountCapturedMinor)
  if (!succeeded || restMinor === 0)
    return { ...amounts, amountReleasedMinor: 0, amountRefundedMinor: saidMinor }
  // Nothing was captured, so nothing can have been refunded.
  if (amountCapturedMinor === 0)
    return {
      ...amounts,
      amountReleasedMinor: saidMinor,
      amountRefundedMinor: 0,
      refunds: [],
      refundsHasMore: false,
    }
  if (!captured) return { ...amounts, amountReleasedMinor: 0, amountRefundedMinor: saidMinor }
  const release = findRelease(refunds, restMinor, timeOf(raw['created']) ?? 0)
  // The list tells when it is whole; otherwise more given back than was taken, or a charge that counts as refunded only
  // in part although everything taken is, shows that the release is counted.
  const isListed = refunds.length > 0 && !refundsHasMore
  const isCounted =
    saidMinor > amountCapturedMinor ||
    (isListed ? release !== undefined : saidMinor >= restMinor && raw['refunded'] !== true)
  return {
    ...amounts,
    amountReleasedMinor: restMinor,
    amountRefundedMinor: isCounted ? Math.max(0, saidMinor - restMinor) : saidMinor,
    refunds: isCounted ? refunds.filter((refund) => refund !== release) : refunds,
  }
}

/** When a card authorisation expires. */
function captureBeforeOf(details: Raw): number | undefined {
  return timeOf(rawOf(details[textOf(details['type']) ?? 'card'])['capture_before'])
}

/** `undefined` for anything that is not a charge with an id. */
export function readCharge(raw: Raw): Payment | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const outcome = rawOf(raw['outcome'])
  // The bank's reason is in `outcome.reason`; for our own blocks the same field names a rule.
  const declined = outcome['type'] === 'issuer_declined' ? textOf(outcome['reason']) : undefined
  return defined({
    id,
    paymentIntentId: idOf(raw['payment_intent']),
    invoiceId: idOf(raw['invoice']),
    status: textOf(raw['status']) ?? 'unknown',
    ...readAmounts(raw),
    currency: currencyOf(raw),
    createdAtMs: timeOf(raw['created']) ?? 0,
    captured: raw['captured'] === true,
    captureBeforeAtMs: captureBeforeOf(rawOf(raw['payment_method_details'])),
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
    presented: readPresented(raw['presentment_details']),
  })
}

/** Only the kind, if a method was chosen and only one kind is possible. */
function chosenMethod(raw: Raw): PaymentMethod | undefined {
  const types: unknown[] = Array.isArray(raw['payment_method_types']) ? raw['payment_method_types'] : []
  const [type, ...others] = types.map(textOf)
  const isChosen = idOf(raw['payment_method']) !== undefined || raw['status'] === 'processing'
  return type !== undefined && others.length === 0 && isChosen ? { type } : undefined
}

/** `undefined` for anything that is not a payment intent with an id. Reads the charge inside when there is one. */
export function readPaymentIntent(raw: Raw): Payment | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const failure = rawOf(raw['last_payment_error'])
  const inside = objectOf(raw['latest_charge']) ?? listOf(raw['charges'])[0]
  const charge = inside && readCharge(inside)
  const status = textOf(raw['status']) ?? 'unknown'
  const amountMinor = integerOf(raw['amount']) ?? 0
  const receivedMinor = integerOf(raw['amount_received']) ?? 0
  const isSettled = status === 'succeeded'
  // Without the charge the refunds are unknown, unless nothing was received.
  const refundedMinor = charge?.amountRefundedMinor ?? (receivedMinor > 0 ? undefined : 0)
  return {
    ...charge,
    ...defined({
      id,
      paymentIntentId: id,
      invoiceId: idOf(raw['invoice']),
      status,
      amountMinor,
      amountCapturedMinor: receivedMinor,
      amountReleasedMinor:
        charge?.amountReleasedMinor ?? (isSettled ? Math.max(0, amountMinor - receivedMinor) : 0),
      currency: currencyOf(raw),
      createdAtMs: timeOf(raw['created']) ?? 0,
      captured: receivedMinor > 0,
      nextAction: textOf(rawOf(raw['next_action'])['type']),
      disputed: charge?.disputed ?? false,
      failureCode: textOf(failure['code']),
      declineCode: textOf(failure['decline_code']),
      failureMessage: textOf(failure['message']),
      adviceCode: textOf(failure['advice_code']),
      method: charge?.method ?? readPaymentMethod(failure['payment_method']) ?? chosenMethod(raw),
      description: textOf(raw['description']),
      refunds: charge?.refunds ?? [],
      refundsHasMore: charge?.refundsHasMore ?? false,
      presented: readPresented(raw['presentment_details']),
    }),
    ...(refundedMinor === undefined ? {} : { amountRefundedMinor: refundedMinor }),
  }
}
