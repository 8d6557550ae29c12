// Search results: each says why it is one. Another object that was hit (an invoice, say) stands under its own name.

import type { CustomerHit, Lookup } from '#contract/billing.ts'
import type { Block, Choice, Panel, Status } from '#contract/panel.ts'
import { accountAlerts, accountName } from './account-alerts.ts'
import { amountOf } from './amount.ts'
import { drawChoice, sortHits } from './choice.ts'
import { type Drawing, startDrawing, type View, wordFor, wordsFor } from './drawing.ts'
import { foreign, foreignValue } from './foreign.ts'
import { nameOf, searchField } from './header.ts'
import { line, type Line } from './line.ts'
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

/** What was hit, as far as it is not seen already. */
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

/** The object in place of the customer, whose name stands beside it. */
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
    // The card that was hit stands in the note already.
    return { ...rest, ...(why ? { note: why } : {}), ...(idNote === undefined || hit.via ? {} : { idNote }) }
  }
  return { ...choice, ...viaChoice(hit, hit.via, drawing), ...(why ? { idNote: why } : {}) }
}

function summaryOf(hits: CustomerHit[], text: string, view: View): Line {
  const { search } = wordsFor(view)
  const invoices = hits.filter(({ via }) => via && isInvoice(via)).length
  const others = hits.filter(({ via }) => via && !isInvoice(via) && !isCharge(via)).length
  const customers = hits.length - invoices - others
  const sought = foreign(text, 200) ?? { type: 'foreign' as const, text: '' }
  if (hits.length === 0) return search.nothing(sought)
  const parts = [
    ...(customers > 0 ? [search.customers(customers)] : []),
    ...(invoices > 0 ? [search.invoices(invoices)] : []),
    ...(others > 0 ? [search.others(others)] : []),
  ]
  return search.summary(parts.join(wordsFor(view).comma), sought)
}

/** Draws the results. */
export function drawSearch(
  result: { hits: CustomerHit[]; accounts: Lookup['accounts'] },
  text: string,
  view: View,
): Panel[] {
  const { hits, accounts } = result
  const { search } = wordsFor(view)
  const isObject = ({ via }: CustomerHit) => via !== undefined && !isCharge(via)
  const sorted = sortHits(hits)
  const choices = [...sorted.filter((hit) => !isObject(hit)), ...sorted.filter(isObject)]
    .slice(0, choicesMax)
    .map((hit) => drawResult(hit, view))
  const partly = accounts.filter(({ searchUnavailable, unavailable }) => searchUnavailable && !unavailable)
  const blocks: Block[] = [
    { type: 'text', text: summaryOf(hits, text, view) },
    ...accountAlerts(accounts, view),
    ...(choices.length > 0 ? [{ type: 'choices' as const, choices }] : []),
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
  return [{ id: 'search', blocks, asOf: isoOf(view.nowMs) }]
}
