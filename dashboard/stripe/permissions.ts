// Which permission of the manifest a call to Stripe needs. https://docs.stripe.com/stripe-apps/reference/permissions

import { parseForm, textsOf } from './form.ts'

/** The first match wins. A call that matches none is allowed, because the list is not complete. */
const resources: [RegExp, string][] = [
  [/^apps\/secrets/, 'secret'],
  [/^user\/email$/, 'user_email'],
  [/^customers\/[^/]+\/(sources|cards|bank_accounts)/, 'source'],
  [/^customers\/[^/]+\/payment_methods/, 'payment_method'],
  [/^customers/, 'customer'],
  [/^(subscriptions|subscription_items|subscription_schedules)/, 'subscription'],
  [/^(invoices|invoiceitems|invoice_payments)/, 'invoice'],
  [/^credit_notes/, 'credit_note'],
  [/^(charges|refunds)/, 'charge'],
  [/^disputes/, 'dispute'],
  [/^payment_intents/, 'payment_intent'],
  [/^setup_intents/, 'setup_intent'],
  [/^payment_methods/, 'payment_method'],
  [/^payment_links/, 'payment_links'],
  [/^products/, 'product'],
  [/^(prices|plans)/, 'plan'],
  [/^(coupons|promotion_codes)/, 'coupon'],
  [/^checkout\/sessions/, 'checkout_session'],
  [/^events/, 'event'],
  [/^accounts?(\/|$)/, 'connected_account'],
  [/^balance_transactions|^balance\/history/, 'balance_transaction_source'],
  [/^balance/, 'balance'],
  [/^payouts/, 'payout'],
  [/^transfers/, 'transfer'],
  [/^topups/, 'top_up'],
  [/^tax_rates/, 'tax_rate'],
  [/^quotes/, 'quote'],
  [/^files/, 'file'],
  [/^file_links/, 'file'],
  [/^webhook_endpoints/, 'webhook'],
  [/^billing_portal/, 'customer_portal'],
  [/^reviews/, 'review'],
  [/^shipping_rates/, 'shipping_rate'],
  [/^mandates/, 'mandate'],
  [/^sources/, 'source'],
  [/^tokens/, 'token'],
  [/^application_fees/, 'application_fee'],
  [/^test_helpers\/test_clocks/, 'billing_clock'],
  [/^reporting/, 'report_runs_and_report_types'],
  [/^entitlements/, 'entitlement'],
]

/** The resource that a name in `expand` refers to. */
const expanded: Record<string, string> = {
  customer: 'customer',
  subscription: 'subscription',
  subscriptions: 'subscription',
  latest_invoice: 'invoice',
  invoice: 'invoice',
  payment_intent: 'payment_intent',
  charge: 'charge',
  latest_charge: 'charge',
  refunds: 'charge',
  product: 'product',
  default_price: 'plan',
  price: 'plan',
  payment_method: 'payment_method',
  default_payment_method: 'payment_method',
  dispute: 'dispute',
}

export type StripeRequest = { method: string; path: string; body?: string | undefined }

const resourceOf = (path: string): string | undefined => {
  const rest = path.replace(/^\/v\d+\//, '')
  return resources.find(([pattern]) => pattern.test(rest))?.[1]
}

function expandedBy({ path, body = '' }: StripeRequest): string[] {
  const { search } = new URL(path, 'https://api.stripe.com')
  const names = [search.slice(1), body].flatMap((form) => textsOf(parseForm(form)['expand']))
  return names.flatMap((name) => name.split('.')).flatMap((name) => expanded[name] ?? [])
}

/** The permissions a call needs, by their names in the manifest. */
export function permissionsFor(request: StripeRequest): string[] {
  const { pathname } = new URL(request.path, 'https://api.stripe.com')
  const resource = resourceOf(pathname)
  if (resource === undefined) return []
  // The secret store has no read-only permission.
  const verb = resource === 'secret' || !['GET', 'HEAD'].includes(request.method) ? 'write' : 'read'
  return [...new Set([`${resource}_${verb}`, ...expandedBy(request).map((name) => `${name}_read`)])]
}

/** Write implies read. */
const includes = (held: ReadonlySet<string>, permission: string): boolean =>
  held.has(permission) || held.has(permission.replace(/_read$/, '_write'))

/** The needed permissions that the app lacks. */
export const lackingPermissions = (held: readonly string[], request: StripeRequest): string[] =>
  permissionsFor(request).filter((permission) => !includes(new Set(held), permission))
