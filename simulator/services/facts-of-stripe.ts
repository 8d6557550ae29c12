// Reads the facts that the sample services need from an account of the simulated Stripe.

import type { StripeSimulator } from '../stripe/simulator.ts'
import type { WorldFacts } from './world.ts'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The current facts of one account in one mode. */
export function factsOfStripe(
  simulator: StripeSimulator,
  {
    nowMs,
    accountId = simulator.accounts.eu,
    livemode = true,
  }: { nowMs: number; accountId?: string; livemode?: boolean },
): WorldFacts {
  const store = simulator.compartment(accountId, livemode)
  const items = store.all('subscription_item')
  const prices = new Map(store.all('price').map((price) => [price.id, price]))
  return {
    nowMs,
    customers: store.all('customer').map((customer) => ({
      id: customer.id,
      name: customer.name ?? '',
      email: customer.email ?? '',
      createdMs: customer.created * 1000,
    })),
    invoices: store
      .all('invoice')
      .filter(({ status, amount_paid: paid }) => status === 'paid' && paid > 0)
      .map((invoice) => ({
        id: invoice.id,
        customerId: textOf(invoice.customer),
        createdMs: invoice.created * 1000,
        currency: invoice.currency,
        amountPaid: invoice.amount_paid,
        ...(invoice.metadata?.['order'] ? { order: invoice.metadata['order'] } : {}),
        lines: store.related('line_item', 'invoice', invoice.id).map((line) => ({
          description: line.description ?? 'Item',
          quantity: line.quantity ?? 1,
          amount: line.amount,
        })),
      })),
    products: store.all('product').map((product) => {
      const subscribed = items.filter((item) => prices.get(item.price)?.product === product.id)
      return {
        id: product.id,
        name: product.name,
        isPlan: [...prices.values()].some(
          (price) => price.product === product.id && price.recurring !== null,
        ),
        customers: new Set(subscribed.map((item) => item.subscription)).size,
      }
    }),
  }
}
