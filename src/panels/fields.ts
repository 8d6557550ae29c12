// The fields below the verdict: what was paid, credited, owed, and with what. No empty row; unknown is written out.

import type { CustomerBilling, Discount, PaymentMethod } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
import type { BlockOf, Field, Inline } from '#contract/panel.ts'
import { amountOf, type MoneyValue, sumByCurrency } from './amount.ts'
import type { Drawing } from './drawing.ts'
import { joinLines, type Line } from './line.ts'
import { expiryState, methodLine, methodWithExpiry } from './payment-method.ts'
import { discountLine, itemPrice } from './price.ts'
import {
  groupOf,
  hasMethod,
  leadingGroup,
  lifetimeOf,
  lostOf,
  recurringOf,
  remainingOf,
  valueOf,
} from './standing.ts'

const linesMax = 20
const pricesMax = 4

function moneyField(label: string, amounts: MoneyValue[], note?: Inline): Field[] {
  if (amounts.length === 0) return []
  const lines: Line[] = amounts.slice(0, linesMax).map((amount) => [amount])
  return [{ label, value: { lines }, ...(note === undefined || note.length === 0 ? {} : { note }) }]
}

/** The recurring amounts, where the verdict does not carry them; prices in words, where they are no plain amounts. */
function planField(billing: CustomerBilling, verdict: BlockOf<'verdict'>, drawing: Drawing): Field[] {
  const page = valueOf(billing.subscriptions)
  const leading = page && leadingGroup(page.items)
  if (!leading || page.hasMore || leading.group === 'unknown') return []
  if (leading.group !== 'past_due' && verdict.amount !== undefined) return []
  const label = drawing.words.fields.plan
  const { amounts } = recurringOf(leading.members)
  if (amounts) return moneyField(label, amounts)
  const items = leading.members.flatMap((member) => member.items)
  const more = items.length > pricesMax || leading.members.some(({ itemsHasMore }) => itemsHasMore)
  const lines = items.slice(0, pricesMax).map((item) => itemPrice(item, drawing))
  if (lines.length === 0) return []
  return [{ label, value: { lines: [...lines, ...(more ? [drawing.words.price.moreItems] : [])] } }]
}

function lifetimeFields(billing: CustomerBilling, { words }: Drawing): Field[] {
  const { fields, unknown } = words
  if (billing.payments.state === 'unavailable') {
    const locked = billing.payments.why.reason === 'permission'
    return [{ label: fields.lifetime, value: unknown, ...(locked ? { icon: 'lock' as const } : {}) }]
  }
  const { items, hasMore } = billing.payments.value
  const { currency } = billing.customer
  const none = items.length === 0 && !hasMore && currency !== undefined ? amountOf(0, currency) : undefined
  const amounts = lifetimeOf(items)
  const notes = [
    ...(hasMore ? [fields.fromLast(items.length)] : []),
    ...(billing.disputes.state === 'unavailable' ? [fields.beforeDisputes] : []),
  ]
  const lost = lostOf(valueOf(billing.disputes) ?? []) ?? []
  return [
    ...(amounts
      ? moneyField(fields.lifetime, amounts.length === 0 && none ? [none] : amounts, notes.join(words.comma))
      : [{ label: fields.lifetime, value: unknown }]),
    ...moneyField(fields.lostDisputes, lost),
  ]
}

/** Credit that waits on the balance and in credit grants: both ways to hold it, per currency. */
export function creditOf({ customer }: Pick<CustomerBilling, 'customer'>): MoneyValue[] {
  const { balanceMinor, currency, invoiceCredit } = customer
  const balance: Money[] =
    balanceMinor < 0 && currency !== undefined ? [{ amountMinor: -balanceMinor, currency }] : []
  // Stripe mirrors the one balance in the map of all currencies, so the map alone counts where it has the currency.
  const inMap = new Set(invoiceCredit.map((credit) => credit.currency.toLowerCase()))
  const all = [
    ...balance.filter((money) => !inMap.has(money.currency.toLowerCase())),
    ...invoiceCredit.filter(({ amountMinor }) => amountMinor > 0),
  ]
  return sumByCurrency(all) ?? []
}

function owesField(billing: CustomerBilling, verdict: BlockOf<'verdict'>, { words }: Drawing): Field[] {
  const { customer, invoices } = billing
  const open = (valueOf(invoices)?.items ?? []).filter(
    ({ status, amountRemainingMinor }) => status === 'open' && amountRemainingMinor > 0,
  )
  const balance =
    customer.balanceMinor > 0 && customer.currency !== undefined
      ? amountOf(customer.balanceMinor, customer.currency)
      : undefined
  const rest = remainingOf(open)
  if (!rest) return [{ label: words.fields.owes, value: words.unknown }]
  const amounts = sumByCurrency([...rest, ...(balance ? [balance] : [])])
  if (!amounts) return [{ label: words.fields.owes, value: words.unknown }]
  const [said] = Array.isArray(verdict.amount) ? verdict.amount : []
  const [only, ...others] = amounts
  const isSaid =
    verdict.status === 'bad' &&
    typeof said === 'object' &&
    said.type === 'money' &&
    only?.amountMinor === said.amountMinor &&
    only.currency === said.currency
  return isSaid && others.length === 0 ? [] : moneyField(words.fields.owes, amounts)
}

/** The method that the next charge would use: of the leading subscription, else the customer's. */
function payingMethod(billing: CustomerBilling): PaymentMethod | undefined {
  const leading = leadingGroup(valueOf(billing.subscriptions)?.items ?? [])
  return (
    leading?.members.find(({ paymentMethod }) => paymentMethod)?.paymentMethod ??
    billing.customer.paymentMethod
  )
}

function methodField(billing: CustomerBilling, drawing: Drawing): Field[] {
  const { fields, unknown } = drawing.words
  const method = payingMethod(billing)
  if (method) {
    const running = (valueOf(billing.subscriptions)?.items ?? []).some(
      (one) => !['ended', 'expired'].includes(groupOf(one)),
    )
    const expiry = expiryState(method, drawing.nowMs)
    const warned = expiry !== undefined && (running || expiry === 'expired')
    return [
      {
        label: fields.paysWith,
        value: methodWithExpiry(method, drawing),
        ...(warned ? { icon: 'warn' as const, status: 'warn' as const } : {}),
      },
    ]
  }
  const last = valueOf(billing.payments)?.items.find(
    ({ method: used, status }) => used && status === 'succeeded',
  )?.method
  if (hasMethod(billing) === undefined) {
    const known = last
      ? { label: fields.lastPaidWith, value: methodLine(last, drawing) }
      : { label: fields.paysWith, value: unknown }
    return [{ ...known, ...(last ? {} : { icon: 'lock' as const }) }]
  }
  return [{ label: fields.paysWith, value: [{ type: 'muted', text: fields.nothingOnFile }] }]
}

function discountField(discounts: Discount[], drawing: Drawing): Field[] {
  const lines = discounts.slice(0, 5).map((discount) => discountLine(discount, drawing))
  return lines.length > 0
    ? [{ label: drawing.words.fields.discount, value: joinLines(lines, drawing.words.comma) }]
    : []
}

/** Draws the fields. */
export function drawFields(
  billing: CustomerBilling,
  verdict: BlockOf<'verdict'>,
  drawing: Drawing,
): BlockOf<'fields'> {
  const { fields } = drawing.words
  return {
    type: 'fields',
    fields: [
      ...planField(billing, verdict, drawing),
      ...lifetimeFields(billing, drawing),
      ...moneyField(fields.credit, creditOf(billing)),
      ...owesField(billing, verdict, drawing),
      ...discountField(billing.customer.discounts, drawing),
      ...methodField(billing, drawing),
    ],
  }
}
