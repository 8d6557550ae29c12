// Previews the next invoice of a subscription, without storing it: from schedule, pending items, discounts, tax and balance.

import { textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { JsonObject } from '../json.ts'
import { existing } from '../list.ts'
import { unitAmountIn } from '../objects/catalogue.ts'
import { isFor, worthOf } from '../objects/customer.ts'
import { invoice, lineItem, type InvoiceTax } from '../objects/invoice.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import { drawInvoice, drawLine } from '../shape/invoice.ts'
import { subList } from '../shape/sub-list.ts'

type Line = Tables['line_item']
type Held = Tables['subscription']

const none = () => refusals.invalid('No upcoming invoices for customer', 'invoice_upcoming_none')

/** Statuses without a further invoice. */
const over = ['canceled', 'incomplete', 'incomplete_expired', 'paused']

/** The rate of the simulated Stripe Tax. */
const taxPercent = 19

type Billed = { price: string; quantity: number | undefined; item: Tables['subscription_item'] }
type Renewed = { item: Tables['subscription_item']; line: Line }

/** What the next period bills: the schedule phase that is current then, otherwise the items as they are. */
function billedAt(held: Held, items: Tables['subscription_item'][], end: number, call: Call): Billed[] {
  const { store } = call.scene
  const schedule =
    held.schedule === null ? undefined : store.find('subscription_schedule', idOf(held.schedule))
  const phase = schedule?.phases.find(({ start_date: from, end_date: to }) => from <= end && end < to)
  return items.map((item, index) => {
    const planned = phase?.items[index]
    return planned
      ? { price: idOf(planned.price), quantity: planned.quantity, item }
      : { price: item.price, quantity: item.quantity, item }
  })
}

/** The cost of a quantity, by tiers if the price has them. */
function costOf(price: Tables['price'], quantity: number, currency: string): number {
  const tiers = price.hiddenTiers
  if (!tiers) return Math.round(Number(unitAmountIn(price, currency)) * quantity)
  const cost = (tier: (typeof tiers)[number], units: number) =>
    Number(tier.unit_amount_decimal ?? 0) * units + (tier.flat_amount ?? 0)
  if (price.tiers_mode === 'volume') {
    const tier = tiers.find(({ up_to: upTo }) => upTo === null || quantity <= upTo)
    return tier ? Math.round(cost(tier, quantity)) : 0
  }
  let [total, from] = [0, 0]
  for (const tier of tiers) {
    const units = Math.min(quantity, tier.up_to ?? Infinity) - from
    if (units <= 0) break
    total += cost(tier, units)
    from += units
  }
  return Math.round(total)
}

function nextLine(held: Held, { price: priceId, quantity, item }: Billed, call: Call, id: string): Line {
  const price = call.scene.store.get('price', priceId)
  const length = item.current_period_end - item.current_period_start
  return lineItem({
    id: `il_tmp_${item.id.slice(3)}`,
    created: item.current_period_end,
    livemode: held.livemode,
    invoice: id,
    amount: costOf(price, quantity ?? 0, held.currency),
    currency: held.currency,
    description: `${quantity ?? 0} × ${call.scene.store.get('product', idOf(price.product)).name}`,
    quantity: quantity ?? 0,
    price: price.id,
    product: idOf(price.product),
    unitAmount: unitAmountIn(price, held.currency),
    subscription: held.id,
    subscriptionItem: item.id,
    periodStart: item.current_period_end,
    periodEnd: item.current_period_end + length,
  })
}

/** Pending items of this subscription, and of no subscription. */
function pendingLines(held: Held, call: Call, id: string): Line[] {
  const waiting = call.scene.store
    .all('invoiceitem')
    .filter(
      (item) =>
        item.invoice === null &&
        item.customer === held.customer &&
        item.currency === held.currency &&
        [undefined, held.id].includes(subscriptionOf(item)),
    )
  return waiting.map((item) => {
    const line = lineItem({
      id: `il_tmp_${item.id.slice(3)}`,
      created: item.date,
      livemode: item.livemode,
      invoice: id,
      amount: item.amount,
      currency: item.currency,
      description: item.description ?? '',
      periodStart: item.period.start,
      periodEnd: item.period.end,
    })
    if (line.parent?.invoice_item_details) line.parent.invoice_item_details.proration = item.proration
    return line
  })
}

const subscriptionOf = ({ parent }: Tables['invoiceitem']): string | undefined =>
  parent?.subscription_details ? idOf(parent.subscription_details.subscription) : undefined

type Reduction = { amount: number; discount: string }
/** What is left of a line after discounts. */
type Left = { product: string | undefined; amount: number }

const leftOf = ({ amount, pricing }: Line): Left => {
  const product = pricing?.price_details?.product
  return { amount, product: product === undefined ? undefined : idOf(product) }
}

/** Applies discounts to lines one after the other, skipping those that have ended by then. */
function reduce(
  ids: string[],
  lines: Left[],
  by: { currency: string; end: number; call: Call },
): Reduction[] {
  const { store } = by.call.scene
  return ids.flatMap((id) => {
    const applied = store.find('discount', id)
    const named = applied?.source.coupon
    const coupon = named ? store.find('coupon', idOf(named)) : undefined
    if (!applied || !coupon || (applied.end !== null && applied.end <= by.end)) return []
    const reached = lines.filter(({ product }) => isFor(coupon, product ?? ''))
    const amount = worthOf(coupon, sumOf(reached), by.currency)
    let rest = amount
    for (const line of reached) {
      const taken = Math.min(rest, Math.max(0, line.amount))
      line.amount -= taken
      rest -= taken
    }
    return [{ amount, discount: id }]
  })
}

/** The discounts of each item first, then the subscription's, or else the customer's. */
function discountsOf(
  held: Held,
  lines: { pending: Line[]; renewed: Renewed[] },
  end: number,
  call: Call,
): Reduction[] {
  const { discount } = call.scene.store.get('customer', idOf(held.customer))
  const by = { currency: held.currency, end, call }
  const renewed = lines.renewed.map(({ line, item }) => ({ left: leftOf(line), item }))
  const ofItems = renewed.flatMap(({ left, item }) => reduce(item.discounts.map(idOf), [left], by))
  const own = held.discounts.map(idOf)
  const ids = own.length > 0 ? own : discount === null ? [] : [discount]
  const all = [...lines.pending.map(leftOf), ...renewed.map(({ left }) => left)]
  return [...ofItems, ...reduce(ids, all, by)]
}

const sumOf = (amounts: { amount: number }[]): number => amounts.reduce((sum, { amount }) => sum + amount, 0)

/** Tax by the subscription's rates, otherwise by Stripe Tax; included in the price if the rate or price says so. */
function taxOf(held: Held, renewed: Renewed[], amount: number, call: Call): InvoiceTax | undefined {
  const [rate] = held.default_tax_rates ?? []
  const price = renewed[0] && call.scene.store.get('price', renewed[0].item.price)
  if (!rate && !held.automatic_tax.enabled) return undefined
  const percent = rate?.percentage ?? taxPercent
  const inclusive = rate?.inclusive ?? price?.tax_behavior === 'inclusive'
  const whole = Math.max(0, amount)
  return { inclusive, amount: Math.round((whole * percent) / (inclusive ? 100 + percent : 100)) }
}

const isEnding = ({ cancel_at: at, cancel_at_period_end: atEnd }: Held, end: number) =>
  atEnd || (at !== null && at <= end)

function answer(call: Call): JsonObject {
  const requested = textOf(call.params, 'subscription')
  if (requested === undefined && textOf(call.params, 'schedule') === undefined) {
    throw refusals.invalid(
      'You must pass one of `subscription`, `schedule`, `subscription_details` or `invoice_items` to preview an invoice.',
      'parameter_missing',
      'subscription',
    )
  }
  const held = existing(call, 'subscription', requested ?? '', 'subscription')
  const { store } = call.scene
  if (over.includes(held.status)) throw none()
  const items = store.all('subscription_item').filter((item) => item.subscription === held.id)
  const end = Math.min(...items.map((item) => item.current_period_end))
  const id = `upcoming_in_${held.id.slice(4)}`
  const renewed: Renewed[] = isEnding(held, end)
    ? []
    : billedAt(held, items, end, call).map((billed) => ({
        item: billed.item,
        line: nextLine(held, billed, call, id),
      }))
  const pending = pendingLines(held, call, id)
  const lines = [...pending, ...renewed.map(({ line }) => line)]
  if (lines.length === 0) throw none()
  const customer = store.get('customer', idOf(held.customer))
  const subtotal = sumOf(lines)
  const discounts = discountsOf(held, { pending, renewed }, end, call)
  const tax = taxOf(held, renewed, subtotal - sumOf(discounts), call)
  const sent = held.collection_method === 'send_invoice'
  const upcoming = invoice({
    id,
    created: end,
    livemode: held.livemode,
    customer,
    currency: held.currency,
    subtotal,
    discountAmounts: discounts,
    ...(tax ? { tax } : {}),
    status: 'draft',
    billingReason: 'upcoming',
    subscription: held.id,
    periodEnd: end,
    ...(sent ? { sent, dueDate: end + (held.days_until_due ?? 30) * 86_400 } : { nextAttempt: end + 3600 }),
    accountName: 'Kelpie Coffee',
  })
  // A balance applies only in the customer's currency.
  const balance = customer.currency === held.currency ? customer.balance : 0
  const due = Math.max(0, upcoming.total + balance)
  Object.assign(upcoming, {
    amount_due: due,
    amount_remaining: due,
    starting_balance: balance,
    ending_balance: Math.min(0, upcoming.total + balance),
    automatic_tax: { ...upcoming.automatic_tax, enabled: held.automatic_tax.enabled },
  })
  const drawn = lines.map((line) => drawLine(line, call.scene))
  return { ...drawInvoice(upcoming, call.scene), lines: subList(`/v1/invoices/${id}/lines`, drawn) }
}

/** `POST /v1/invoices/create_preview`. */
export const previewEndpoint: Endpoint = {
  method: 'POST',
  path: '/v1/invoices/create_preview',
  takes: {
    customer: 'text',
    customer_account: 'text',
    subscription: 'text',
    schedule: 'text',
    subscription_details: 'map',
    invoice_items: 'list',
    currency: 'text',
  },
  needs: (call) => [call.settings.previewNeeds],
  kind: 'invoice',
  answer,
}
