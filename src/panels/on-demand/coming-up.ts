// Draws what comes next: Stripe's preview of the next invoice, pending items, and scheduled changes.

import type {
  NextInvoice,
  NextInvoiceLine,
  OnDemand,
  PendingItem,
  Cached,
  Schedule,
  SchedulePhase,
  Subscription,
} from '#contract/billing.ts'
import type { Block, Field, Inline, ListItem } from '#contract/panel.ts'
import { joinLines, line, type Line } from '#words/line.ts'
import { amountOf } from '../amount.ts'
import { customerLink } from '../dashboard-link.ts'
import type { Drawing } from '../drawing.ts'
import { foreign, idOf } from '../foreign.ts'
import { dateOf, isPast } from '../moment.ts'
import { nextInvoiceDate } from '../next-invoice-date.ts'
import { itemPrice } from '../price.ts'
import { titleOf } from '../subscriptions.ts'
import { unavailableSentence } from '../unavailable.ts'
import { dueOf } from '../upcoming.ts'
import { drawPage, partOf, type Part } from './parts.ts'

type ComingUp = OnDemand & { section: 'coming-up' }
type Previewed = ComingUp['nextInvoices'][number]

const linesShown = 19

function lineText(
  { description, amountMinor, proration, pending }: NextInvoiceLine,
  currency: string,
  { words }: Drawing,
): Line {
  const { onDemand } = words
  const name = foreign(description, 300) ?? words.unknown
  const amount = amountOf(amountMinor, currency) ?? words.unknownAmount
  const tags = [...(proration ? [onDemand.proration] : []), ...(pending ? [onDemand.item] : [])]
  const tag: Line = tags.length > 0 ? [' ', { type: 'muted', text: `(${tags.join(words.comma)})` }] : []
  return line`${name}: ${amount}${tag}`
}

function sumFields(next: NextInvoice, { words }: Drawing): Field[] {
  const { onDemand } = words
  const { currency, discountMinor, taxMinor, taxIncludedMinor, totalMinor, amountDueMinor } = next
  const field = (label: string, minor: number): Field[] => {
    const amount = amountOf(minor, currency)
    return minor !== 0 && amount ? [{ label, value: [amount] }] : []
  }
  // The difference between the total and the amount due came from the balance or goes to it.
  const balanceMinor = amountDueMinor - totalMinor
  return [
    ...field(onDemand.discount, -discountMinor),
    ...field(onDemand.tax, taxMinor),
    ...field(onDemand.taxIncluded, taxIncludedMinor),
    ...(balanceMinor === 0 ? [] : field(onDemand.total, totalMinor)),
    ...field(onDemand.balance, balanceMinor),
  ]
}

function nextFields(next: NextInvoice, drawing: Drawing): Field[] {
  const { fields, onDemand } = drawing.words
  const texts: Inline[] = next.lines
    .slice(0, linesShown)
    .map((each) => lineText(each, next.currency, drawing))
  const lines = next.linesHasMore || next.lines.length > linesShown ? [...texts, onDemand.moreLines] : texts
  return [...(lines.length > 0 ? [{ label: fields.for, value: { lines } }] : []), ...sumFields(next, drawing)]
}

/** Whether the subscription is on a test clock, whose dates are not the reader's. */
const dateOfNext = ({ testClock }: Subscription, next: NextInvoice, drawing: Drawing): Line =>
  joinLines(
    [nextInvoiceDate(next, drawing), testClock ? [drawing.words.notes.testClock] : undefined],
    drawing.words.comma,
  )

function drawOne({ subscription, next }: Previewed & { next: { state: 'read' } }, drawing: Drawing): Block {
  const { words } = drawing
  const { onDemand } = words
  if (next.value === 'none') return { type: 'text', text: onDemand.noneFor(titleOf(subscription, drawing)) }
  const due: Field = {
    label: onDemand.due,
    value: [dueOf(next.value) ?? words.unknownAmount],
    note: dateOfNext(subscription, next.value, drawing),
  }
  return { type: 'fields', fields: [due, ...nextFields(next.value, drawing)] }
}

function drawItem({ subscription, next }: Previewed, drawing: Drawing): ListItem {
  const { words } = drawing
  const title = titleOf(subscription, drawing)
  const id = subscription.id.slice(0, 255)
  if (next.state === 'unavailable') {
    const meta = unavailableSentence(next.why, 'nextInvoices', drawing)
    return { id, status: 'warn', title, amount: words.unknown, meta }
  }
  if (next.value === 'none') return { id, status: 'quiet', title, meta: words.onDemand.nothing.nextInvoices }
  return {
    id,
    status: 'info',
    title,
    amount: [dueOf(next.value) ?? words.unknownAmount],
    meta: dateOfNext(subscription, next.value, drawing),
    fields: nextFields(next.value, drawing),
  }
}

const isRead = (one: Previewed): one is Previewed & { next: { state: 'read' } } => one.next.state === 'read'

/** One part for all subscriptions: if one is refused, all are. */
function drawNext({ nextInvoices, subscriptions }: ComingUp, customerId: string, drawing: Drawing): Part {
  const { onDemand } = drawing.words
  const [first] = nextInvoices
  const failed = nextInvoices.map(({ next }) => next).filter((next) => next.state === 'unavailable')
  const [why] = failed
  const reading: Cached<{ hasMore: boolean }> =
    why && failed.length === nextInvoices.length ? why : ageOf(subscriptions, nextInvoices)
  return partOf(
    'nextInvoices',
    reading,
    ({ hasMore }) => {
      const more = { text: onDemand.more.subscriptions, href: customerLink(drawing.account, customerId) }
      if (!first)
        return [{ type: 'text', text: hasMore ? [{ type: 'link', ...more }] : onDemand.nothing.nextInvoices }]
      if (nextInvoices.length === 1 && isRead(first) && !hasMore) return [drawOne(first, drawing)]
      const items = nextInvoices.map((one) => drawItem(one, drawing))
      return [{ type: 'list', items, ...(hasMore ? { more } : {}) }]
    },
    drawing,
  )
}

/** As old as the oldest preview, and stale when one of them is. */
function ageOf<T>(subscriptions: Cached<T>, nextInvoices: Previewed[]): Cached<T> {
  if (subscriptions.state !== 'read') return subscriptions
  const read = nextInvoices.filter(isRead).map(({ next }) => next)
  const stale = read.find((next) => next.stale)?.stale
  const { stale: _, ...rest } = subscriptions
  return {
    ...rest,
    ...(read.length > 0 ? { asOfMs: Math.min(...read.map(({ asOfMs }) => asOfMs)) } : {}),
    ...(stale ? { stale } : {}),
  }
}

function drawPending(item: PendingItem, drawing: Drawing): ListItem {
  const { words } = drawing
  const when = dateOf(item.atMs)
  return {
    id: item.id.slice(0, 255),
    status: 'info',
    title: [foreign(item.description, 300) ?? idOf(item.id) ?? words.unknown],
    amount: [amountOf(item.amountMinor, item.currency) ?? words.unknownAmount],
    ...(item.proration ? { meta: words.onDemand.proration } : {}),
    ...(when ? { when: [when] } : {}),
  }
}

type Known = { names: ReadonlyMap<string, string>; currencies: ReadonlyMap<string, string> }

/** What is known apart from the schedule itself. */
const knownOf = ({ productNames }: ComingUp, subscriptions: readonly Subscription[]): Known => ({
  names: productNames,
  currencies: new Map(subscriptions.map(({ id, currency }) => [id, currency])),
})

function phaseItem(
  { price, quantity = 1 }: SchedulePhase['items'][number],
  currency: string | undefined,
  { names }: Known,
  drawing: Drawing,
): Line {
  const { words } = drawing
  const name =
    foreign(names.get(price.productId ?? ''), 300) ??
    foreign(price.nickname, 300) ??
    idOf(price.productId ?? price.id) ??
    words.unknown
  // The amounts of a price in another currency than the subscription's are not known here.
  const known = currency === undefined || currency === price.currency
  const amount = known ? itemPrice({ price, quantity }, drawing) : [words.unknownAmount]
  return line`${name}: ${amount}`
}

const itemsShown = 6

function drawPhases(schedule: Schedule, known: Known, drawing: Drawing): ListItem[] {
  const { words, nowMs } = drawing
  const { onDemand } = words
  const { id, phases, subscriptionId, endBehavior } = schedule
  const isOpen = ['active', 'not_started'].includes(schedule.status)
  const coming = phases.filter(({ startsAtMs }) => startsAtMs !== undefined && !isPast(startsAtMs, nowMs))
  const currencyOf = ({ currency }: SchedulePhase) => currency ?? known.currencies.get(subscriptionId ?? '')
  const items = coming.map((phase, index): ListItem => {
    const start = dateOf(phase.startsAtMs)
    const lines = phase.items
      .slice(0, itemsShown)
      .map((item) => phaseItem(item, currencyOf(phase), known, drawing))
    const more = phase.items.length > itemsShown ? [words.price.moreItems] : undefined
    const title = joinLines([...lines, more], words.comma)
    return {
      id: `${id.slice(0, 240)} ${index}`,
      status: 'info',
      title: title.length > 0 ? title : [onDemand.noItems],
      ...(start ? { meta: onDemand.from(start) } : {}),
      ...(phase.discounts > 0 ? { when: onDemand.discounts(phase.discounts) } : {}),
    }
  })
  const ends = dateOf(phases.at(-1)?.endsAtMs)
  const canceled: ListItem[] =
    isOpen && endBehavior === 'cancel' && ends
      ? [{ id: `${id.slice(0, 240)} end`, status: 'warn', title: onDemand.canceledAfter(ends) }]
      : []
  const unknown: ListItem[] =
    isOpen && phases.length === 0
      ? [
          {
            id: id.slice(0, 240),
            status: 'info',
            title: [idOf(id) ?? words.unknown],
            meta: onDemand.noPhases,
          },
        ]
      : []
  return isOpen ? [...items, ...canceled, ...unknown] : []
}

/** A change that takes effect once it is paid. It comes with the subscription, so it needs no request. */
function drawUpdate(
  { id, currency, pendingUpdate }: Subscription,
  known: Known,
  drawing: Drawing,
): ListItem[] {
  if (!pendingUpdate) return []
  const { words } = drawing
  const { items = [], expiresAtMs } = pendingUpdate
  const lines = items.slice(0, itemsShown).map((item) => phaseItem(item, currency, known, drawing))
  const title = joinLines(
    [...lines, items.length > itemsShown ? [words.price.moreItems] : undefined],
    words.comma,
  )
  return [
    {
      id: `${id.slice(0, 240)} update`,
      status: 'warn',
      title: title.length > 0 ? title : [idOf(id) ?? words.unknown],
      meta: words.onDemand.pendingUpdate(dateOf(expiresAtMs)),
    },
  ]
}

/** Draws the parts. */
export function drawComingUp(
  read: ComingUp,
  subscriptions: readonly Subscription[],
  customerId: string,
  drawing: Drawing,
): Part[] {
  const { nothing } = drawing.words.onDemand
  const known = knownOf(read, subscriptions)
  return [
    drawNext(read, customerId, drawing),
    partOf(
      'pendingItems',
      read.pendingItems,
      (page) =>
        drawPage(
          page,
          { none: nothing.pendingItems, customerId, draw: (item) => drawPending(item, drawing) },
          drawing,
        ),
      drawing,
    ),
    partOf(
      'schedules',
      read.schedules,
      ({ items, hasMore }) =>
        drawPage(
          {
            items: [
              ...subscriptions.flatMap((each) => drawUpdate(each, known, drawing)),
              ...items.flatMap((schedule) => drawPhases(schedule, known, drawing)),
            ],
            hasMore,
          },
          { none: nothing.schedules, customerId, draw: (item) => item },
          drawing,
        ),
      drawing,
    ),
  ]
}
