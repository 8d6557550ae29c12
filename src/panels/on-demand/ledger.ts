// Draws what belongs to the invoices: payment methods, balance changes and credit notes.

import type { BalanceEntry, CreditNote, Customer, OnDemand, Page, PaymentMethod } from '#contract/billing.ts'
import type { Action, Block, ListItem } from '#contract/panel.ts'
import { joinLines, line, type Line } from '#words/line.ts'
import { amountOf } from '../amount.ts'
import { stripeHref } from '../dashboard-link.ts'
import { type Drawing, wordFor } from '../drawing.ts'
import { foreign, foreignValue, idOf } from '../foreign.ts'
import { dateOf } from '../moment.ts'
import { expiryState, methodWithExpiry } from '../payment-method.ts'
import { drawPage, partOf, type Part } from './parts.ts'

function drawMethod(method: PaymentMethod, index: number, customer: Customer, drawing: Drawing): ListItem {
  const { words } = drawing
  const expiry = expiryState(method, drawing)
  const id = idOf(method.id)
  const { paymentMethod: preset } = customer
  const isDefault = method.id !== undefined && preset !== 'unread' && method.id === preset?.id
  const word =
    expiry &&
    {
      expired: words.alerts.cardExpired,
      this_month: words.alerts.cardExpiresThisMonth,
      soon: words.alerts.cardExpiresSoon,
    }[expiry]
  const meta = joinLines(
    [isDefault ? [words.onDemand.default] : undefined, word ? [word] : undefined],
    words.comma,
  )
  return {
    id: `${(method.id ?? '').slice(0, 240)} ${index}`,
    status: expiry === 'expired' ? 'bad' : expiry ? 'warn' : isDefault ? 'ok' : 'quiet',
    title: methodWithExpiry(method, drawing),
    ...(meta.length > 0 ? { meta } : {}),
    ...(id ? { fields: [{ label: words.onDemand.fields.method, value: [id] }] } : {}),
  }
}

export function drawMethods(
  { methods, sources }: OnDemand & { section: 'payment-methods' },
  customer: Customer,
  drawing: Drawing,
): Part[] {
  const list = (page: Page<PaymentMethod>): Block[] =>
    drawPage(
      { ...page, items: page.items.map((method, index) => ({ method, index })) },
      {
        none: drawing.words.onDemand.nothing.methods,
        customerId: customer.id,
        draw: ({ method, index }) => drawMethod(method, index, customer, drawing),
      },
      drawing,
    )
  const known = new Set(methods.state === 'read' ? methods.value.items.map(({ id }) => id) : [])
  // Older cards are listed among the payment methods as well.
  const older =
    sources.state === 'read'
      ? {
          ...sources,
          value: { ...sources.value, items: sources.value.items.filter(({ id }) => !known.has(id)) },
        }
      : sources
  const isEmpty = older.state === 'read' && older.value.items.length === 0 && !older.value.hasMore
  return [
    partOf('methods', methods, list, drawing),
    ...(isEmpty ? [] : [partOf('sources', older, list, drawing)]),
  ]
}

/** A negative amount is credit, as in Stripe. */
function balanceLine(amountMinor: number, currency: string, { words }: Drawing): Line {
  const amount = amountOf(Math.abs(amountMinor), currency)
  if (!amount) return [words.unknownAmount]
  if (amountMinor === 0) return [amount]
  return amountMinor < 0 ? words.onDemand.credit(amount) : words.onDemand.debt(amount)
}

/** Shows the change itself. Whether anything is owed afterwards, the balance after it tells. */
function changeLine(amountMinor: number, currency: string, drawing: Drawing): Line {
  const taken = amountMinor > 0 ? amountOf(-amountMinor, currency) : undefined
  return taken ? [taken] : balanceLine(amountMinor, currency, drawing)
}

function drawEntry(entry: BalanceEntry, drawing: Drawing): ListItem {
  const { onDemand } = drawing.words
  const { id, type, amountMinor, currency, endingBalanceMinor, createdAtMs, description } = entry
  const when = dateOf(createdAtMs)
  const after =
    endingBalanceMinor === undefined
      ? undefined
      : onDemand.after(balanceLine(endingBalanceMinor, currency, drawing))
  const text = foreign(description, 300)
  const meta = joinLines([text && [text], after], drawing.words.comma)
  return {
    id: id.slice(0, 255),
    status: 'quiet',
    title: [wordFor(onDemand.entryTypes, type) ?? foreignValue(type)],
    amount: changeLine(amountMinor, currency, drawing),
    ...(meta.length > 0 ? { meta } : {}),
    ...(when ? { when: [when] } : {}),
  }
}

function drawNote(note: CreditNote, drawing: Drawing): ListItem {
  const { words } = drawing
  const { onDemand } = words
  const { id, number, status, reason, amountMinor, currency, createdAtMs, pdfUrl } = note
  const when = dateOf(createdAtMs)
  const amount = amountOf(amountMinor, currency)
  const word = wordFor(onDemand.creditNoteStatus, status) ?? foreignValue(status)
  const why =
    reason === undefined ? undefined : (wordFor(onDemand.creditNoteReasons, reason) ?? foreignValue(reason))
  const isVoid = status === 'void'
  const href = stripeHref(pdfUrl)
  const actions: Action[] = href === undefined ? [] : [{ kind: 'open', label: words.actions.pdf, href }]
  const key = idOf(id)
  return {
    id: id.slice(0, 255),
    status: isVoid ? 'quiet' : 'info',
    title: [foreign(number, 80) ?? key ?? words.unknown],
    amount: amount ? [isVoid ? { ...amount, struck: true } : amount] : words.unknownAmount,
    meta: why === undefined ? [word] : line`${word}: ${why}`,
    ...(when ? { when: [when] } : {}),
    ...(actions.length > 0 ? { actions } : {}),
  }
}

export function drawBalance(
  { entries, creditNotes }: OnDemand & { section: 'balance' },
  customerId: string,
  drawing: Drawing,
): Part[] {
  const { nothing } = drawing.words.onDemand
  return [
    partOf(
      'entries',
      entries,
      (page) =>
        drawPage(
          page,
          { none: nothing.entries, customerId, draw: (item) => drawEntry(item, drawing) },
          drawing,
        ),
      drawing,
    ),
    partOf(
      'creditNotes',
      creditNotes,
      (page) =>
        drawPage(
          page,
          { none: nothing.creditNotes, customerId, draw: (item) => drawNote(item, drawing) },
          drawing,
        ),
      drawing,
    ),
  ]
}
