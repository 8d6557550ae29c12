// What the Dashboard half of the page shows about a customer: objects as plain data, read from the simulated Stripe.

import { z } from 'zod'
import type { Tables } from '../../stripe/objects/tables.ts'
import type { StripeSimulator } from '../../stripe/simulator.ts'
import type { Compartment } from '../../stripe/store.ts'

const valueSchema = z.union([
  z.string(),
  z.object({ amountMinor: z.int(), currency: z.string() }),
  z.object({ atMs: z.number() }),
])
export type DashboardValue = z.infer<typeof valueSchema>

const rowsSchema = z.array(z.object({ label: z.string(), value: valueSchema }))

/** One object's page. `context` is the object context of the extension beside it. */
const dashboardObjectSchema = z.object({
  kind: z.enum(['customer', 'invoice', 'product', 'subscription', 'payment']),
  context: z.object({ id: z.string(), object: z.string() }),
  /** Its name in the menu. */
  name: z.string(),
  title: valueSchema,
  badge: z.object({ text: z.string(), status: z.enum(['ok', 'warn', 'bad', 'quiet']) }).optional(),
  rows: rowsSchema,
  sections: z.array(z.object({ title: z.string(), rows: rowsSchema, isTotalLast: z.boolean().optional() })),
})
export type DashboardObject = z.infer<typeof dashboardObjectSchema>
export const dashboardSchema = z.object({ objects: z.array(dashboardObjectSchema) })

type Status = NonNullable<DashboardObject['badge']>['status']
const idOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const at = (seconds: number) => ({ atMs: seconds * 1000 })
const row = (label: string, value: DashboardValue | null | undefined) =>
  value === null || value === undefined || value === '' ? [] : [{ label, value }]
const badge = (text: string, ok: readonly string[], bad: readonly string[]) => {
  const status: Status = ok.includes(text) ? 'ok' : bad.includes(text) ? 'bad' : 'quiet'
  return { text: text.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase()), status }
}
const newest = <T extends { created: number }>(rows: T[]): T[] =>
  rows.toSorted((a, b) => b.created - a.created)

function cardOf({ payment_method_details: details }: Tables['charge']): string {
  const card = details?.card
  return card ? `${card.brand ?? 'card'} •••• ${card.last4 ?? ''}` : (details?.type ?? '')
}

function drawCustomer(customer: Tables['customer'], account: string): DashboardObject {
  const { id, name, email, phone, created, balance, currency } = customer
  return {
    kind: 'customer',
    context: { id, object: 'customer' },
    name: name ?? email ?? id,
    title: name ?? email ?? id,
    rows: [...row('Email', email), ...row('Phone', phone), ...row('Customer since', at(created))],
    sections: [
      ...(balance === 0
        ? []
        : [
            { title: 'Balance', rows: row('Credit', { amountMinor: -balance, currency: currency ?? 'eur' }) },
          ]),
      { title: 'Details', rows: [...row('Id', id), ...row('Account', account)] },
    ],
  }
}

function drawInvoice(
  store: Compartment,
  invoice: Tables['invoice'],
  customer: Tables['customer'],
): DashboardObject {
  const { id, number, status, total, currency, created, metadata } = invoice
  const lines = store.related('line_item', 'invoice', id)
  return {
    kind: 'invoice',
    context: { id, object: 'invoice' },
    name: number ?? id,
    title: { amountMinor: total, currency },
    badge: badge(status ?? 'draft', ['paid'], ['uncollectible', 'open']),
    rows: [
      ...row('Invoice', number),
      ...row('Customer', customer.name ?? customer.email),
      ...row('Created', at(created)),
    ],
    sections: [
      {
        title: 'Items',
        isTotalLast: true,
        rows: [
          ...lines.map((line) => ({
            label: line.description ?? 'Item',
            value: { amountMinor: line.amount, currency },
          })),
          { label: 'Total', value: { amountMinor: total, currency } },
        ],
      },
      { title: 'Details', rows: [...row('Id', id), ...row('Order', metadata?.['order'])] },
    ],
  }
}

function drawSubscription(store: Compartment, subscription: Tables['subscription']): DashboardObject {
  const { id, status, created, currency } = subscription
  const items = store.all('subscription_item').filter((item) => item.subscription === id)
  const named = items.map((item) => {
    const price = store.find('price', item.price)
    const product = store.find('product', idOf(price?.product) ?? '')
    return { name: product?.name ?? 'Product', amountMinor: (price?.unit_amount ?? 0) * (item.quantity ?? 1) }
  })
  return {
    kind: 'subscription',
    context: { id, object: 'subscription' },
    name: named.map(({ name }) => name).join(', ') || id,
    title: named.map(({ name }) => name).join(', ') || id,
    badge: badge(status, ['active', 'trialing'], ['past_due', 'unpaid', 'incomplete']),
    rows: row('Started', at(created)),
    sections: [
      {
        title: 'Items',
        rows: named.map(({ name, amountMinor }) => ({ label: name, value: { amountMinor, currency } })),
      },
      { title: 'Details', rows: row('Id', id) },
    ],
  }
}

function drawPayment(charge: Tables['charge']): DashboardObject {
  const {
    id,
    payment_intent: intent,
    amount,
    amount_refunded: refunded,
    currency,
    created,
    status,
    description,
  } = charge
  const intentId = idOf(intent)
  return {
    kind: 'payment',
    context: intentId ? { id: intentId, object: 'payment_intent' } : { id, object: 'charge' },
    name: description ?? id,
    title: { amountMinor: amount, currency },
    badge:
      refunded > 0
        ? { text: refunded === amount ? 'Refunded' : 'Partly refunded', status: 'quiet' }
        : badge(status, ['succeeded'], ['failed']),
    rows: [...row('Paid', at(created)), ...row('Method', cardOf(charge)), ...row('For', description)],
    sections: [
      ...(refunded > 0
        ? [{ title: 'Refunds', rows: row('Refunded', { amountMinor: refunded, currency }) }]
        : []),
      { title: 'Details', rows: row('Id', intentId ?? id) },
    ],
  }
}

function drawProduct(store: Compartment, product: Tables['product']): DashboardObject {
  const { id, name, active, description, created } = product
  const prices = store.all('price').filter((price) => price.product === id && price.unit_amount !== null)
  return {
    kind: 'product',
    context: { id, object: 'product' },
    name,
    title: name,
    badge: active ? { text: 'Active', status: 'ok' } : { text: 'Archived', status: 'quiet' },
    rows: [...row('Description', description), ...row('Made', at(created))],
    sections: [
      {
        title: 'Prices',
        rows: prices.slice(0, 8).map(({ unit_amount: amount, currency, recurring }) => ({
          label: recurring
            ? `Every ${recurring.interval_count > 1 ? `${recurring.interval_count} ` : ''}${recurring.interval}`
            : 'Once',
          value: { amountMinor: amount ?? 0, currency },
        })),
      },
      { title: 'Details', rows: row('Id', id) },
    ],
  }
}

const shownMax = 12

/** The objects of the customer with this address, and the account's products. */
export function readDashboard(
  simulator: StripeSimulator,
  { address, livemode }: { address: string; livemode: boolean },
): { objects: DashboardObject[] } {
  const store = simulator.compartment(simulator.accounts.eu, livemode)
  const [customer] = simulator.customersOf(address, { livemode })
  const products = store.all('product').map((product) => drawProduct(store, product))
  if (!customer) return { objects: products }
  const of = <T extends { customer?: unknown; created: number }>(rows: T[]) =>
    newest(rows.filter((each) => each.customer === customer.id)).slice(0, shownMax)
  return {
    objects: [
      drawCustomer(customer, 'Kelpie Coffee'),
      // Shop orders come first, because they have panels to show.
      ...of(store.all('invoice'))
        .toSorted((a, b) => Number('order' in (b.metadata ?? {})) - Number('order' in (a.metadata ?? {})))
        .map((invoice) => drawInvoice(store, invoice, customer)),
      ...of(store.all('subscription')).map((subscription) => drawSubscription(store, subscription)),
      ...of(store.all('charge')).map(drawPayment),
      ...products,
    ],
  }
}
