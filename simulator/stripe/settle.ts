// Settles a bank debit days after its start: charge, intent, invoice and subscription change together, each with an event.

import { idOf } from './objects/reference.ts'
import type { Entity, Tables } from './objects/tables.ts'
import type { Compartment } from './store.ts'

export type DebitResult = 'succeeded' | 'failed'

/** A changed object and the type of its event, in Stripe's order. */
type ObjectChange = { type: string; entity: Entity }

const noFunds = { code: 'insufficient_funds', message: 'The customer’s bank account has insufficient funds.' }

function settleInvoice(
  store: Compartment,
  intent: Tables['payment_intent'],
  charge: Tables['charge'],
  { outcome, nowMs }: { outcome: DebitResult; nowMs: number },
): ObjectChange[] {
  const link = store.all('invoice_payment').find(({ payment }) => payment.payment_intent === intent.id)
  const invoice = link && store.find('invoice', idOf(link.invoice))
  if (!link || !invoice) return []
  const nowSeconds = Math.floor(nowMs / 1000)
  if (outcome === 'failed') {
    store.change('invoice', invoice.id, { next_payment_attempt: nowSeconds + 3 * 86_400 }, nowMs)
    return [
      { type: 'invoice.payment_failed', entity: invoice },
      ...subscriptionChanges(store, invoice, 'past_due', nowMs),
    ]
  }
  const paid = Math.min(charge.amount, invoice.amount_remaining)
  const remaining = invoice.amount_remaining - paid
  store.change('invoice_payment', link.id, { status: 'paid', amount_paid: paid }, nowMs)
  store.change(
    'invoice',
    invoice.id,
    {
      amount_paid: invoice.amount_paid + paid,
      amount_remaining: remaining,
      ...(remaining === 0
        ? {
            status: 'paid' as const,
            next_payment_attempt: null,
            status_transitions: { ...invoice.status_transitions, paid_at: nowSeconds },
          }
        : {}),
    },
    nowMs,
  )
  if (remaining > 0) return []
  return [{ type: 'invoice.paid', entity: invoice }, ...subscriptionChanges(store, invoice, 'active', nowMs)]
}

function subscriptionChanges(
  store: Compartment,
  invoice: Tables['invoice'],
  status: 'active' | 'past_due',
  nowMs: number,
): ObjectChange[] {
  const id = invoice.parent?.subscription_details?.subscription
  const subscription = typeof id === 'string' ? store.find('subscription', id) : undefined
  if (!subscription || subscription.status === status || subscription.status === 'canceled') return []
  store.change('subscription', subscription.id, { status }, nowMs)
  return [{ type: 'customer.subscription.updated', entity: subscription }]
}

/** Settles the debit of an intent that is processing. */
export function settleDebit(
  store: Compartment,
  intentId: string,
  how: { outcome: DebitResult; nowMs: number },
): ObjectChange[] {
  const intent = store.find('payment_intent', intentId)
  const charge = intent && store.find('charge', idOf(intent.latest_charge))
  if (intent?.status !== 'processing' || charge?.status !== 'pending')
    throw new Error(`${intentId} has no pending debit`)
  const { outcome, nowMs } = how
  if (outcome === 'succeeded') {
    store.change(
      'charge',
      charge.id,
      { status: 'succeeded', paid: true, balance_transaction: charge.id.replace(/^(ch|py)_/, 'txn_') },
      nowMs,
    )
    store.change('payment_intent', intent.id, { status: 'succeeded', amount_received: charge.amount }, nowMs)
  } else {
    const { code, message } = noFunds
    store.change(
      'charge',
      charge.id,
      { status: 'failed', captured: false, amount_captured: 0, failure_code: code, failure_message: message },
      nowMs,
    )
    store.change(
      'payment_intent',
      intent.id,
      {
        status: 'requires_payment_method',
        last_payment_error: { type: 'invalid_request_error', code, message, charge: charge.id },
      },
      nowMs,
    )
  }
  return [
    { type: `charge.${outcome}`, entity: charge },
    {
      type: outcome === 'succeeded' ? 'payment_intent.succeeded' : 'payment_intent.payment_failed',
      entity: intent,
    },
    ...settleInvoice(store, intent, charge, how),
  ]
}
