// Subscriptions with their past invoices.

import { unitAmountIn, type Interval } from '../objects/catalogue.ts'
import { isFor, worthOf } from '../objects/customer.ts'
import { idOf } from '../objects/reference.ts'
import { subscription, subscriptionItem, type SubscriptionSketch } from '../objects/subscription.ts'
import type { Tables } from '../objects/tables.ts'
import type { Author, Person } from './author.ts'
import { bill, type BillFacts, type LineFacts, type Reductions } from './bill.ts'

type ItemFacts = { price: string; quantity?: number; metered?: boolean; coupon?: string }

export type PlanFacts = Omit<
  SubscriptionSketch,
  'id' | 'created' | 'livemode' | 'customer' | 'currency' | 'discounts' | 'latestInvoice'
> & {
  key: string
  items: ItemFacts[]
  started: number
  /** Start and end of the current period. */
  period: { start: number; end: number }
  /** A coupon on the subscription; one with duration `once` has not been used yet. */
  coupon?: { id: string; end?: number }
  /** By default the currency of its first price. */
  currency?: string
  /** Tax percentage of past invoices, included or added. */
  taxed?: { percent: number; inclusive: boolean }
  /** How many past invoices were paid; the newest is at the start of the current period. */
  paidInvoices?: number
  /** Overrides for the newest of them. */
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

/** The current period of something that renews at `end`. */
export const periodBefore = (end: number, interval: Interval): { start: number; end: number } => ({
  start: backBy(end, interval, 1),
  end,
})

const productOf = (author: Author, priceId: string): string =>
  idOf(author.store.get('price', priceId).product)

const productName = (author: Author, priceId: string): string =>
  author.store.get('product', productOf(author, priceId)).name

const currencyOf = (author: Author, plan: PlanFacts): string =>
  plan.currency ?? author.store.get('price', plan.items[0]?.price ?? '').currency

const itemId = (author: Author, plan: PlanFacts, index: number): string =>
  author.id('si', `${plan.key} ${index}`)

const linesFor = (author: Author, plan: PlanFacts): LineFacts[] =>
  plan.items.map((item, index) => {
    const price = author.store.get('price', item.price)
    const quantity = item.metered ? 12 : (item.quantity ?? 1)
    // A price with tiers or a customer-chosen amount costs the same each time.
    const each =
      price.unit_amount_decimal === null ? 1500 : Number(unitAmountIn(price, currencyOf(author, plan)))
    return {
      amount: Math.round(each * quantity),
      description: `${quantity} × ${productName(author, item.price)}`,
      quantity,
      price: item.price,
      item: itemId(author, plan, index),
    }
  })

/** The discounts of the items and of the subscription. */
type Discounts = { items: (string | undefined)[]; whole: string | undefined }

const sumOf = (amounts: { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0)

/** The recurring reductions. */
function reductionsOf(author: Author, plan: PlanFacts, lines: LineFacts[], discounts: Discounts): Reductions {
  const currency = currencyOf(author, plan)
  const worth = (id: string | undefined, amount: number): number => {
    const coupon = id === undefined ? undefined : author.store.get('coupon', id)
    return coupon && coupon.duration !== 'once' ? worthOf(coupon, amount, currency) : 0
  }
  const ofItems: Reductions = lines.map(({ amount }, line) => ({
    amount: worth(plan.items[line]?.coupon, amount),
    discount: discounts.items[line] ?? '',
    line,
  }))
  const coupon = plan.coupon && author.store.get('coupon', plan.coupon.id)
  const reached = lines.map(({ amount }, line) => {
    const isReached = !coupon || isFor(coupon, productOf(author, plan.items[line]?.price ?? ''))
    return { amount: isReached ? amount - (ofItems[line]?.amount ?? 0) : 0 }
  })
  const ofWhole = worth(coupon?.id, sumOf(reached))
  return [...ofItems, { amount: ofWhole, discount: discounts.whole ?? '' }].filter(({ amount }) => amount > 0)
}

const taxOn = (amount: number, { percent, inclusive }: NonNullable<PlanFacts['taxed']>) => ({
  inclusive,
  amount: Math.round(inclusive ? (amount * percent) / (100 + percent) : (amount * percent) / 100),
})

function pastInvoices(
  author: Author,
  person: Person,
  plan: PlanFacts,
  id: string,
  applied: Discounts,
): string | undefined {
  const lines = linesFor(author, plan)
  const [first] = plan.items
  const recurring = first ? author.store.get('price', first.price).recurring : null
  const interval: Interval = {
    every: (recurring?.interval ?? 'month') as Interval['every'],
    count: recurring?.interval_count ?? 1,
  }
  const discounts = reductionsOf(author, plan, lines, applied)
  let latest: string | undefined
  for (let back = (plan.paidInvoices ?? 0) - 1; back >= 0; back -= 1) {
    const at = backBy(plan.period.start, interval, back)
    const end = back === 0 ? plan.period.end : backBy(plan.period.start, interval, back - 1)
    const made = bill(author, person, {
      key: `${plan.key} ${back}`,
      at,
      lines,
      status: 'paid',
      currency: currencyOf(author, plan),
      subscription: id,
      period: { start: at, end },
      reason: back === (plan.paidInvoices ?? 0) - 1 ? 'subscription_create' : 'subscription_cycle',
      ...(discounts.length > 0 ? { discounts } : {}),
      ...(plan.taxed ? { tax: taxOn(sumOf(lines) - sumOf(discounts), plan.taxed) } : {}),
      ...(back === 0 ? plan.newest : {}),
    })
    latest = made.id
  }
  return latest
}

/** Creates a subscription with its items and past invoices. */
export function subscribe(author: Author, person: Person, plan: PlanFacts): Tables['subscription'] {
  const { key, items, started, period, coupon, paidInvoices, newest, taxed, ...rest } = plan
  void [paidInvoices, newest, taxed]
  const { store } = author
  const id = author.id('sub', key)
  const discounts: Discounts = {
    items: items.map((item, index) =>
      item.coupon
        ? author.discount(person, {
            coupon: item.coupon,
            start: started,
            subscription: id,
            item: itemId(author, plan, index),
          })
        : undefined,
    ),
    whole: coupon
      ? author.discount(person, {
          coupon: coupon.id,
          start: started,
          subscription: id,
          ...(coupon.end ? { end: coupon.end } : {}),
        })
      : undefined,
  }
  const latestInvoice = pastInvoices(author, person, plan, id, discounts)
  items.forEach((item, index) => {
    const own = discounts.items[index]
    store.add(
      'subscription_item',
      subscriptionItem({
        id: itemId(author, plan, index),
        created: started,
        subscription: id,
        price: item.price,
        periodStart: period.start,
        periodEnd: period.end,
        ...(item.metered ? {} : { quantity: item.quantity ?? 1 }),
        ...(own ? { discounts: [own] } : {}),
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
      currency: currencyOf(author, plan),
      ...(latestInvoice ? { latestInvoice } : {}),
      ...(discounts.whole ? { discounts: [discounts.whole] } : {}),
    }),
  )
}
