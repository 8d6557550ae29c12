// Subscriptions with the invoices of their past.

import type { Interval } from '../objects/catalogue.ts'
import { subscription, subscriptionItem, type SubscriptionSketch } from '../objects/subscription.ts'
import type { Tables } from '../objects/tables.ts'
import type { Author, Person } from './author.ts'
import { bill, type BillFacts, type LineFacts, type Reductions } from './bill.ts'

type ItemFacts = { price: string; quantity?: number; metered?: boolean }

export type PlanFacts = Omit<
  SubscriptionSketch,
  'id' | 'created' | 'livemode' | 'customer' | 'currency' | 'discounts' | 'latestInvoice'
> & {
  key: string
  items: ItemFacts[]
  started: number
  /** Start and end of the running period. */
  period: { start: number; end: number }
  coupon?: { id: string; percentOff: number; end?: number }
  /** How many paid invoices of past periods, the newest at the start of the running one. */
  paidInvoices?: number
  /** The newest of them has this shape instead. */
  newest?: Partial<BillFacts>
}

const backBy = (at: number, interval: Interval, times: number): number => {
  const count = (interval.count ?? 1) * times
  if (interval.every === 'day') return at - count * 86_400
  if (interval.every === 'week') return at - count * 7 * 86_400
  const date = new Date(at * 1000)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  if (interval.every === 'month') date.setUTCMonth(date.getUTCMonth() - count)
  else date.setUTCFullYear(date.getUTCFullYear() - count)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return Math.floor(date.getTime() / 1000)
}

/** The running period of something that renews at a time. */
export const periodBefore = (end: number, interval: Interval): { start: number; end: number } => ({
  start: backBy(end, interval, 1),
  end,
})

const productName = (author: Author, priceId: string): string => {
  const { product } = author.store.get('price', priceId)
  return author.store.get('product', typeof product === 'string' ? product : product.id).name
}

const linesFor = (author: Author, plan: PlanFacts): LineFacts[] =>
  plan.items.map((item, index) => {
    const price = author.store.get('price', item.price)
    const quantity = item.metered ? 12 : (item.quantity ?? 1)
    return {
      amount: Math.round(Number(price.unit_amount_decimal ?? 1500) * quantity),
      description: `${quantity} × ${productName(author, item.price)}`,
      quantity,
      price: item.price,
      item: author.id('si', `${plan.key} ${index}`),
    }
  })

const discountsFor = (
  lines: LineFacts[],
  plan: PlanFacts,
  discount: string | undefined,
): Reductions | undefined =>
  discount && plan.coupon
    ? [
        {
          amount: Math.round(
            (lines.reduce((sum, line) => sum + line.amount, 0) * plan.coupon.percentOff) / 100,
          ),
          discount,
        },
      ]
    : undefined

function pastInvoices(
  author: Author,
  person: Person,
  plan: PlanFacts,
  id: string,
  discount: string | undefined,
): string | undefined {
  const lines = linesFor(author, plan)
  const [first] = plan.items
  const recurring = first ? author.store.get('price', first.price).recurring : null
  const interval: Interval = {
    every: (recurring?.interval ?? 'month') as Interval['every'],
    count: recurring?.interval_count ?? 1,
  }
  const discounts = discountsFor(lines, plan, discount)
  let latest: string | undefined
  for (let back = (plan.paidInvoices ?? 0) - 1; back >= 0; back -= 1) {
    const at = backBy(plan.period.start, interval, back)
    const end = back === 0 ? plan.period.end : backBy(plan.period.start, interval, back - 1)
    const made = bill(author, person, {
      key: `${plan.key} ${back}`,
      at,
      lines,
      status: 'paid',
      currency: author.store.get('price', first?.price ?? '').currency,
      subscription: id,
      period: { start: at, end },
      reason: back === (plan.paidInvoices ?? 0) - 1 ? 'subscription_create' : 'subscription_cycle',
      ...(discounts ? { discounts } : {}),
      ...(back === 0 ? plan.newest : {}),
    })
    latest = made.id
  }
  return latest
}

/** A subscription, its items and its past. */
export function subscribe(author: Author, person: Person, plan: PlanFacts): Tables['subscription'] {
  const { key, items, started, period, coupon, paidInvoices, newest, ...rest } = plan
  void [paidInvoices, newest]
  const { store } = author
  const id = author.id('sub', key)
  const discount = coupon
    ? author.discount(person, {
        coupon: coupon.id,
        start: started,
        subscription: id,
        ...(coupon.end ? { end: coupon.end } : {}),
      })
    : undefined
  const latestInvoice = pastInvoices(author, person, plan, id, discount)
  items.forEach((item, index) => {
    store.add(
      'subscription_item',
      subscriptionItem({
        id: author.id('si', `${key} ${index}`),
        created: started,
        subscription: id,
        price: item.price,
        periodStart: period.start,
        periodEnd: period.end,
        ...(item.metered ? {} : { quantity: item.quantity ?? 1 }),
      }),
    )
  })
  return store.add(
    'subscription',
    subscription({
      ...rest,
      id,
      created: started,
      livemode: store.livemode,
      customer: person.row.id,
      currency: store.get('price', items[0]?.price ?? '').currency,
      ...(latestInvoice ? { latestInvoice } : {}),
      ...(discount ? { discounts: [discount] } : {}),
    }),
  )
}
