// Draws search results, each with the reason it was found. Another object that was found, such as an invoice, keeps its own name.

import type { CustomerHit, SearchResult } from '#contract/billing.ts'
import type { Block, Choice, Panel, Status } from '#contract/panel.ts'
import { line, type Line } from '#words/line.ts'
import { panelWordsFor } from '#words/words-for.ts'
import { accountAlerts, accountName } from './account-alerts.ts'
import { amountOf } from './amount.ts'
import { drawChoice, sortHits } from './choice.ts'
import { type Drawing, startDrawing, type View, wordFor } from './drawing.ts'
import { foreign, foreignValue, idOf } from './foreign.ts'
import { drawGuests } from './guests.ts'
import { nameOf, searchField } from './header.ts'
import { isoOf } from './moment.ts'
import { methodLine } from './payment-method.ts'
import { describeUnavailable } from './unavailable.ts'

type Via = NonNullable<CustomerHit['via']>

const choicesMax = 100
const isCharge = ({ id }: Via) => id.startsWith('ch_') || id.startsWith('py_')
const isInvoice = ({ id }: Via) => id.startsWith('in_')

/** `visa •••• 4242`, as a charge is labelled, with the brand as it writes itself. */
function cardLine(label: string, drawing: Drawing): Line | undefined {
  const [, brand, last4] = /^(.{1,60}) •••• (\w{1,6})$/.exec(label) ?? []
  if (brand !== undefined && last4 !== undefined)
    return methodLine({ type: 'card', last4, ...(brand === 'card' ? {} : { brand }) }, drawing)
  const text = foreign(label, 120)
  return text && [text]
}

/** What matched, unless it is already visible. */
function whyLine({ customer, match, via }: CustomerHit, drawing: Drawing): Line | undefined {
  if (via && isCharge(via)) return cardLine(via.label, drawing)
  const field = match.kind === 'found' ? match.field : ''
  if (field === 'email') {
    const email = foreign(customer.email, 320)
    return email && [email]
  }
  if (field === 'phone') {
    const phone = foreign(customer.phone, 60)
    return phone && [phone]
  }
  return field === '' || field === 'name' || field === 'id'
    ? undefined
    : drawing.words.match.found(searchField(field, drawing))
}

const severities: Readonly<Record<string, Status>> = {
  paid: 'ok',
  succeeded: 'ok',
  active: 'ok',
  complete: 'ok',
  won: 'ok',
  settled: 'ok',
  past_due: 'bad',
  unpaid: 'bad',
  failed: 'bad',
  uncollectible: 'bad',
  needs_response: 'bad',
  void: 'quiet',
  canceled: 'quiet',
  expired: 'quiet',
}

function statusWord(status: string, { words }: Drawing): Line {
  return [wordFor(words.search.statuses, status) ?? foreignValue(status)]
}

/** Draws the object in place of the customer, with the customer's name next to it. */
function viaChoice(hit: CustomerHit, via: Via, drawing: Drawing): Partial<Choice> {
  const { words } = drawing
  const label = foreign(via.label, 120) ?? foreign(via.id, 120) ?? words.unknown
  const amount = via.amount && amountOf(via.amount.amountMinor, via.amount.currency)
  return {
    name: isInvoice(via) ? line`${words.fields.invoice} ${label}` : [label],
    amount: amount ? [amount] : '',
    ...(via.status === undefined
      ? {}
      : { status: wordFor(severities, via.status) ?? 'info', word: statusWord(via.status, drawing) }),
    note: [nameOf(hit.customer, drawing)],
  }
}

function drawResult(hit: CustomerHit, view: View): Choice {
  const drawing = startDrawing(hit.account, view)
  const choice = drawChoice(hit, view)
  const why = whyLine(hit, drawing)
  if (!hit.via || isCharge(hit.via)) {
    const { idNote, ...rest } = choice
    // The note already shows the card.
    return { ...rest, ...(why ? { note: why } : {}), ...(idNote === undefined || hit.via ? {} : { idNote }) }
  }
  return { ...choice, ...viaChoice(hit, hit.via, drawing), ...(why ? { idNote: why } : {}) }
}

function summaryOf({ hits, guests, unowned, kind, accounts }: SearchResult, text: string, view: View): Line {
  const { search, comma } = panelWordsFor(view.locale)
  const invoices = hits.filter(({ via }) => via && isInvoice(via)).length
  const others = hits.filter(({ via }) => via && !isInvoice(via) && !isCharge(via)).length
  const customers = hits.length - invoices - others
  const sought = foreign(text, 200) ?? { type: 'foreign' as const, text: '' }
  if (hits.length + guests.length + unowned.length === 0) {
    const all = accounts.every(({ unavailable, searchUnavailable }) => !unavailable && !searchUnavailable)
    return all ? search.nothing[kind](sought) : search.nothingKnown(sought)
  }
  const parts = [
    ...(customers > 0 ? [search.customers(customers)] : []),
    ...(invoices > 0 ? [search.invoices(invoices)] : []),
    ...(others + unowned.length > 0 ? [search.others(others + unowned.length)] : []),
    ...(guests.length > 0 ? [search.guestPayments(guests.length)] : []),
  ]
  return search.summary(parts.join(comma), sought)
}

/** Draws an object that belongs to no customer. */
function drawUnowned({ id, label }: Via, view: View): Block {
  const { search, unknown } = panelWordsFor(view.locale)
  const name = id === label ? idOf(id) : (foreign(label, 120) ?? idOf(id))
  return { type: 'text', text: search.unowned(name ?? unknown) }
}

/** Draws the results. */
export function drawSearch(result: SearchResult, text: string, view: View): Panel[] {
  const { hits, guests, unowned, accounts, hasMore } = result
  const { search } = panelWordsFor(view.locale)
  const isObject = ({ via }: CustomerHit) => via !== undefined && !isCharge(via)
  const sorted = sortHits(hits)
  const choices = [...sorted.filter((hit) => !isObject(hit)), ...sorted.filter(isObject)]
    .slice(0, choicesMax)
    .map((hit) => drawResult(hit, view))
  const partly = accounts.filter(({ searchUnavailable, unavailable }) => searchUnavailable && !unavailable)
  const blocks: Block[] = [
    { type: 'text', text: summaryOf(result, text, view) },
    ...accountAlerts(accounts, view),
    ...(choices.length > 0 ? [{ type: 'choices' as const, choices }] : []),
    ...unowned.slice(0, 5).map((via) => drawUnowned(via, view)),
    ...(hasMore ? [{ type: 'text' as const, text: search.more }] : []),
    ...partly.slice(0, 5).flatMap(({ account, searchUnavailable }): Block[] =>
      searchUnavailable
        ? [
            {
              type: 'text',
              text: line`${accountName(account, view)}: ${search.partly} ${describeUnavailable(searchUnavailable, view)}`,
            },
          ]
        : [],
    ),
    { type: 'text', text: [{ type: 'muted', text: search.lag }] },
  ]
  return [
    { id: 'search', blocks, asOf: isoOf(view.nowMs) },
    ...drawGuests({ payments: guests, hasMore: false }, view),
  ]
}
