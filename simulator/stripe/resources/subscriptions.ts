// What can be done to a subscription and its invoices by API: end it, at once or with its period; pause, resume; pay.

import { show, textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import { attemptPayment, draftInvoice, finalizeInvoice } from '../billing/invoices.ts'
import { beginPeriod, cancelAtPeriodEnd, cancelNow, pauseNow } from '../billing/subscriptions.ts'
import { changeAndRecord, recordEventOf } from '../happen.ts'
import { existing } from '../list.ts'
import type { Tables } from '../objects/tables.ts'

const needs = ['rak_subscription_write']
const over = ['canceled', 'incomplete_expired']

function running(call: Call): Tables['subscription'] {
  const held = existing(call, 'subscription', call.id)
  if (over.includes(held.status))
    throw refusals.invalid('A canceled subscription can only update its cancellation_details and metadata.')
  return held
}

/** Takes up the billing again: a period begins, and its invoice is final at once. */
function resume(call: Call): Tables['subscription'] {
  const held = running(call)
  if (held.status !== 'paused')
    throw refusals.invalid(
      `The subscription ${held.id} is not paused. Only paused subscriptions can be resumed.`,
    )
  const { store } = call.scene
  const nowSeconds = Math.floor(call.nowMs / 1000)
  const [item] = store.related('subscription_item', 'subscription', held.id)
  if (item) store.change('subscription_item', item.id, { current_period_end: nowSeconds })
  store.change('subscription', held.id, { billing_cycle_anchor: nowSeconds })
  const period = beginPeriod(call, held)
  const invoice = draftInvoice(call, held, { period, reason: 'subscription_update', isFree: false })
  if (!finalizeInvoice(call, invoice)) return held
  delete held.status_details
  changeAndRecord(call, 'subscription', held, { status: 'active' }, 'customer.subscription.updated')
  recordEventOf(call, 'customer.subscription.resumed', held)
  return held
}

function pay(call: Call): Tables['invoice'] {
  const held = existing(call, 'invoice', call.id)
  if (held.status !== 'open')
    throw refusals.invalid(
      held.status === 'paid' ? 'Invoice is already paid' : `Invoice ${held.id} is not open.`,
    )
  if (!attemptPayment(call, held)) throw refusals.invalid('Your card was declined.', 'card_declined')
  return held
}

const on = (
  method: Endpoint['method'],
  path: string,
  takes: Endpoint['takes'],
  answer: (call: Call) => Tables['subscription'],
): Endpoint => ({
  method,
  path,
  takes,
  needs,
  kind: 'subscription',
  answer: (call) => show(call, answer(call)),
})

export const subscriptionEndpoints: Endpoint[] = [
  on('DELETE', '/v1/subscriptions/:id', { prorate: 'flag', invoice_now: 'flag' }, (call) =>
    cancelNow(call, running(call), 'cancellation_requested'),
  ),
  on('POST', '/v1/subscriptions/:id', { cancel_at_period_end: 'flag' }, (call) =>
    cancelAtPeriodEnd(call, running(call), textOf(call.params, 'cancel_at_period_end') === 'true'),
  ),
  on('POST', '/v1/subscriptions/:id/pause', {}, (call) => pauseNow(call, running(call), 'pause_requested')),
  on('POST', '/v1/subscriptions/:id/resume', { payment_behavior: 'text' }, resume),
  {
    method: 'POST',
    path: '/v1/invoices/:id/pay',
    takes: {},
    needs: ['rak_invoice_write'],
    kind: 'invoice',
    answer: (call) => show(call, pay(call)),
  },
]
