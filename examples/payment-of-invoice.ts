// Finds the payment of an invoice, and how much of it can still be refunded.

import type Stripe from 'stripe'

export type InvoicePayment = {
  id: string
  paidMinor: number
  refundedMinor: number
  leftMinor: number
  /** "Visa •••• 4242". */
  method: string
}

const methodOf = (charge: Stripe.Charge): string => {
  const card = charge.payment_method_details?.card
  const type = charge.payment_method_details?.type ?? 'the payment method'
  return card ? `${card.brand ?? 'card'} •••• ${card.last4 ?? ''}` : type
}

async function findIntentId(stripe: Stripe, invoiceId: string | null): Promise<string | undefined> {
  if (invoiceId === null) return undefined
  const invoice = await stripe.invoices.retrieve(invoiceId, { expand: ['payments'] })
  const paid = invoice.payments?.data.find(
    ({ status, payment }) => status === 'paid' && payment.type === 'payment_intent',
  )
  const intent = paid?.payment.payment_intent
  return typeof intent === 'string' ? intent : intent?.id
}

export async function findPayment(
  stripe: Stripe,
  invoiceId: string | null,
): Promise<InvoicePayment | undefined> {
  const intentId = await findIntentId(stripe, invoiceId)
  if (intentId === undefined) return undefined
  const { data } = await stripe.charges.list({ payment_intent: intentId, limit: 1 })
  const [charge] = data
  if (!charge || charge.status !== 'succeeded') return undefined
  return {
    id: intentId,
    paidMinor: charge.amount_captured,
    refundedMinor: charge.amount_refunded,
    leftMinor: charge.amount_captured - charge.amount_refunded,
    method: methodOf(charge),
  }
}

/** Finds the refund of a return, whether or not the orders service knows about it yet. */
export async function findRefund(
  stripe: Stripe,
  invoiceId: string | null,
  returnId: string,
): Promise<Stripe.Refund | undefined> {
  const intentId = await findIntentId(stripe, invoiceId)
  if (intentId === undefined) return undefined
  const { data } = await stripe.refunds.list({ payment_intent: intentId, limit: 100 })
  return data.find(({ metadata }) => metadata?.['return'] === returnId)
}
