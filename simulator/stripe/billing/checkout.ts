// Completes a Checkout session, as the hosted page does when somebody pays.

import { addAndRecord, changeAndRecord, type Stage } from '../happen.ts'
import { paymentMethod } from '../objects/method.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import { draftInvoice, finalizeInvoice } from './invoices.ts'
import { itemOf, secondsOf, startSubscription } from './subscriptions.ts'

/** By the last four digits, as Stripe's test cards. https://docs.stripe.com/testing */
export const cards = {
  '4242': 'works',
  '0341': 'can be saved, and is declined later',
  '0002': 'is declined at once',
} as const

export type Card = keyof typeof cards
export const isCard = (text: string | undefined): text is Card => text !== undefined && text in cards

/** Saves a card, and makes it the one that is charged. */
export function saveCard(stage: Stage, customerId: string, last4: Card): Tables['payment_method'] {
  const { store } = stage.scene
  const method = paymentMethod({
    id: stage.ids.next('pm'),
    created: secondsOf(stage.nowMs),
    livemode: store.livemode,
    customer: customerId,
    method: { kind: 'card', brand: 'visa', last4, expMonth: 12, expYear: 2034 },
  })
  return addAndRecord(stage, 'payment_method', method, 'payment_method.attached')
}

export type Purchase = { card: Card | undefined; country: string; name: string }

/** Buys what the session sells. A card that is declined changes nothing: the session stays open, and another can be tried. */
export function completeCheckout(
  stage: Stage,
  session: Tables['checkout.session'],
  { card, country, name }: Purchase,
): 'completed' | 'declined' {
  const { store } = stage.scene
  const order = session.hiddenOrder
  if (session.status !== 'open' || order === undefined) throw new Error('This session is not open.')
  const isFree = order.trialEnd !== undefined || order.trialDays !== undefined
  if (card === '0002' || (card === '0341' && !isFree)) return 'declined'
  const customer = store.get('customer', idOf(session.customer))
  const address = { city: null, country, line1: null, line2: null, postal_code: null, state: null }
  if (session.automatic_tax.enabled)
    changeAndRecord(stage, 'customer', customer, { address, name }, 'customer.updated')
  const method = card && saveCard(stage, customer.id, card)
  const made = startSubscription(stage, {
    ...order,
    customer: customer.id,
    method: method?.id,
    automaticTax: session.automatic_tax.enabled,
  })
  const item = itemOf(stage, made)
  const period = { start: item.current_period_start, end: item.current_period_end }
  const invoice = draftInvoice(stage, made, { period, reason: 'subscription_create', isFree })
  finalizeInvoice(stage, invoice)
  changeAndRecord(
    stage,
    'checkout.session',
    session,
    {
      status: 'complete',
      payment_status: isFree ? 'no_payment_required' : 'paid',
      subscription: made.id,
      invoice: invoice.id,
      url: null,
      customer_details: {
        address,
        business_name: null,
        email: customer.email,
        individual_name: null,
        name,
        phone: null,
        tax_exempt: 'none',
        tax_ids: [],
      },
    },
    'checkout.session.completed',
  )
  return 'completed'
}
