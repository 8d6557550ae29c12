// The customer portal: configurations, and sessions, which have an address that acts as the customer.

import { show, textOf, type Call, type Endpoint, type Kind } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { Param, Params } from '../../../dashboard/stripe/form.ts'
import { existing, listEndpoint, retrieveEndpoint } from '../list.ts'
import { portalConfiguration, portalSession } from '../objects/portal.ts'
import type { Tables } from '../objects/tables.ts'
import { mergedMetadata } from './customers.ts'

const write = ['rak_customer_portal_write']
type Features = Tables['billing_portal.configuration']['features']

const mapOf = (value: Param | undefined): Params =>
  typeof value === 'object' && !Array.isArray(value) ? value : {}
const isOn = (value: Param | undefined): boolean => mapOf(value)['enabled'] === 'true'

const updates = ['address', 'email', 'name', 'phone', 'shipping', 'tax_id'] as const

/** Each feature that was sent; those that were not stay as they are. */
function featuresOf(params: Params): Partial<Features> {
  const given = mapOf(params['features'])
  const customer = mapOf(given['customer_update'])
  const cancel = mapOf(given['subscription_cancel'])
  const allowed = customer['allowed_updates']
  return {
    ...(given['customer_update'] === undefined
      ? {}
      : {
          customer_update: {
            allowed_updates: updates.filter((each) => Array.isArray(allowed) && allowed.includes(each)),
            enabled: isOn(given['customer_update']),
          },
        }),
    ...(given['invoice_history'] === undefined
      ? {}
      : { invoice_history: { enabled: isOn(given['invoice_history']) } }),
    ...(given['payment_method_update'] === undefined
      ? {}
      : {
          payment_method_update: {
            enabled: isOn(given['payment_method_update']),
            payment_method_configuration: null,
          },
        }),
    ...(given['subscription_cancel'] === undefined
      ? {}
      : {
          subscription_cancel: {
            cancellation_reason: { enabled: false, feedback_options: null, options: [] },
            enabled: isOn(given['subscription_cancel']),
            mode: textOf(cancel, 'mode') === 'immediately' ? 'immediately' : 'at_period_end',
            proration_behavior: 'none',
          },
        }),
  }
}

const configurationTakes: Record<string, Kind> = {
  features: 'map',
  business_profile: 'map',
  default_return_url: 'text',
  login_page: 'map',
  metadata: 'map',
  name: 'text',
}

function createConfiguration(call: Call): Tables['billing_portal.configuration'] {
  if (call.params['features'] === undefined) throw refusals.missingParameter('features')
  return portalConfiguration({
    id: call.ids.next('bpc'),
    created: Math.floor(call.nowMs / 1000),
    livemode: call.scene.store.livemode,
    features: featuresOf(call.params),
    returnUrl: textOf(call.params, 'default_return_url') ?? null,
    metadata: mergedMetadata({}, call.params['metadata']),
  })
}

function createSession(call: Call): Tables['billing_portal.session'] {
  const { store } = call.scene
  const customer = existing(call, 'customer', textOf(call.params, 'customer') ?? '', 'customer')
  const wanted = textOf(call.params, 'configuration')
  if (wanted === undefined)
    throw refusals.invalid(
      `You can’t create a portal session in ${store.livemode ? 'live' : 'test'} mode until you save your customer portal settings in ${store.livemode ? 'live' : 'test'} mode at https://dashboard.stripe.com/settings/billing/portal.`,
    )
  const configuration = existing(call, 'billing_portal.configuration', wanted, 'configuration')
  const id = call.ids.next('bps')
  return portalSession({
    id,
    created: Math.floor(call.nowMs / 1000),
    livemode: store.livemode,
    configuration: configuration.id,
    customer: customer.id,
    returnUrl: textOf(call.params, 'return_url') ?? configuration.default_return_url,
    url: `${call.origin}/p/session/${id}`,
    mendsCard: mapOf(call.params['flow_data'])['type'] === 'payment_method_update',
  })
}

export const portalEndpoints: Endpoint[] = [
  listEndpoint({ object: 'billing_portal.configuration', path: '/v1/billing_portal/configurations' }),
  retrieveEndpoint('billing_portal.configuration', '/v1/billing_portal/configurations/:id'),
  {
    method: 'POST',
    path: '/v1/billing_portal/configurations',
    takes: configurationTakes,
    needs: write,
    kind: 'billing_portal.configuration',
    answer: (call) =>
      show(call, call.scene.store.add('billing_portal.configuration', createConfiguration(call), call.nowMs)),
  },
  {
    method: 'POST',
    path: '/v1/billing_portal/sessions',
    takes: {
      customer: 'text',
      configuration: 'text',
      return_url: 'text',
      flow_data: 'map',
      locale: 'text',
    },
    needs: write,
    kind: 'billing_portal.session',
    answer: (call) =>
      show(call, call.scene.store.add('billing_portal.session', createSession(call), call.nowMs)),
  },
]
