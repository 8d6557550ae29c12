// Checkout sessions that sell a subscription: create, expire. Listing and retrieving are with the payments.

import { integerOf, show, textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { Param, Params } from '../../../dashboard/stripe/form.ts'
import { expireSession } from '../billing/timeline.ts'
import { existing } from '../list.ts'
import { subscriptionSession } from '../objects/checkout.ts'
import type { SubscriptionOrder, Tables } from '../objects/tables.ts'
import { mergedMetadata } from './customers.ts'

const write = ['rak_checkout_session_write']
const mapOf = (value: Param | undefined): Params =>
  typeof value === 'object' && !Array.isArray(value) ? value : {}
const isOn = (value: Param | undefined): boolean => mapOf(value)['enabled'] === 'true'

const daySeconds = 86_400

/** What is sold: one line with one price. */
function lineOf(call: Call): { price: Tables['price']; quantity: number } {
  const lines = call.params['line_items']
  const [line] = Array.isArray(lines) ? lines.map(mapOf) : []
  if (line === undefined) throw refusals.missingParameter('line_items')
  const price = existing(call, 'price', textOf(line, 'price') ?? '', 'line_items[0][price]')
  if (price.recurring === null)
    throw refusals.wrongValue(
      'line_items[0][price]',
      'You must provide at least one recurring price in `subscription` mode when using prices.',
    )
  return { price, quantity: integerOf(line, 'quantity', { least: 1, most: 999_999 }) ?? 1 }
}

function orderOf(call: Call, line: ReturnType<typeof lineOf>): SubscriptionOrder {
  const data = mapOf(call.params['subscription_data'])
  const nowSeconds = Math.floor(call.nowMs / 1000)
  const trialEnd = integerOf(data, 'trial_end', { least: 0, most: Number.MAX_SAFE_INTEGER })
  const trialDays = integerOf(data, 'trial_period_days', { least: 1, most: 730 })
  if (trialEnd !== undefined && trialDays !== undefined)
    throw refusals.onlyOneOf(['subscription_data[trial_end]', 'subscription_data[trial_period_days]'])
  if (trialEnd !== undefined && trialEnd < nowSeconds + 2 * daySeconds)
    throw refusals.wrongValue(
      'subscription_data[trial_end]',
      'The `trial_end` date has to be at least 2 days in the future.',
    )
  const without = textOf(mapOf(mapOf(data['trial_settings'])['end_behavior']), 'missing_payment_method')
  return {
    price: line.price.id,
    quantity: line.quantity,
    ...(trialEnd === undefined ? {} : { trialEnd }),
    ...(trialDays === undefined ? {} : { trialDays }),
    withoutMethod: without === 'cancel' || without === 'pause' ? without : 'create_invoice',
    metadata: mergedMetadata({}, data['metadata']),
  }
}

/** With a customer that exists, what people enter has to be saved to it. */
function checkUpdates(call: Call, customer: Tables['customer'], price: Tables['price']): void {
  const update = mapOf(call.params['customer_update'])
  if (isOn(call.params['automatic_tax'])) {
    if (customer.address === null && update['address'] !== 'auto' && update['shipping'] !== 'auto')
      throw refusals.invalid(
        "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
        'customer_tax_location_invalid',
      )
    if (price.tax_behavior === null || price.tax_behavior === 'unspecified')
      throw refusals.invalid(
        `Since \`automatic_tax[enabled]\` is set, line item 0 must have a tax behavior. Update the price ${price.id} to set its \`tax_behavior\`.`,
      )
  }
  if (isOn(call.params['tax_id_collection']) && update['name'] !== 'auto')
    throw refusals.invalid(
      'Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.',
    )
}

function expiryOf(call: Call): number {
  const nowSeconds = Math.floor(call.nowMs / 1000)
  const requested = integerOf(call.params, 'expires_at', { least: 0, most: Number.MAX_SAFE_INTEGER })
  if (requested === undefined) return nowSeconds + daySeconds
  if (requested < nowSeconds + 1800 || requested > nowSeconds + daySeconds)
    throw refusals.wrongValue(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.',
    )
  return requested
}

function create(call: Call): Tables['checkout.session'] {
  const { params } = call
  if (textOf(params, 'mode') !== 'subscription')
    throw refusals.wrongValue('mode', 'The simulator only sells subscriptions: send mode=subscription.')
  const successUrl = textOf(params, 'success_url')
  if (successUrl === undefined) throw refusals.missingParameter('success_url')
  const customer = existing(call, 'customer', textOf(params, 'customer') ?? '', 'customer')
  const line = lineOf(call)
  checkUpdates(call, customer, line.price)
  const id = call.ids.next(call.scene.store.livemode ? 'cs_live' : 'cs_test')
  return subscriptionSession({
    id,
    created: Math.floor(call.nowMs / 1000),
    livemode: call.scene.store.livemode,
    customer,
    price: line.price,
    order: orderOf(call, line),
    url: `${call.origin}/c/pay/${id}`,
    successUrl,
    cancelUrl: textOf(params, 'cancel_url') ?? null,
    expiresAt: expiryOf(call),
    clientReference: textOf(params, 'client_reference_id') ?? null,
    automaticTax: isOn(params['automatic_tax']),
    taxIds: isOn(params['tax_id_collection']),
    collects: textOf(params, 'payment_method_collection') === 'if_required' ? 'if_required' : 'always',
    metadata: mergedMetadata({}, params['metadata']),
  })
}

export const checkoutEndpoints: Endpoint[] = [
  {
    method: 'POST',
    path: '/v1/checkout/sessions',
    takes: {
      mode: 'text',
      customer: 'text',
      client_reference_id: 'text',
      line_items: 'list',
      subscription_data: 'map',
      automatic_tax: 'map',
      tax_id_collection: 'map',
      customer_update: 'map',
      payment_method_collection: 'text',
      billing_address_collection: 'text',
      expires_at: 'integer',
      success_url: 'text',
      cancel_url: 'text',
      locale: 'text',
      metadata: 'map',
    },
    needs: write,
    kind: 'checkout.session',
    answer: (call) => show(call, call.scene.store.add('checkout.session', create(call), call.nowMs)),
  },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/:id/expire',
    takes: {},
    needs: write,
    kind: 'checkout.session',
    answer(call) {
      const held = existing(call, 'checkout.session', call.id)
      if (held.status !== 'open')
        throw refusals.invalid(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of "${held.status}".`,
        )
      return show(call, expireSession(call, held))
    },
  },
]
