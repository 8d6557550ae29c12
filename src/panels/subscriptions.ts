// The section of subscriptions: each with product, amount and interval, status in words and the next date.

import type { CustomerBilling, Page, Reading, Subscription, SubscriptionItem } from '#contract/billing.ts'
import type { Field, Inline, ListItem, Panel } from '#contract/panel.ts'
import { customerLink, dashboardLink } from './dashboard-link.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreign, foreignValue, idOf } from './foreign.ts'
import type { Shown } from './header.ts'
import { joinLines, line, type Line, type Part } from './line.ts'
import { dateOf } from './moment.ts'
import { methodWithExpiry } from './payment-method.ts'
import { discountLine, itemPrice } from './price.ts'
import { drawPending, drawSection, countOf } from './section.ts'
import { earliest, groupOf, hasMethod, recurringOf, valueOf } from './standing.ts'
import { subscriptionState } from './subscription-state.ts'

type Basis = Shown & { subscriptions: Reading<Page<Subscription>>; billing?: CustomerBilling }

const itemsShown = 8
const listMax = 200

/** The product's name, else what the price is called, else its id. */
function productName(item: SubscriptionItem): Part | undefined {
  return (
    foreign(item.productName, 300) ??
    foreign(item.price.nickname, 300) ??
    idOf(item.productId ?? item.price.productId ?? item.price.id)
  )
}

function titleOf({ items, itemsHasMore }: Subscription, { words }: Drawing): Line {
  const names = items.slice(0, itemsShown).map((item): Line => {
    const name = productName(item) ?? words.unknown
    const { quantity = 1 } = item
    return quantity === 1 ? [name] : line`${name} × ${String(quantity)}`
  })
  const more = itemsHasMore || items.length > itemsShown ? [words.price.moreItems] : undefined
  return names.length > 0 ? joinLines([...names, more], ', ') : [words.price.noPlan]
}

function amountOf(subscription: Subscription, struck: boolean, drawing: Drawing): Inline | undefined {
  const { amounts, metered } = recurringOf([subscription])
  const [only, ...others] = amounts ?? []
  if (only && others.length === 0) return [struck ? { ...only, struck } : only]
  if (metered && amounts?.length === 0) return drawing.words.price.meteredPlain
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

function fieldsOf(subscription: Subscription, drawing: Drawing): Field[] {
  const { fields } = drawing.words
  const { startedAtMs, createdAtMs, trialEndsAtMs, discounts, paymentMethod, id } = subscription
  const started = dateOf(startedAtMs ?? createdAtMs)
  const trial = subscription.status === 'trialing' ? dateOf(trialEndsAtMs) : undefined
  const off = discounts.slice(0, 5).map((discount) => discountLine(discount, drawing))
  const key = idOf(id)
  return [
    ...priceFields(subscription, drawing),
    ...(off.length > 0 ? [{ label: fields.discount, value: { lines: off } }] : []),
    ...(trial ? [{ label: fields.trialEnds, value: [trial] }] : []),
    ...(started ? [{ label: fields.started, value: [started] }] : []),
    ...(paymentMethod ? [{ label: fields.paysWith, value: methodWithExpiry(paymentMethod, drawing) }] : []),
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

function drawItem(subscription: Subscription, basis: Basis, drawing: Drawing): ListItem {
  const known = basis.billing ? hasMethod(basis.billing, subscription) : undefined
  const state = subscriptionState(subscription, drawing, known)
  const amount = amountOf(subscription, state.struck === true, drawing)
  const when = overdueWhen(subscription, basis.billing, drawing) ?? state.when
  const [discount] = groupOf(subscription) === 'ended' ? [] : subscription.discounts
  return {
    id: subscription.id.slice(0, 255),
    status: state.status,
    title: titleOf(subscription, drawing),
    ...(amount === undefined ? {} : { amount }),
    meta: discount ? line`${state.meta}, ${discountLine(discount, drawing)}` : state.meta,
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

/** What a closed section still has to say: the worst thing first. */
function noteOf(items: Subscription[], { words }: Drawing): Pick<Panel, 'note'> {
  const { sections } = words
  const number = (group: ReturnType<typeof groupOf>) => items.filter((one) => groupOf(one) === group).length
  const [pastDue, incomplete, ending, paused, trial, ended] = [
    number('past_due'),
    number('incomplete'),
    number('ending'),
    number('paused'),
    number('trial'),
    number('ended'),
  ]
  if (pastDue > 0) return { note: { status: 'bad', text: sections.pastDue(pastDue) } }
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
  page: Page<Subscription>,
  basis: Basis,
  drawing: Drawing,
): Omit<Panel, 'id' | 'title' | 'asOf'> {
  const { words } = drawing
  const { sections } = words
  // The first page of a lookup never has the ended ones, so its emptiness says nothing yet.
  const all = basis.billing && !page.hasMore
  if (page.items.length === 0) {
    return {
      note: { text: sections.none },
      blocks: [{ type: 'text', text: all ? sections.noSubscriptions : sections.noKnownSubscriptions }],
    }
  }
  const href = customerLink(drawing.account, basis.customer.id)
  const unnamed = basis.billing?.products.state === 'unavailable'
  return {
    ...countOf(page),
    ...noteOf(page.items, drawing),
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
      ...(unnamed ? [{ type: 'text' as const, text: sections.namesUnknown }] : []),
    ],
  }
}

/** Draws the section; without `billing` only what the lookup brought along, and more is on its way. */
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
