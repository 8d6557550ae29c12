// Draws the subscriptions section: each with product, amount and interval, status and next date.

import type {
  CustomerBilling,
  DefaultMethod,
  Discount,
  Page,
  Subscription,
  SubscriptionItem,
} from '#contract/billing.ts'
import type { Field, Inline, ListItem, Panel } from '#contract/panel.ts'
import { joinLines, line, type Line, type Part } from '#words/line.ts'
import { customerLink, dashboardLink } from './dashboard-link.ts'
import { amountOff } from './discounted.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreign, foreignValue, idOf } from './foreign.ts'
import type { Shown } from './header.ts'
import { dateOf, isPast } from './moment.ts'
import { basisOf, isAboutAmount, isBilledAhead, nextChargeOf, type NextCharge } from './next-charge.ts'
import { methodWithExpiry } from './payment-method.ts'
import { discountLine, itemPrice } from './price.ts'
import { nextInvoiceDate } from './next-invoice-date.ts'
import { drawPending, drawSection, countOf } from './section.ts'
import { remarksLine } from './remarks.ts'
import { earliest, groupOf, hasDefaultMethod, isUnderWayFor, valueOf } from './standing.ts'
import type { State } from './state.ts'
import { endsAtMs, isLive, renewsAtMs, subscriptionState } from './subscription-state.ts'

type Basis = Shown & Pick<CustomerBilling, 'subscriptions'> & { billing?: CustomerBilling }

const itemsShown = 8
const discountsShown = 5
const listMax = 200

/** The product's name, or else the price's nickname, or else its id. */
function productName(item: SubscriptionItem): Part | undefined {
  return (
    foreign(item.productName, 300) ??
    foreign(item.price.nickname, 300) ??
    idOf(item.productId ?? item.price.productId ?? item.price.id)
  )
}

/** The products of a subscription in a line. */
export function titleOf({ items, itemsHasMore }: Subscription, { words }: Drawing): Line {
  const names = items.slice(0, itemsShown).map((item): Line => {
    const name = productName(item) ?? words.unknown
    const { quantity = 1 } = item
    return quantity === 1 ? [name] : line`${name} × ${String(quantity)}`
  })
  const more = itemsHasMore || items.length > itemsShown ? [words.price.moreItems] : undefined
  return names.length > 0 ? joinLines([...names, more], ', ') : [words.price.noPlan]
}

function amountOf(next: NextCharge, struck: boolean, drawing: Drawing): Inline | undefined {
  const [only, ...others] = next.amounts ?? []
  if (only && others.length === 0) return [struck ? { ...only, struck } : only]
  if (next.remarks.includes('use') && next.amounts?.length === 0) return drawing.words.price.meteredPlain
  return undefined
}

function priceFields({ items }: Subscription, drawing: Drawing): Field[] {
  const lines = items.slice(0, itemsShown).map((item): Line => {
    const name = items.length > 1 ? productName(item) : undefined
    const price = itemPrice(item, drawing)
    return name ? line`${name}: ${price}` : price
  })
  return lines.length > 0 ? [{ label: drawing.words.fields.price, value: { lines } }] : []
}

function reasonFields({ cancelFeedback, cancelComment }: Subscription, { words }: Drawing): Field[] {
  const comment = foreign(cancelComment, 500)
  const feedback = wordFor(words.states.subscription.feedback, cancelFeedback)
  return [
    ...(cancelFeedback === undefined
      ? []
      : [{ label: words.fields.feedback, value: [feedback ?? foreignValue(cancelFeedback)] }]),
    ...(comment ? [{ label: words.fields.comment, value: [comment] }] : []),
  ]
}

const isRunning = (subscription: Subscription) => !['ended', 'expired'].includes(groupOf(subscription))

type OwnDiscount = { discount: Discount; of?: Part | undefined }

/** The items a discount may apply to; all of them when that is unknown. */
const reachOf = ({ products }: Discount, items: SubscriptionItem[]) =>
  products === undefined || products === 'all'
    ? items
    : items.filter(({ productId }) => productId === undefined || products.includes(productId))

/** The subscription's own discounts, those of items first, each with its item unless it applies to all. */
function ownDiscounts({ items, discounts }: Subscription, { nowMs }: Drawing): OwnDiscount[] {
  const all = [
    ...items.flatMap((item) => item.discounts.map((discount) => ({ discount, of: [item] }))),
    ...discounts.map((discount) => ({ discount, of: items })),
  ]
  return all
    .filter(({ discount }) => !isPast(discount.endsAtMs, nowMs))
    .flatMap(({ discount, of }): OwnDiscount[] => {
      const reach = reachOf(discount, of)
      const [first, ...more] = reach
      if (!first) return of.length > 0 ? [] : [{ discount }]
      const isOne = more.length === 0 && items.length > 1
      return [{ discount, of: isOne ? productName(first) : undefined }]
    })
}

function ownDiscountLine({ discount, of }: OwnDiscount, { currency }: Subscription, drawing: Drawing): Line {
  const off = discountLine(discount, currency, drawing)
  return of ? line`${of}: ${off}` : off
}

const methodValue = (method: DefaultMethod, drawing: Drawing): Line =>
  method === 'unread' ? [drawing.words.unknown] : methodWithExpiry(method, drawing)

function fieldsOf(subscription: Subscription, drawing: Drawing): Field[] {
  const { fields } = drawing.words
  const { startedAtMs, createdAtMs, trialEndsAtMs, paymentMethod, id } = subscription
  const started = dateOf(startedAtMs ?? createdAtMs)
  const trialEnd = earliest([trialEndsAtMs, endsAtMs(subscription)])
  const trial = subscription.status === 'trialing' ? dateOf(trialEnd) : undefined
  const off = ownDiscounts(subscription, drawing)
    .slice(0, discountsShown)
    .map((discount) => ownDiscountLine(discount, subscription, drawing))
  const key = idOf(id)
  return [
    ...priceFields(subscription, drawing),
    ...(off.length > 0 ? [{ label: fields.discount, value: { lines: off } }] : []),
    ...(trial ? [{ label: fields.trialEnds, value: [trial] }] : []),
    ...(started ? [{ label: fields.started, value: [started] }] : []),
    ...(paymentMethod ? [{ label: fields.paysWith, value: methodValue(paymentMethod, drawing) }] : []),
    ...reasonFields(subscription, drawing),
    ...(key ? [{ label: fields.subscription, value: [key] }] : []),
  ]
}

/** Since when the invoice of an overdue subscription is open. */
function overdueWhen(
  { id, status }: Subscription,
  billing: CustomerBilling | undefined,
  { words }: Drawing,
): Line | undefined {
  if (!billing || (status !== 'past_due' && status !== 'unpaid')) return undefined
  const open = (valueOf(billing.invoices)?.items ?? []).filter(
    (invoice) => invoice.subscriptionId === id && invoice.status === 'open',
  )
  const since = dateOf(earliest(open.map(({ dueAtMs, createdAtMs }) => dueAtMs ?? createdAtMs)))
  return since && words.states.subscription.whenSince(since)
}

const isOutstanding = ({ status }: Subscription) => ['past_due', 'unpaid', 'incomplete'].includes(status)

const isPaying = (subscription: Subscription, { billing }: Basis) =>
  billing !== undefined && isOutstanding(subscription) && isUnderWayFor(subscription, billing)

/** Whether its payment is in progress: Stripe calls it past due or incomplete until the money has arrived. */
function stateOf(subscription: Subscription, basis: Basis, drawing: Drawing, known?: boolean): State {
  if (isPaying(subscription, basis))
    return { status: 'info', meta: [drawing.words.states.subscription.underWay] }
  if (!basis.billing && isOutstanding(subscription))
    return { status: 'warn', meta: [drawing.words.verdict.outstanding] }
  return subscriptionState(subscription, drawing, known)
}

/** Says that it is billed in advance, or will change on schedule; the changes themselves are read on demand. */
function changesOf(subscription: Subscription, { words, nowMs }: Drawing): Line[] {
  const { pendingUpdate, scheduleId, billedAhead } = subscription
  if (!isLive(subscription)) return []
  const isAhead = isBilledAhead(subscription, renewsAtMs(subscription, nowMs))
  const ahead = isAhead ? dateOf(billedAhead?.untilMs) : undefined
  return [
    ...(ahead ? [words.notes.billedUntil(ahead)] : []),
    ...(pendingUpdate ? [words.onDemand.pendingUpdate(dateOf(pendingUpdate.expiresAtMs))] : []),
    ...(scheduleId === undefined ? [] : [[words.onDemand.schedule]]),
  ]
}

/** The state, the discounts, and what the amount leaves out, in one line. */
function metaOf(
  subscription: Subscription,
  state: Line,
  next: NextCharge,
  basis: Basis,
  drawing: Drawing,
): Line {
  if (!isRunning(subscription)) return state
  const { words } = drawing
  const own = ownDiscounts(subscription, drawing)
  const described = own.find(
    ({ discount }) =>
      discount.percentOff !== undefined || amountOff(discount, subscription.currency) !== undefined,
  )
  const discount = described && ownDiscountLine(described, subscription, drawing)
  const isBefore = next.remarks.includes('discounts')
  const said = remarksLine(
    next.remarks.filter(
      (remark) => isAboutAmount(remark) && remark !== 'discounts' && next.amounts?.length !== 0,
    ),
    drawing,
  )
  const isOnTestClock = subscription.testClock || basis.customer.testClock
  return joinLines(
    [
      state,
      isBefore ? words.price.beforeDiscount(discount) : discount,
      said === undefined ? undefined : [said],
      ...changesOf(subscription, drawing),
      isOnTestClock ? [words.notes.testClock] : undefined,
    ],
    words.comma,
  )
}

/** When it is charged next, or that nothing follows; from Stripe's preview if one was read recently. */
function whenOf(next: NextCharge, state: State, drawing: Drawing): Line | undefined {
  const { preview } = next
  if (preview === undefined) return state.when
  if (preview !== 'none') return nextInvoiceDate(preview, drawing)
  const { notes, states, comma } = drawing.words
  const ends = isPast(next.endsAtMs, drawing.nowMs) ? undefined : dateOf(next.endsAtMs)
  return joinLines([[notes.noFurtherInvoice], ends && states.subscription.whenEnds(ends)], comma)
}

function drawItem(subscription: Subscription, basis: Basis, drawing: Drawing): ListItem {
  const next = nextChargeOf(subscription, basis.billing ? basisOf(basis.billing) : basis, drawing.nowMs)
  // A free subscription is not invoiced either.
  const needsNone = next.costs === 'nothing' && subscription.trialEndWithoutMethod === 'create_invoice'
  const known = basis.billing && !needsNone ? hasDefaultMethod(basis.billing, subscription) : undefined
  const state = stateOf(subscription, basis, drawing, known)
  const amount = amountOf(next, state.struck === true, drawing)
  const when = overdueWhen(subscription, basis.billing, drawing) ?? whenOf(next, state, drawing)
  return {
    id: subscription.id.slice(0, 255),
    status: state.status,
    title: titleOf(subscription, drawing),
    ...(amount === undefined ? {} : { amount }),
    meta: metaOf(subscription, state.meta, next, basis, drawing),
    ...(when ? { when } : {}),
    fields: fieldsOf(subscription, drawing),
    actions: [
      {
        kind: 'open',
        label: drawing.words.actions.openInStripe,
        href: dashboardLink(drawing.account, 'subscriptions', subscription.id),
      },
    ],
  }
}

/** The summary of the closed section, worst first. */
function noteOf(items: Subscription[], basis: Basis, { words }: Drawing): Pick<Panel, 'note'> {
  // Payments decide whether it is past due or in progress.
  if (!basis.billing && items.some(isOutstanding)) return {}
  const { sections } = words
  const paying = items.filter((one) => isPaying(one, basis))
  const number = (group: ReturnType<typeof groupOf>) =>
    items.filter((one) => groupOf(one) === group && !paying.includes(one)).length
  const [pastDue, incomplete, ending, paused, trial, ended] = [
    number('past_due'),
    number('incomplete'),
    number('ending'),
    number('paused'),
    number('trial'),
    number('ended'),
  ]
  if (pastDue > 0) return { note: { status: 'bad', text: sections.pastDue(pastDue) } }
  if (paying.length > 0) return { note: { status: 'info', text: sections.underWay(paying.length) } }
  if (incomplete > 0) return { note: { status: 'warn', text: sections.notStarted(incomplete) } }
  if (ending > 0) return { note: { status: 'warn', text: sections.ending(ending) } }
  if (paused > 0) return { note: { status: 'warn', text: sections.paused(paused) } }
  if (trial > 0) return { note: { text: sections.trial(trial) } }
  const active = number('renewing')
  if (active > 0 && active + ended + number('expired') === items.length)
    return { note: { text: sections.allActive } }
  return ended > 0 && ended === items.length ? { note: { text: sections.ended(ended) } } : {}
}

const groupOrder = [
  'past_due',
  'renewing',
  'trial',
  'incomplete',
  'ending',
  'paused',
  'unknown',
  'expired',
  'ended',
]

function sorted(items: Subscription[]): Subscription[] {
  return [...items].sort(
    (a, b) =>
      groupOrder.indexOf(groupOf(a)) - groupOrder.indexOf(groupOf(b)) || b.createdAtMs - a.createdAtMs,
  )
}

function drawPage(
  page: Page<Subscription> & { endedHasMore?: boolean },
  basis: Basis,
  drawing: Drawing,
): Omit<Panel, 'id' | 'title' | 'asOf'> {
  const { words } = drawing
  const { sections } = words
  // The lookup never returns ended subscriptions, so an empty list says nothing yet.
  const all = basis.billing && !page.hasMore && !page.endedHasMore
  if (page.items.length === 0) {
    return {
      note: { text: all || !basis.billing ? sections.none : words.unknown },
      blocks: [{ type: 'text', text: all ? sections.noSubscriptions : sections.noKnownSubscriptions }],
    }
  }
  const href = customerLink(drawing.account, basis.customer.id)
  const unnamed = basis.billing?.products.state === 'unavailable'
  return {
    ...countOf(page),
    ...noteOf(page.items, basis, drawing),
    open: true,
    blocks: [
      {
        type: 'list',
        items: sorted(page.items)
          .slice(0, listMax)
          .map((item) => drawItem(item, basis, drawing)),
        shown: 4,
        ...(page.hasMore || page.items.length > listMax
          ? { more: { text: sections.stripeHasMore, href } }
          : {}),
      },
      ...(page.endedHasMore ? [{ type: 'text' as const, text: words.incomplete.endedUnknownText }] : []),
      ...(unnamed ? [{ type: 'text' as const, text: sections.namesUnknown }] : []),
    ],
  }
}

/** Draws the section. Without `billing` it shows only the data of the lookup, and more follows. */
export function drawSubscriptions(basis: Basis, drawing: Drawing): Panel {
  const frame = {
    id: 'subscriptions',
    title: drawing.words.sections.subscriptions,
    subject: 'subscriptions' as const,
  }
  const empty = basis.subscriptions.state === 'read' && basis.subscriptions.value.items.length === 0
  if (!basis.billing && empty) return drawPending(frame, drawing)
  const panel = drawSection(frame, basis.subscriptions, (page) => drawPage(page, basis, drawing), drawing)
  return basis.billing ? panel : { ...panel, pending: true }
}
