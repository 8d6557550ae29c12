// The verdict: one word, one amount, one date. From the subscriptions alone at first; what was paid and owed comes with the rest.

import type { CustomerBilling, Page, Reading, Subscription } from '#contract/billing.ts'
import type { BlockOf, Inline } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { dateOf, isPast, sinceOf } from './moment.ts'
import { drawPastDue } from './past-due.ts'
import type { Shown } from './header.ts'
import {
  earliest,
  hasMethod,
  leadingGroup,
  nextChargeAtMs,
  recurringOf,
  unpaidInvoices,
  valueOf,
} from './standing.ts'
import { endsAtMs, isEnding } from './subscription-state.ts'
import { drawWithoutSubscription } from './verdict-without-subscription.ts'

export type Verdict = BlockOf<'verdict'>
type Note = Verdict['notes'][number]

/** What the subscriptions alone say of a customer, and what else is known. */
type Basis = Shown & { subscriptions: Reading<Page<Subscription>>; billing?: CustomerBilling }

/** Start and end of a line; one of them alone stands at the start. */
function note(start: Inline | undefined, end?: Inline): Note[] {
  if (start === undefined) return end === undefined ? [] : [{ start: end }]
  return [{ start, ...(end === undefined ? {} : { end }) }]
}

function amountFor(
  members: Subscription[],
  complete: boolean,
  { words }: Drawing,
): { amount?: Inline; free: boolean } {
  const { amounts, metered } = recurringOf(members)
  if (!complete || !amounts) return { free: false }
  const [only, ...others] = amounts
  if (!only) return { free: false, ...(metered ? { amount: words.price.meteredPlain } : {}) }
  if (others.length > 0) return { free: false }
  return { amount: [only], free: only.amountMinor === 0 && !metered }
}

/** What the amount leaves out. */
function remarks(members: Subscription[], basis: Basis, { words }: Drawing): Note[] {
  const { notes } = words
  const { amounts, metered } = recurringOf(members)
  const discounted =
    basis.customer.discounts.length > 0 || members.some(({ discounts }) => discounts.length > 0)
  const shown = amounts?.length === 1
  const texts = [
    ...(shown && discounted ? [notes.beforeDiscounts] : []),
    ...(shown && metered ? [notes.plusUse] : []),
  ]
  return texts.length > 0 ? [{ start: texts.join(words.comma) }] : []
}

function unreadNotes(billing: CustomerBilling | undefined, { words }: Drawing): Note[] {
  if (!billing) return []
  const { unread } = words.notes
  const parts = (['invoices', 'payments', 'disputes'] as const).filter(
    (part) => billing[part].state === 'unavailable',
  )
  return parts.length > 0 ? [{ start: parts.map((part) => unread[part]).join(words.comma) }] : []
}

function sinceNote(members: Subscription[], { words, nowMs }: Drawing): Inline | undefined {
  const since = sinceOf(
    earliest(members.map(({ startedAtMs, createdAtMs }) => startedAtMs ?? createdAtMs)),
    nowMs,
  )
  return since && words.notes.since(since)
}

function drawRenewing(
  members: Subscription[],
  drawing: Drawing,
  free: boolean,
): Pick<Verdict, 'status' | 'word' | 'notes'> {
  const { verdict, notes } = drawing.words
  const date = dateOf(nextChargeAtMs(members, drawing.nowMs))
  const sent = members.every(({ collectionMethod }) => collectionMethod === 'send_invoice')
  const next = date && !free ? (sent ? notes.nextInvoice(date) : notes.nextCharge(date)) : undefined
  return {
    status: 'ok',
    word: free ? verdict.active : verdict.paying,
    notes: note(next, sinceNote(members, drawing)),
  }
}

function drawTrial(
  members: Subscription[],
  basis: Basis,
  drawing: Drawing,
): Pick<Verdict, 'status' | 'word' | 'notes'> {
  const { verdict, notes } = drawing.words
  const going = members.filter((member) => !isEnding(member))
  const [only] = members
  const atMs = earliest((going.length > 0 ? going : members).map(({ trialEndsAtMs }) => trialEndsAtMs))
  const date = isPast(atMs, drawing.nowMs) ? undefined : dateOf(atMs, 'relative')
  const start = date && (going.length > 0 ? notes.firstCharge(date) : notes.trialEnds(date))
  const noCard =
    basis.billing && going.length > 0 && members.length === 1 && hasMethod(basis.billing, only) === false
  return {
    status: 'info',
    word: verdict.trial,
    notes: note(start, noCard ? notes.noCardYet : sinceNote(members, drawing)),
  }
}

function drawStopped(
  members: Subscription[],
  group: string,
  drawing: Drawing,
): Pick<Verdict, 'status' | 'word' | 'notes'> {
  const { verdict, notes } = drawing.words
  const since = sinceNote(members, drawing)
  if (group === 'ending') {
    const ends = dateOf(earliest(members.map(endsAtMs)))
    return { status: 'ok', word: verdict.paying, notes: note(ends && notes.ends(ends), since) }
  }
  if (group === 'paused') {
    const resumes = dateOf(earliest(members.map(({ collectionPause }) => collectionPause?.resumesAtMs)))
    return { status: 'warn', word: verdict.paused, notes: note(resumes && notes.resumes(resumes), since) }
  }
  if (group === 'incomplete') return { status: 'warn', word: verdict.incomplete, notes: note(since) }
  const values = [...new Set(members.map(({ status }) => status))].slice(0, 3)
  return {
    status: 'info',
    word: verdict.unknown,
    notes: values.map((status) => ({ start: [foreignValue(status)] })),
  }
}

function drawLeading(basis: Basis, page: Page<Subscription>, drawing: Drawing): Verdict | undefined {
  const leading = leadingGroup(page.items)
  if (!leading) return undefined
  const { group, members } = leading
  if (group === 'past_due') return drawPastDue(basis.billing, drawing)
  const { amount, free } = amountFor(
    group === 'trial' ? countedTrials(members) : members,
    !page.hasMore,
    drawing,
  )
  const drawn =
    group === 'renewing'
      ? drawRenewing(members, drawing, free)
      : group === 'trial'
        ? drawTrial(members, basis, drawing)
        : drawStopped(members, group, drawing)
  return {
    type: 'verdict',
    status: drawn.status,
    word: drawn.word,
    ...(amount === undefined || group === 'unknown' ? {} : { amount }),
    notes: [
      ...drawn.notes,
      ...remarks(members, basis, drawing),
      ...unreadNotes(basis.billing, drawing),
    ].slice(0, 4),
  }
}

/** A trial that will not renew costs nothing, unless there is no other. */
function countedTrials(members: Subscription[]): Subscription[] {
  const going = members.filter((member) => !isEnding(member))
  return going.length > 0 ? going : members
}

/** From the subscriptions alone; `undefined` while they do not decide it. */
export function drawEarlyVerdict(basis: Basis, drawing: Drawing): Verdict | undefined {
  if (basis.customer.deleted) return deleted(drawing)
  const page = valueOf(basis.subscriptions)
  return page && drawLeading(basis, page, drawing)
}

function deleted({ words }: Drawing): Verdict {
  return {
    type: 'verdict',
    status: 'quiet',
    word: words.verdict.deleted,
    notes: [{ start: words.notes.customerDeleted }],
  }
}

/** From everything. */
export function drawVerdict(billing: CustomerBilling, drawing: Drawing): Verdict {
  const early = drawEarlyVerdict({ ...billing, billing }, drawing)
  if (early) return early
  const unpaid = unpaidInvoices(valueOf(billing.invoices)?.items ?? [], drawing.nowMs)
  if (unpaid.length > 0) return drawPastDue(billing, drawing)
  const drawn = drawWithoutSubscription(billing, drawing)
  return { ...drawn, notes: [...drawn.notes, ...unreadNotes(billing, drawing)].slice(0, 4) }
}
