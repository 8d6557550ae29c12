// Charges, intents, refunds, disputes, saved payment methods, checkout sessions.

import { integerOf, show, textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import { addAndRecord, changeAndRecord } from '../happen.ts'
import type { JsonObject } from '../json.ts'
import { existing, listEndpoint, newestPage, pageKinds, retrieveEndpoint } from '../list.ts'
import { refund, refundableWhole } from '../objects/payment.ts'
import type { Tables } from '../objects/tables.ts'
import { readersOf } from '../permissions.ts'
import { searchEndpoint } from '../search/endpoint.ts'
import { mergedMetadata } from './customers.ts'

function chargeToRefund(call: Call): Tables['charge'] {
  const chargeId = textOf(call.params, 'charge')
  const intentId = textOf(call.params, 'payment_intent')
  if (chargeId !== undefined) return existing(call, 'charge', chargeId, 'charge')
  if (intentId === undefined) {
    throw refusals.invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
    )
  }
  const latest = existing(call, 'payment_intent', intentId, 'payment_intent').latest_charge
  if (typeof latest !== 'string')
    throw refusals.invalid('This PaymentIntent does not have a successful charge to refund.')
  return existing(call, 'charge', latest)
}

const wholeOf = (call: Call, charge: Tables['charge']): number =>
  refundableWhole(charge, call.scene.store.related('refund', 'charge', charge.id))

function refundable(call: Call, charge: Tables['charge']): number {
  const left = wholeOf(call, charge) - charge.amount_refunded
  const dispute = call.scene.store
    .related('dispute', 'charge', charge.id)
    .find((each) => !each.is_charge_refundable)
  if (dispute) {
    throw refusals.invalid(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      'charge_disputed',
    )
  }
  if (charge.refunded) {
    throw refusals.invalid(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded')
  }
  if (charge.status !== 'succeeded') throw refusals.invalid(`Charge ${charge.id} was not successful.`)
  const amount = integerOf(call.params, 'amount', { least: 1, most: 99_999_999 }) ?? left
  if (amount > left) {
    throw refusals.invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      undefined,
      'amount',
    )
  }
  return amount
}

function createRefund(call: Call): JsonObject {
  const charge = chargeToRefund(call)
  const amount = refundable(call, charge)
  const reason = textOf(call.params, 'reason')
  const made = refund({
    id: call.ids.next('re'),
    created: Math.floor(call.nowMs / 1000),
    charge,
    amount,
    metadata: mergedMetadata({}, call.params['metadata']),
    ...(reason === 'duplicate' || reason === 'fraudulent' || reason === 'requested_by_customer'
      ? { reason }
      : {}),
  })
  const refunded = charge.amount_refunded + amount
  const whole = wholeOf(call, charge)
  addAndRecord(call, 'refund', made, 'refund.created')
  const changes = { amount_refunded: refunded, refunded: refunded === whole }
  changeAndRecord(call, 'charge', charge, changes, 'charge.refunded')
  return show(call, made)
}

const refundsOfCharge: Endpoint = {
  method: 'GET',
  path: '/v1/charges/:id/refunds',
  takes: pageKinds,
  needs: readersOf['refund'] ?? [],
  kind: 'refund',
  answer(call) {
    const { id } = existing(call, 'charge', call.id)
    return newestPage(
      call,
      call.scene.store.all('refund').filter((row) => row.charge === id),
      'refund',
    )
  },
}

function byEmail(rows: Tables['checkout.session'][], call: Call): Tables['checkout.session'][] {
  const details = call.params['customer_details']
  const email = typeof details === 'object' && !Array.isArray(details) ? details['email'] : undefined
  return email === undefined ? rows : rows.filter((row) => row.customer_details?.email === email)
}

function ofKnownCustomer(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    answer(call) {
      const customer = textOf(call.params, 'customer')
      if (customer !== undefined) existing(call, 'customer', customer, 'customer')
      return endpoint.answer(call)
    },
  }
}

/** All endpoints of payments. */
export const paymentEndpoints: Endpoint[] = [
  ofKnownCustomer(
    listEndpoint({
      object: 'charge',
      path: '/v1/charges',
      takes: { customer: 'text', payment_intent: 'text', transfer_group: 'text' },
    }),
  ),
  searchEndpoint('charge', '/v1/charges/search'),
  retrieveEndpoint('charge', '/v1/charges/:id'),
  refundsOfCharge,
  ofKnownCustomer(
    listEndpoint({
      object: 'payment_intent',
      path: '/v1/payment_intents',
      takes: { customer: 'text', customer_account: 'text' },
    }),
  ),
  searchEndpoint('payment_intent', '/v1/payment_intents/search'),
  retrieveEndpoint('payment_intent', '/v1/payment_intents/:id'),
  listEndpoint({ object: 'refund', path: '/v1/refunds', takes: { charge: 'text', payment_intent: 'text' } }),
  retrieveEndpoint('refund', '/v1/refunds/:id'),
  {
    method: 'POST',
    path: '/v1/refunds',
    takes: { charge: 'text', payment_intent: 'text', amount: 'integer', reason: 'text', metadata: 'map' },
    needs: ['rak_charge_write'],
    kind: 'refund',
    answer: createRefund,
  },
  listEndpoint({
    object: 'dispute',
    path: '/v1/disputes',
    takes: { charge: 'text', payment_intent: 'text' },
  }),
  retrieveEndpoint('dispute', '/v1/disputes/:id'),
  ofKnownCustomer(
    listEndpoint({
      object: 'payment_method',
      path: '/v1/payment_methods',
      takes: { customer: 'text', customer_account: 'text', type: 'text' },
    }),
  ),
  retrieveEndpoint('payment_method', '/v1/payment_methods/:id'),
  listEndpoint({
    object: 'checkout.session',
    path: '/v1/checkout/sessions',
    takes: {
      customer: 'text',
      payment_intent: 'text',
      subscription: 'text',
      status: 'text',
      customer_details: 'map',
    },
    pick: byEmail,
  }),
  retrieveEndpoint('checkout.session', '/v1/checkout/sessions/:id'),
  listEndpoint({
    object: 'radar.early_fraud_warning',
    path: '/v1/radar/early_fraud_warnings',
    takes: { charge: 'text', payment_intent: 'text' },
  }),
  // Stripe lists only open reviews, of all customers.
  listEndpoint({ object: 'review', path: '/v1/reviews', pick: (rows) => rows.filter((row) => row.open) }),
  retrieveEndpoint('review', '/v1/reviews/:id'),
]
