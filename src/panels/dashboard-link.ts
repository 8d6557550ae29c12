// Builds links to the Stripe Dashboard and checks URLs that Stripe gave us. Panels link to nothing else.

import type { StripeAccount } from '#contract/billing.ts'
import { cleanText } from './foreign.ts'

type Place = 'customers' | 'subscriptions' | 'invoices' | 'payments' | 'disputes'

const hrefMax = 2000

/** The URL up to account and mode. Without the account the link opens in the account used last, and misses sandboxes. */
function base({ accountId, mode }: StripeAccount): string {
  const account =
    accountId !== undefined && /^acct_[A-Za-z0-9_]{1,200}$/.test(accountId) ? `/${accountId}` : ''
  return `https://dashboard.stripe.com${account}${mode === 'test' ? '/test' : ''}`
}

/** `https://dashboard.stripe.com/acct_…/test/customers/cus_…`. */
export function dashboardLink(account: StripeAccount, place: Place, id: string): string {
  return `${base(account)}/${place}/${encodeURIComponent(cleanText(id, 255))}`
}

/** Links to a list of the customer's: the customer page has them all. */
export function customerLink(account: StripeAccount, customerId: string): string {
  return dashboardLink(account, 'customers', customerId)
}

/** Where the keys of the account are edited. */
export function keysLink(account: StripeAccount): string {
  return `${base(account)}/apikeys`
}

/** A URL that Stripe gave us (payment page, PDF, receipt); `undefined` unless it is https on one of Stripe's hosts. */
export function stripeHref(href: string | undefined): string | undefined {
  if (href === undefined || href.length > hrefMax || !URL.canParse(href)) return undefined
  const url = new URL(href)
  const { protocol, hostname, username, password, port } = url
  const isStripe = hostname === 'stripe.com' || hostname.endsWith('.stripe.com')
  const isPlain = protocol === 'https:' && username === '' && password === '' && port === ''
  return isStripe && isPlain && url.href.length <= hrefMax ? url.href : undefined
}
