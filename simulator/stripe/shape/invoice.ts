// Draws invoices and lines in the requested version: 2025-03-31 removed subscription, payment and tax from them.

import { toJson, type JsonObject } from '../json.ts'
import type { Tables } from '../objects/tables.ts'
import { changes, isBefore } from '../versions.ts'
import { drawDiscount, drawPlan, drawPrice } from './price.ts'
import type { Scene } from './scene.ts'
import { subList } from './sub-list.ts'

/** A line; it contained its whole price before 2025-03-31. */
export function drawLine(line: Tables['line_item'], { store, version }: Scene): JsonObject {
  const { created, ...json } = toJson(line)
  void created
  if (isBefore(version, changes.newest)) delete json['quantity_decimal']
  if (!isBefore(version, changes.basil)) return json
  const { parent, pricing, pretax_credit_amounts: credit, taxes, subtotal, ...old } = json
  void [parent, pricing, credit, taxes, subtotal]
  const priceId = line.pricing?.price_details?.price
  const price = typeof priceId === 'string' ? store.find('price', priceId) : undefined
  return {
    ...old,
    plan: price?.recurring ? drawPlan(price) : null,
    price: price ? drawPrice(price, { store, version }) : null,
    proration: false,
    proration_details: { credited_items: null },
    tax_amounts: [],
    tax_rates: [],
    type: line.subscription ? 'subscription' : 'invoiceitem',
  }
}

const paymentsOf = (invoice: Tables['invoice'], { store }: Scene): Tables['invoice_payment'][] =>
  store.related('invoice_payment', 'invoice', invoice.id)

function oldPayment(invoice: Tables['invoice'], scene: Scene): JsonObject {
  const [payment] = paymentsOf(invoice, scene)
  const intentId = payment?.payment.payment_intent
  const intent = typeof intentId === 'string' ? scene.store.find('payment_intent', intentId) : undefined
  const charge = intent?.latest_charge
  return { payment_intent: intent?.id ?? null, charge: typeof charge === 'string' ? charge : null }
}

function asBefore2025(json: JsonObject, invoice: Tables['invoice'], scene: Scene): JsonObject {
  const {
    parent,
    total_taxes: taxes,
    amount_overpaid: over,
    total_pretax_credit_amounts: credit,
    ...old
  } = json
  void [parent, taxes, over, credit]
  const subscription = invoice.parent?.subscription_details?.subscription
  const [discountId] = invoice.discounts
  const discount = typeof discountId === 'string' ? scene.store.find('discount', discountId) : undefined
  return {
    ...old,
    ...oldPayment(invoice, scene),
    discount: discount ? drawDiscount(discount, scene) : null,
    paid: invoice.status === 'paid',
    paid_out_of_band: invoice.amount_paid_off_stripe !== undefined,
    quote: null,
    rendering_options: null,
    subscription: typeof subscription === 'string' ? subscription : null,
    ...(isBefore(scene.version, changes.latestCharge) ? {} : { subscription_details: { metadata: {} } }),
    tax: null,
    total_tax_amounts: [],
    transfer_data: null,
  }
}

/** An invoice with its first ten lines. */
export function drawInvoice(invoice: Tables['invoice'], scene: Scene): JsonObject {
  const lines = scene.store.related('line_item', 'invoice', invoice.id)
  const json: JsonObject = {
    ...toJson(invoice),
    lines: subList(
      `/v1/invoices/${invoice.id}/lines`,
      lines.map((line) => drawLine(line, scene)),
    ),
  }
  // Only when expanded, and never in an event.
  delete json['amount_paid_off_stripe']
  if (isBefore(scene.version, changes.newest)) {
    for (const field of ['status_details', 'customer_account']) delete json[field]
  }
  return isBefore(scene.version, changes.basil) ? asBefore2025(json, invoice, scene) : json
}

/** The payments of an invoice, absent until expanded. */
export const drawPayments = (invoice: Tables['invoice'], scene: Scene): JsonObject =>
  subList(
    `/v1/invoice_payments?invoice=${invoice.id}`,
    paymentsOf(invoice, scene).map((payment) => toJson(payment)),
  )
