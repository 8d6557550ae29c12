// Expansion: replaces ids with objects and adds absent lists. As at Stripe, at most four levels counting `data`; only the
// first name is checked; every expanded object needs its permission.

import { refusals } from '../../dashboard/stripe/errors.ts'
import { isJsonObject, toJson, type Json, type JsonObject } from './json.ts'
import type { Key } from './keys.ts'
import { readersOf, requirePermission } from './permissions.ts'
import { drawSources, drawSubscriptions, drawTaxIds } from './shape/customer.ts'
import { draw } from './shape/draw.ts'
import { drawPayments } from './shape/invoice.ts'
import { drawRefunds } from './shape/payment.ts'
import type { Scene } from './shape/scene.ts'
import { changes, isBefore } from './versions.ts'

const words = (text: string): Set<string> => new Set(text.split(' '))

/** Names that may come first, by the kind of object. */
const expandable: Record<string, Set<string>> = {
  'apps.secret': new Set(['payload']),
  customer: words(
    'cash_balance default_source discount invoice_credit_balance invoice_settings sources subscriptions tax tax_ids test_clock',
  ),
  subscription: words(
    'application customer default_payment_method default_source default_tax_rates discount discounts items latest_invoice on_behalf_of pending_setup_intent plan schedule test_clock transfer_data',
  ),
  subscription_item: words('discounts plan price tax_rates'),
  invoice: words(
    'amount_paid_off_stripe account_tax_ids application charge confirmation_secret customer default_payment_method default_source discount discounts from_invoice latest_revision lines on_behalf_of parent payment_intent payments quote subscription test_clock total_discount_amounts total_pretax_credit_amounts total_taxes transfer_data',
  ),
  line_item: words('discount_amounts discounts price pricing subscription'),
  invoice_payment: words('invoice payment'),
  invoiceitem: words('customer discounts invoice tax_rates test_clock'),
  subscription_schedule: words('application customer phases subscription test_clock'),
  'radar.early_fraud_warning': words('charge payment_intent'),
  review: words('charge payment_intent'),
  tax_id: words('customer owner'),
  charge: words(
    'application application_fee balance_transaction customer failure_balance_transaction invoice on_behalf_of payment_intent refunds review source_transfer transfer transfer_data',
  ),
  payment_intent: words(
    'application charges customer invoice latest_charge on_behalf_of payment_method review transfer_data',
  ),
  refund: words(
    'balance_transaction charge customer failure_balance_transaction payment_intent payment_method',
  ),
  dispute: words('charge payment_intent'),
  credit_note: words('customer customer_balance_transaction invoice refund refunds'),
  payment_method: words('customer'),
  product: words('default_price tax_code'),
  price: words('currency_options product tiers'),
  discount: words('customer promotion_code source coupon'),
  coupon: words('applies_to currency_options'),
  'checkout.session': words(
    'customer invoice line_items payment_intent payment_link setup_intent subscription',
  ),
  customer_balance_transaction: words('checkout_session credit_note customer invoice'),
  'billing_portal.configuration': words(''),
  'billing_portal.session': words('configuration'),
  event: words(''),
  account: words(''),
}

/** The kind of object a name expands to, for its permission. Names of objects that are always embedded need none. */
const leadsTo: Record<string, string> = {
  customer: 'customer',
  subscription: 'subscription',
  subscriptions: 'subscription',
  sources: 'card',
  default_source: 'card',
  default_payment_method: 'payment_method',
  payment_method: 'payment_method',
  latest_invoice: 'invoice',
  invoice: 'invoice',
  payments: 'invoice_payment',
  payment_intent: 'payment_intent',
  latest_charge: 'charge',
  charge: 'charge',
  charges: 'charge',
  refunds: 'refund',
  refund: 'refund',
  product: 'product',
  default_price: 'price',
  price: 'price',
  tiers: 'price',
  coupon: 'coupon',
  test_clock: 'test_helpers.test_clock',
  dispute: 'dispute',
}

/** The version that introduced a name. */
const addedIn: Record<string, string> = { amount_paid_off_stripe: changes.paidOffStripe }

const isTooNew = (name: string, version: string): boolean => isBefore(version, addedIn[name] ?? '')

type Stage = { scene: Scene; key: Key }

function include(node: JsonObject, name: string, { scene }: Stage): Json | undefined {
  const id = typeof node['id'] === 'string' ? node['id'] : ''
  const kind = typeof node['object'] === 'string' ? node['object'] : ''
  const { store } = scene
  switch (`${kind}.${name}`) {
    case 'customer.subscriptions':
      return drawSubscriptions(id, scene)
    case 'customer.sources':
      return drawSources(id, scene)
    case 'customer.tax_ids':
      return drawTaxIds(id, scene)
    case 'customer.invoice_credit_balance':
      return { ...store.find('customer', id)?.invoice_credit_balance }
    case 'customer.cash_balance':
      return null
    case 'charge.refunds':
      return drawRefunds(id, scene)
    case 'invoice.payments': {
      const invoice = store.find('invoice', id)
      return invoice ? drawPayments(invoice, scene) : undefined
    }
    case 'invoice.amount_paid_off_stripe':
      return store.find('invoice', id)?.amount_paid_off_stripe ?? 0
    case 'invoice.confirmation_secret':
      return null
    case 'price.tiers':
      return (store.find('price', id)?.hiddenTiers ?? []).map((tier) => ({ ...tier }))
    case 'price.currency_options':
      return toJson(store.find('price', id)?.hiddenCurrencyOptions ?? {})
    case 'coupon.currency_options':
      return toJson(store.find('coupon', id)?.hiddenCurrencyOptions ?? {})
    case 'coupon.applies_to': {
      const products = store.find('coupon', id)?.hiddenProducts
      return products ? { products: [...products] } : null
    }
    default:
      return undefined
  }
}

const resolve = (id: string, { scene }: Stage): Json => {
  const entity = scene.store.findById(id)
  return entity ? draw(entity, scene) : id
}

function walk(node: Json | undefined, steps: string[], stage: Stage): void {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, steps, stage)
    return
  }
  const [name, ...rest] = steps
  if (name === undefined || !isJsonObject(node)) return
  const value = node[name]
  if (value === undefined) {
    const included = include(node, name, stage)
    if (included === undefined) return
    node[name] = included
  } else if (typeof value === 'string' && name in leadsTo) node[name] = resolve(value, stage)
  else if (typeof value === 'string' && name === 'balance_transaction') node[name] = resolve(value, stage)
  else if (Array.isArray(value)) {
    node[name] = value.map((each) => (typeof each === 'string' ? resolve(each, stage) : each))
  }
  walk(node[name], rest, stage)
}

function check(path: string, body: JsonObject, kind: string, stage: Stage): string[] {
  const steps = path.split('.')
  if (steps.length > 4) throw refusals.tooDeep(path)
  const listed = body['object'] === 'list' || body['object'] === 'search_result'
  if (path === 'total_count' && listed) {
    if (body['object'] === 'list') throw refusals.notIncludable(path)
    return steps
  }
  const [first = '', second] = steps
  if (listed && first !== 'data') throw refusals.notExpandable(first)
  const checked = listed ? second : first
  const isKnown =
    checked === undefined || (expandable[kind]?.has(checked) && !isTooNew(checked, stage.scene.version))
  if (!isKnown) throw refusals.notExpandable(checked)
  for (const step of steps) {
    const target = leadsTo[step]
    if (target === undefined) continue
    requirePermission(stage.key, stage.scene.store.accountId, readersOf[target] ?? [])
  }
  return steps
}

/** Expands a response in place. `kind` is the kind of the object, or of a list's items. */
export function expand(body: JsonObject, paths: string[], kind: string, stage: Stage): JsonObject {
  const checked = paths.map((path) => check(path, body, kind, stage))
  for (const steps of checked) walk(body, steps, stage)
  if (!paths.includes('total_count')) delete body['total_count']
  return body
}
