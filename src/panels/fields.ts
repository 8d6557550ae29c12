// Draws the fields below the verdict: what was paid, credited and owed, and with what. Empty rows are left out; unknown is said.

import type { Customer, CustomerBilling, DefaultMethod } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
import type { BlockOf, Field, Inline } from '#contract/panel.ts'
import { joinLines, type Line, type Part } from '#words/line.ts'
import { amountOf, type MoneyValue, sumByCurrency } from './amount.ts'
import { underWayMinor } from './collection.ts'
import type { Drawing } from './drawing.ts'
import { mayHoldMoreDisputes } from './incomplete.ts'
import { isPast } from './moment.ts'
import { basisOf, isAboutAmount, nextChargeOfAll } from './next-charge.ts'
import { expiryState, methodLine, methodWithExpiry } from './payment-method.ts'
import { discountLine, itemPrice } from './price.ts'
import { remarksLine } from './remarks.ts'
import {
  areRefundsKnown,
  groupOf,
  hasDefaultMethod,
  leadingGroup,
  lifetimeOf,
  lostOf,
  outsideOf,
  remainingOf,
  succeeded,
  valueOf,
} from './standing.ts'
import { methodFor } from './subscription-state.ts'

const linesMax = 20
const pricesMax = 4

/** `atLeast` marks an amount as a minimum, where not everything was read. */
function moneyField(
  label: string,
  amounts: MoneyValue[],
  { note, atLeast }: { note?: Inline | undefined; atLeast?: ((amount: Part) => Line) | undefined } = {},
): Field[] {
  if (amounts.length === 0) return []
  const lines = amounts.slice(0, linesMax).map((amount): Line => (atLeast ? atLeast(amount) : [amount]))
  return [{ label, value: { lines }, ...(note === undefined || note.length === 0 ? {} : { note }) }]
}

/** The recurring amounts that the verdict does not show; prices that are not plain amounts are written out. */
function planField(billing: CustomerBilling, verdict: BlockOf<'verdict'>, drawing: Drawing): Field[] {
  const page = valueOf(billing.subscriptions)
  const leading = page && leadingGroup(page.items)
  if (!leading || page.hasMore || leading.group === 'unknown') return []
  if (leading.group !== 'past_due' && verdict.amount !== undefined) return []
  const label = drawing.words.fields.plan
  // Past-due subscriptions are listed with the paid ones.
  const members =
    leading.group === 'past_due'
      ? page.items.filter((one) => ['past_due', 'renewing'].includes(groupOf(one)))
      : leading.members
  const { amounts, remarks } = nextChargeOfAll(members, basisOf(billing), drawing)
  const said = remarksLine(remarks.filter(isAboutAmount), drawing)
  if (amounts) return moneyField(label, amounts, { note: said })
  const items = members.flatMap((member) => member.items)
  const more = items.length > pricesMax || members.some(({ itemsHasMore }) => itemsHasMore)
  const lines = items.slice(0, pricesMax).map((item) => itemPrice(item, drawing))
  if (lines.length === 0) return []
  const value = { lines: [...lines, ...(more ? [drawing.words.price.moreItems] : [])] }
  return [{ label, value, ...(said === undefined ? {} : { note: said }) }]
}

function lifetimeFields(billing: CustomerBilling, { words }: Drawing): Field[] {
  const { fields, unknown } = words
  if (billing.payments.state === 'unavailable') {
    const locked = billing.payments.why.reason === 'permission'
    return [{ label: fields.lifetime, value: unknown, ...(locked ? { icon: 'lock' as const } : {}) }]
  }
  const { items, hasMore } = billing.payments.value
  const { currency } = billing.customer
  const none = !hasMore && currency !== undefined ? amountOf(0, currency) : undefined
  const amounts = lifetimeOf(items)
  const elsewhere = elsewhereFields(billing, { words })
  const notes = [
    ...(hasMore ? [fields.fromLast(items.length)] : []),
    ...(elsewhere.length > 0 ? [fields.throughStripe] : []),
    ...(areRefundsKnown(items) ? [] : [fields.beforeRefunds]),
    ...(billing.disputes.state === 'unavailable' ? [fields.beforeDisputes] : []),
  ]
  const lost = lostOf(valueOf(billing.disputes) ?? []) ?? []
  return [
    ...(amounts
      ? moneyField(fields.lifetime, amounts.length === 0 && none ? [none] : amounts, {
          note: notes.join(words.comma),
          atLeast: hasMore ? words.incomplete.atLeast : undefined,
        })
      : [{ label: fields.lifetime, value: unknown }]),
    ...elsewhere,
    ...moneyField(fields.lostDisputes, lost, {
      atLeast: mayHoldMoreDisputes(billing) ? words.incomplete.atLeast : undefined,
    }),
  ]
}

/** What was paid on invoices without a payment in Stripe: outside Stripe, or in a way that Stripe's lists do not show. */
function elsewhereFields(billing: CustomerBilling, { words }: Pick<Drawing, 'words'>): Field[] {
  const { fields } = words
  const page = valueOf(billing.invoices)
  if (!page) return []
  const more = page.hasMore ? fields.fromLastInvoices(page.items.length) : undefined
  const outside = outsideOf(page.items) ?? []
  const payments = valueOf(billing.payments)
  const isNone = payments !== undefined && !payments.hasMore && succeeded(payments.items).length === 0
  const unexplained = page.items.filter(
    ({ status, amountPaidMinor, paidOutsideMinor }) =>
      status === 'paid' && amountPaidMinor > paidOutsideMinor,
  )
  const others = sumByCurrency(
    unexplained.map(({ amountPaidMinor, paidOutsideMinor, currency }) => ({
      amountMinor: amountPaidMinor - paidOutsideMinor,
      currency,
    })),
  )
  return [
    ...moneyField(fields.paidOutside, outside, { note: more }),
    // Any payment may have paid these invoices, so this is certain only without payments.
    ...(isNone ? moneyField(fields.paidWithoutPayment, others ?? [], { note: more }) : []),
  ]
}

/** Unused credit per currency: on the balance and in credit grants. */
export function creditOf({ customer }: Pick<CustomerBilling, 'customer'>): MoneyValue[] {
  const { balanceMinor, currency, invoiceCredit } = customer
  const balance: Money[] =
    balanceMinor < 0 && currency !== undefined ? [{ amountMinor: -balanceMinor, currency }] : []
  // Stripe mirrors the balance in the map of all currencies, so only the map counts where it has the currency.
  const inMap = new Set(invoiceCredit.map((credit) => credit.currency.toLowerCase()))
  const all = [
    ...balance.filter((money) => !inMap.has(money.currency.toLowerCase())),
    ...invoiceCredit.filter(({ amountMinor }) => amountMinor > 0),
  ]
  return sumByCurrency(all) ?? []
}

/** Debt on the balance per currency; Stripe adds it to the next invoice. */
function debtOf({ customer }: CustomerBilling): Money[] {
  const { balanceMinor, currency, invoiceCredit } = customer
  const inMap = invoiceCredit.filter(({ amountMinor }) => amountMinor < 0)
  const isInMap = invoiceCredit.some((credit) => credit.currency.toLowerCase() === currency)
  const balance =
    balanceMinor > 0 && currency !== undefined && !isInMap ? [{ amountMinor: balanceMinor, currency }] : []
  return [...balance, ...inMap.map((debt) => ({ ...debt, amountMinor: -debt.amountMinor }))]
}

function owesField(billing: CustomerBilling, verdict: BlockOf<'verdict'>, { words }: Drawing): Field[] {
  const { invoices } = billing
  const open = (valueOf(invoices)?.items ?? []).filter(
    ({ status, amountRemainingMinor }) => status === 'open' && amountRemainingMinor > 0,
  )
  const rest = remainingOf(open)
  if (!rest) return [{ label: words.fields.owes, value: words.unknown }]
  const amounts = sumByCurrency([...rest, ...debtOf(billing)])
  const coming = open.map((invoice) => ({
    amountMinor: underWayMinor(invoice, billing.payments),
    currency: invoice.currency,
  }))
  const underWay = sumByCurrency(coming.filter(({ amountMinor }) => amountMinor > 0)) ?? []
  const note =
    underWay.length > 0
      ? words.states.invoice.inProgress(
          joinLines(
            underWay.map((amount): Line => [amount]),
            words.comma,
          ),
          undefined,
        )
      : undefined
  if (!amounts) return [{ label: words.fields.owes, value: words.unknown }]
  const [said] = Array.isArray(verdict.amount) ? verdict.amount : []
  const [only, ...others] = amounts
  const isSaid =
    (verdict.status === 'bad' || verdict.word === words.verdict.underWay) &&
    typeof said === 'object' &&
    said.type === 'money' &&
    only?.amountMinor === said.amountMinor &&
    only.currency === said.currency
  const atLeast = valueOf(invoices)?.openHasMore ? words.incomplete.atLeast : undefined
  return isSaid && others.length === 0 ? [] : moneyField(words.fields.owes, amounts, { note, atLeast })
}

const methodsMax = 3

/** The payment methods of the next charges: those of the deciding subscriptions, or else the customer's default. */
function payingMethods(billing: CustomerBilling): DefaultMethod[] {
  const { members = [] } = leadingGroup(valueOf(billing.subscriptions)?.items ?? []) ?? {}
  const each = members.map((member) => methodFor(member, billing.customer))
  const used = (members.length > 0 ? each : [billing.customer.paymentMethod]).filter(
    (method) => method !== undefined,
  )
  return [...new Map(used.map((method) => [JSON.stringify(method), method])).values()].slice(0, methodsMax)
}

function lastMethod(billing: CustomerBilling, drawing: Drawing): Field[] {
  const last = valueOf(billing.payments)?.items.find(
    ({ method: used, status }) => used && status === 'succeeded',
  )?.method
  return last ? [{ label: drawing.words.fields.lastPaidWith, value: methodLine(last, drawing) }] : []
}

/** No default is set, or it cannot be read. Whether others are attached is not known here. */
function withoutMethod(billing: CustomerBilling, drawing: Drawing): Field[] {
  const { fields, unknown } = drawing.words
  const last = lastMethod(billing, drawing)
  if (hasDefaultMethod(billing) === false)
    return [{ label: fields.paysWith, value: [{ type: 'muted', text: fields.noDefaultMethod }] }, ...last]
  return last.length > 0 ? last : [{ label: fields.paysWith, value: unknown, icon: 'lock' as const }]
}

function methodField(billing: CustomerBilling, drawing: Drawing): Field[] {
  const methods = payingMethods(billing)
  const known = methods.filter((method) => method !== 'unread')
  if (known.length === 0) return withoutMethod(billing, drawing)
  const running = (valueOf(billing.subscriptions)?.items ?? []).some(
    (one) => !['ended', 'expired'].includes(groupOf(one)),
  )
  const warned = known.some((method) => {
    const expiry = expiryState(method, drawing)
    return expiry !== undefined && (running || expiry === 'expired')
  })
  const lines = methods.map((method): Line =>
    method === 'unread' ? [drawing.words.unknown] : methodWithExpiry(method, drawing),
  )
  const [only, ...others] = lines
  return [
    {
      label: drawing.words.fields.paysWith,
      value: only && others.length === 0 ? only : { lines },
      ...(warned ? { icon: 'warn' as const, status: 'warn' as const } : {}),
    },
  ]
}

function discountField({ discounts, currency }: Customer, drawing: Drawing): Field[] {
  const lines = discounts
    .filter(({ endsAtMs }) => !isPast(endsAtMs, drawing.nowMs))
    .slice(0, 5)
    .map((discount) => discountLine(discount, currency, drawing))
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
      ...discountField(billing.customer, drawing),
      ...methodField(billing, drawing),
    ],
  }
}
