// Invoices of subscriptions over time: drafted, finalized an hour later, then paid, or tried again as the settings say.

import { addAndRecord, changeAndRecord, recordEventOf, type Stage } from '../happen.ts'
import { unitAmountIn } from '../objects/catalogue.ts'
import { invoicePayment } from '../objects/credit.ts'
import { invoice as drawnUp, lineItem } from '../objects/invoice.ts'
import type { Method } from '../objects/method.ts'
import { charge, paymentIntent, type Failure } from '../objects/payment.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import { cancelNow, pauseNow, secondsOf } from './subscriptions.ts'

const daySeconds = 86_400
/** Stripe leaves drafts open for about an hour. https://docs.stripe.com/billing/invoices/subscription */
export const draftSeconds = 3600

/** Stripe's test card that can be saved and never charged. https://docs.stripe.com/testing */
const failsLater = '0341'

const declined: Failure = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  message: 'Your card was declined.',
}

const subscriptionOf = (
  { scene: { store } }: Stage,
  invoice: Tables['invoice'],
): Tables['subscription'] | undefined => {
  const id = invoice.parent?.subscription_details?.subscription
  return store.find('subscription', idOf(id))
}

type Period = { start: number; end: number }

/** Draws up the invoice of a period, as a draft. */
export function draftInvoice(
  stage: Stage,
  subscription: Tables['subscription'],
  {
    period,
    reason,
    isFree,
  }: { period: Period; reason: Tables['invoice']['billing_reason']; isFree: boolean },
): Tables['invoice'] {
  const { store } = stage.scene
  const [item] = store.related('subscription_item', 'subscription', subscription.id)
  if (item === undefined) throw new Error(`${subscription.id} has no item`)
  const price = store.get('price', item.price)
  const quantity = item.quantity ?? 1
  const amount = isFree ? 0 : (price.unit_amount ?? 0) * quantity
  const created = secondsOf(stage.nowMs)
  const product = store.get('product', idOf(price.product))
  const made = drawnUp({
    id: stage.ids.next('in'),
    created,
    livemode: store.livemode,
    customer: store.get('customer', idOf(subscription.customer)),
    currency: price.currency,
    subtotal: amount,
    status: 'draft',
    billingReason: reason,
    subscription: subscription.id,
    periodStart: period.start,
    periodEnd: period.end,
    accountName: 'Tillside',
  })
  made.auto_advance = true
  made.automatically_finalizes_at = created + draftSeconds
  if (subscription.automatic_tax.enabled)
    made.automatic_tax = {
      disabled_reason: null,
      enabled: true,
      liability: { type: 'self' },
      provider: 'stripe',
      status: 'complete',
    }
  // The line comes first, because the event of the invoice shows it.
  store.add(
    'line_item',
    lineItem({
      id: stage.ids.next('il'),
      created,
      livemode: store.livemode,
      invoice: made.id,
      amount,
      currency: price.currency,
      description: isFree ? `Free trial for ${product.name}` : `${quantity} × ${product.name}`,
      quantity,
      price: price.id,
      product: product.id,
      unitAmount: isFree ? '0' : unitAmountIn(price, price.currency),
      subscription: subscription.id,
      subscriptionItem: item.id,
      periodStart: period.start,
      periodEnd: period.end,
    }),
  )
  addAndRecord(stage, 'invoice', made, 'invoice.created')
  changeAndRecord(
    stage,
    'subscription',
    subscription,
    { latest_invoice: made.id },
    'customer.subscription.updated',
  )
  return made
}

/** Makes a draft final, and tries to have it paid. Returns whether it was. */
export function finalizeInvoice(stage: Stage, held: Tables['invoice']): boolean {
  const { store } = stage.scene
  const nowSeconds = secondsOf(stage.nowMs)
  const owner = store.get('customer', idOf(held.customer))
  const number = owner.next_invoice_sequence ?? 1
  store.change('customer', owner.id, { next_invoice_sequence: number + 1 }, stage.nowMs)
  store.change(
    'invoice',
    held.id,
    {
      status: 'open',
      number: `${owner.invoice_prefix ?? ''}-${String(number).padStart(4, '0')}`,
      automatically_finalizes_at: null,
      effective_at: nowSeconds,
      ending_balance: 0,
      hosted_invoice_url: `https://invoice.stripe.com/i/simulated/${held.id}`,
      invoice_pdf: `https://pay.stripe.com/invoice/simulated/${held.id}/pdf`,
      status_transitions: { ...held.status_transitions, finalized_at: nowSeconds },
    },
    stage.nowMs,
  )
  recordEventOf(stage, 'invoice.finalized', held)
  return attemptPayment(stage, held)
}

const methodOf = (stage: Stage, invoice: Tables['invoice']): Tables['payment_method'] | undefined => {
  const { store } = stage.scene
  const owner = store.get('customer', idOf(invoice.customer))
  const chosen =
    subscriptionOf(stage, invoice)?.default_payment_method ?? owner.invoice_settings.default_payment_method
  return store.find('payment_method', idOf(chosen))
}

const cardOf = (method: Tables['payment_method'] | undefined): Method => ({
  kind: 'card',
  brand: method?.card?.brand ?? 'visa',
  last4: method?.card?.last4 ?? '4242',
  expMonth: method?.card?.exp_month ?? 12,
  expYear: method?.card?.exp_year ?? 2030,
})

function takeMoney(stage: Stage, held: Tables['invoice']): boolean {
  const { store } = stage.scene
  const method = methodOf(stage, held)
  if (method === undefined) return false
  const isPaid = method.card?.last4 !== failsLater
  const common = {
    created: secondsOf(stage.nowMs),
    livemode: store.livemode,
    amount: held.amount_remaining,
    currency: held.currency,
    customer: idOf(held.customer),
    method: cardOf(method),
    methodId: method.id,
    description: 'Subscription update',
    ...(isPaid ? {} : { failure: declined }),
  }
  const chargeId = stage.ids.next('ch')
  const [link] = store.related('invoice_payment', 'invoice', held.id)
  const known = link && store.find('payment_intent', idOf(link.payment.payment_intent))
  const intentId = known?.id ?? stage.ids.next('pi')
  const made = charge({ id: chargeId, intent: intentId, ...common })
  const status = isPaid ? ('succeeded' as const) : ('requires_payment_method' as const)
  const intent = paymentIntent({ id: intentId, status, latestCharge: chargeId, ...common })
  if (known) store.change('payment_intent', known.id, { ...intent, created: known.created }, stage.nowMs)
  else store.add('payment_intent', intent, stage.nowMs)
  const paid = isPaid ? held.amount_remaining : null
  if (link) store.change('invoice_payment', link.id, { status: isPaid ? 'paid' : 'open', amount_paid: paid })
  else
    store.add(
      'invoice_payment',
      invoicePayment({
        ...common,
        id: stage.ids.next('inpay'),
        invoice: held.id,
        requested: held.amount_remaining,
        paid,
        status: isPaid ? 'paid' : 'open',
        intent: intentId,
      }),
    )
  addAndRecord(stage, 'charge', made, isPaid ? 'charge.succeeded' : 'charge.failed')
  recordEventOf(stage, isPaid ? 'payment_intent.succeeded' : 'payment_intent.payment_failed', intent)
  return isPaid
}

/** Tries to have an open invoice paid. Returns whether it was. */
export function attemptPayment(stage: Stage, held: Tables['invoice']): boolean {
  const { store } = stage.scene
  const nowSeconds = secondsOf(stage.nowMs)
  const isPaid = held.amount_remaining === 0 || takeMoney(stage, held)
  const subscription = subscriptionOf(stage, held)
  const attempts = held.attempt_count + (held.amount_remaining === 0 ? 0 : 1)
  if (isPaid) {
    store.change(
      'invoice',
      held.id,
      {
        status: 'paid',
        attempted: true,
        attempt_count: attempts,
        auto_advance: false,
        next_payment_attempt: null,
        amount_paid: held.amount_due,
        amount_remaining: 0,
        status_transitions: { ...held.status_transitions, paid_at: nowSeconds },
      },
      stage.nowMs,
    )
    recordEventOf(stage, 'invoice.paid', held)
    revive(stage, subscription, held)
    return true
  }
  const { retryAfterDays, atLast } = stage.settings.dunning
  const waitDays = retryAfterDays[attempts - 1]
  store.change(
    'invoice',
    held.id,
    {
      attempted: true,
      attempt_count: attempts,
      next_payment_attempt: waitDays === undefined ? null : nowSeconds + waitDays * daySeconds,
    },
    stage.nowMs,
  )
  recordEventOf(stage, 'invoice.payment_failed', held)
  if (subscription === undefined) return false
  if (subscription.status === 'active') {
    const changes = { status: 'past_due' as const }
    changeAndRecord(stage, 'subscription', subscription, changes, 'customer.subscription.updated')
  }
  if (waitDays === undefined && subscription.status === 'past_due') giveUp(stage, subscription, atLast)
  return false
}

function giveUp(
  stage: Stage,
  subscription: Tables['subscription'],
  atLast: Stage['settings']['dunning']['atLast'],
): void {
  if (atLast === 'cancel') cancelNow(stage, subscription, 'payment_failed')
  if (atLast === 'pause') pauseNow(stage, subscription, 'final_payment_failure')
  if (atLast === 'unpaid')
    changeAndRecord(
      stage,
      'subscription',
      subscription,
      { status: 'unpaid' },
      'customer.subscription.updated',
    )
}

/** Paying the newest invoice revives a subscription; paying an older one does not, while another is open. */
function revive(
  stage: Stage,
  subscription: Tables['subscription'] | undefined,
  paid: Tables['invoice'],
): void {
  if (subscription === undefined || !['past_due', 'unpaid', 'incomplete'].includes(subscription.status))
    return
  const others = stage.scene.store
    .related('invoice', 'customer', idOf(subscription.customer))
    .filter((each) => each.id !== paid.id && each.status === 'open')
  if (others.length > 0 && subscription.latest_invoice !== paid.id) return
  changeAndRecord(stage, 'subscription', subscription, { status: 'active' }, 'customer.subscription.updated')
}
