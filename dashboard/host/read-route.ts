// Resolves the SDK's route descriptors. https://docs.stripe.com/stripe-apps/route-descriptors

import type { DashboardHost, ObjectContext, RouteDescriptor, RouteTarget } from '../host-api.ts'

/** Descriptors that name an object: the parameter with its id, and its type. */
const objects: Record<string, { param: string; object: string }> = {
  customerDetails: { param: 'customerId', object: 'customer' },
  invoiceDetails: { param: 'invoiceId', object: 'invoice' },
  paymentDetails: { param: 'paymentId', object: 'payment_intent' },
  paymentReviewDetails: { param: 'paymentId', object: 'payment_intent' },
  productDetails: { param: 'productId', object: 'product' },
  subscriptionDetails: { param: 'subscriptionId', object: 'subscription' },
}

/** Whether a payment is a charge or a payment intent, by its id. */
const payment = (id: string): string => (/^(ch|py)_/.test(id) ? 'charge' : 'payment_intent')

const pages: Record<string, string> = {
  customers: 'customer',
  invoices: 'invoice',
  payments: 'payment_intent',
  products: 'product',
  subscriptions: 'subscription',
}

function objectOf({ name, params = {} }: RouteDescriptor): ObjectContext | undefined {
  const found = objects[name]
  const id = found ? params[found.param] : undefined
  if (!found || typeof id !== 'string') return undefined
  return { id, object: found.object === 'payment_intent' ? payment(id) : found.object }
}

function fullPage({ name, params = {} }: RouteDescriptor): Partial<RouteTarget> {
  if (name !== 'fullPage' && name !== 'fullPageGlob') return {}
  const glob = Array.isArray(params['glob']) ? params['glob'].map(String) : []
  const searchParams = params['searchParams']
  return {
    href: `/${glob.map(encodeURIComponent).join('/')}`,
    searchParams: typeof searchParams === 'object' && searchParams !== null ? { ...searchParams } : {},
  }
}

/** An address of the Dashboard, such as `/customers/cus_…` or `/test/invoices/in_…`. */
function readAddress(address: string): RouteTarget {
  const { pathname } = new URL(address, 'https://dashboard.stripe.com')
  const [kind = '', id] = pathname.replace(/^\/(acct_\w+\/)?(test\/)?/, '').split('/')
  const object = pages[kind]
  if (!object || !id) return { words: `the page ${pathname}` }
  return { object: { id, object: kind === 'payments' ? payment(id) : object }, words: `${kind} ${id}` }
}

export const readRoute: DashboardHost['readRoute'] = (to) => {
  if (typeof to === 'string') return readAddress(to)
  const object = objectOf(to)
  return {
    ...(object ? { object } : {}),
    ...fullPage(to),
    ...(to.envParams ? { queryParams: to.envParams } : {}),
    words: object ? `${object.object} ${object.id}` : `the page “${to.name}”`,
  }
}
