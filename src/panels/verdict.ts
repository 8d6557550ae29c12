// Draws the verdict: one word, one amount, one date. At first from the subscriptions alone; payments and debts follow.

import type { CustomerBilling, Page, Cached, Subscription } from '#contract/billing.ts'
import type { BlockOf, Inline } from '#contract/panel.ts'
import { joinLines, type Line } from '#words/line.ts'
import type { Drawing } from './drawing.ts'
import { foreignValue } from './foreign.ts'
import { incompleteLine } from './incomplete.ts'
import { dateOf, isPast, sinceOf } from './moment.ts'
import { drawPastDue, drawUnderWay, underWayNotes } from './past-due.ts'
import type { Shown } from './header.ts'
import { basisOf, isAboutAmount, nextChargeOfAll, type NextCharge } from './next-charge.ts'
import { remarksLine } from './remarks.ts'
import {
  earliest,
  hasDefaultMethod,
  isUnderWayFor,
  leadingGroup,
  unpaidInvoices,
  valueOf,
} from './standing.ts'
import { isEnding } from './subscription-state.ts'
import { drawWithoutSubscription } from './verdict-without-subscription.ts'

export type Verdict = BlockOf<'verdict'>
type Note = Verdict['notes'][number]

/** What the subscriptions say about a customer, and what else is known. */
type Basis = Shown & { subscriptions: Cached<Page<Subscription>>; billing?: CustomerBilling }

/** The start and end of a line; a single part goes to the start. */
function note(start: Inline | undefined, end?: Inline): Note[] {
  if (start === undefined) return end === undefined ? [] : [{ start: end }]
  return [{ start, ...(end === undefined ? {} : { end }) }]
}

/** The amount if there is only one, or how it is billed; several are listed in the field below. */
function amountFor({ amounts, remarks }: NextCharge, { words }: Drawing): Inline | undefined {
  const [only, ...others] = amounts ?? []
  if (only) return others.length === 0 ? [only] : undefined
  return amounts && remarks.includes('use') ? words.price.meteredPlain : undefined
}

function unreadNotes(billing: CustomerBilling | undefined, { words }: Drawing): Note[] {
  if (!billing) return []
  const { unread } = words.notes
  const parts = (['invoices', 'payments', 'disputes'] as const).filter(
    (part) => billing[part].state === 'unavailable',
  )
  return parts.length > 0 ? [{ start: parts.map((part) => unread[part]).join(words.comma) }] : []
}

function sinceNote(members: Subscription[], drawing: Drawing): Inline | undefined {
  const since = sinceOf(
    earliest(members.map(({ startedAtMs, createdAtMs }) => startedAtMs ?? createdAtMs)),
    drawing,
  )
  return since && drawing.words.notes.since(since)
}

type Drawn = Pick<Verdict, 'status' | 'word' | 'notes'>
type Members = { members: Subscription[]; next: NextCharge; basis: Basis }

/** What comes next: a charge, an invoice, nothing, or a renewal of unknown cost. */
function nextNote({ costs, by, atMs, preview }: NextCharge, { words }: Drawing): Line | undefined {
  const { notes, onDemand } = words
  const date = dateOf(atMs)
  if (preview === 'none') return [notes.noFurtherInvoice]
  // An invoice of zero does not mean that the price is zero: credit may cover it.
  if (costs === 'nothing' && preview) return date && onDemand.nothingToPay(date)
  if (costs === 'nothing') return [notes.free]
  if (!date) return undefined
  if (costs === 'unknown') return notes.renews(date)
  return by === 'invoice' ? notes.nextInvoice(date) : notes.nextCharge(date)
}

function drawRenewing({ members, next }: Members, drawing: Drawing): Drawn {
  const { verdict, states, comma } = drawing.words
  const ends = isPast(next.endsAtMs, drawing.nowMs) ? undefined : dateOf(next.endsAtMs)
  const { whenEnds } = states.subscription
  const start = joinLines([nextNote(next, drawing), ends && whenEnds(ends)], comma)
  return {
    status: 'ok',
    word: next.costs === 'something' ? verdict.paying : verdict.active,
    notes: note(start.length > 0 ? start : undefined, sinceNote(members, drawing)),
  }
}

/** How a trial continues: charged, invoiced, or ended. */
function afterTrial(members: Subscription[], next: NextCharge, drawing: Drawing): Line | undefined {
  const { notes, states, comma } = drawing.words
  const later = dateOf(next.endsAtMs)
  if (members.every(isEnding)) {
    if (!later || isPast(next.endsAtMs, drawing.nowMs)) return undefined
    const date = dateOf(next.endsAtMs, 'relative') ?? later
    const open = next.remarks.some((remark) => remark === 'use' || remark === 'update')
    return open ? notes.ends(date) : notes.trialEnds(date)
  }
  const date = dateOf(next.atMs, 'relative')
  const first =
    date &&
    (next.costs !== 'something'
      ? notes.trialOver(date)
      : next.by === 'invoice'
        ? notes.firstInvoice(date)
        : notes.firstCharge(date))
  const line = joinLines([first, later && states.subscription.whenEnds(later)], comma)
  return line.length > 0 ? line : undefined
}

function drawTrial({ members, next, basis }: Members, drawing: Drawing): Drawn {
  const { verdict, notes } = drawing.words
  const [only] = members
  const noMethod =
    basis.billing &&
    only &&
    members.length === 1 &&
    !isEnding(only) &&
    next.by === 'charge' &&
    next.costs !== 'nothing' &&
    hasDefaultMethod(basis.billing, only) === false
  return {
    status: 'info',
    word: verdict.trial,
    notes: note(
      afterTrial(members, next, drawing),
      noMethod ? notes.noDefaultMethod : sinceNote(members, drawing),
    ),
  }
}

function drawStopped({ members, next }: Members, group: string, drawing: Drawing): Drawn {
  const { verdict, notes } = drawing.words
  const since = sinceNote(members, drawing)
  if (group === 'ending') {
    const ends = isPast(next.endsAtMs, drawing.nowMs) ? undefined : dateOf(next.endsAtMs)
    return {
      status: 'ok',
      word: next.costs === 'something' ? verdict.paying : verdict.active,
      notes: note(ends && notes.ends(ends), since),
    }
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
  const { billing } = basis
  if (group === 'past_due') {
    // Stripe calls them past due until the money has arrived, so payments in progress decide.
    if (!billing) return undefined
    const isPaying = members.every((member) => isUnderWayFor(member, billing))
    return isPaying
      ? drawUnderWay(billing, drawing)
      : atLeast(drawPastDue(billing, drawing), billing, drawing)
  }
  const counted = group === 'trial' ? countedTrials(members) : members
  const next = nextChargeOfAll(counted, billing ? basisOf(billing) : basis, drawing)
  const amount = page.hasMore || group === 'unknown' ? undefined : amountFor(next, drawing)
  const known = { members: counted, next, basis }
  const drawn =
    group === 'renewing'
      ? drawRenewing(known, drawing)
      : group === 'trial'
        ? drawTrial(known, drawing)
        : drawStopped(known, group, drawing)
  // "By usage" already says what an amount would leave out.
  const isAmount = amount !== undefined && next.amounts?.length !== 0
  const remarks = next.remarks.filter((remark) => isAmount || !isAboutAmount(remark))
  const said = group === 'unknown' ? undefined : remarksLine(remarks, drawing)
  return {
    type: 'verdict',
    status: drawn.status,
    word: drawn.word,
    ...(amount === undefined ? {} : { amount }),
    notes: [
      ...drawn.notes,
      ...(billing ? underWayNotes(billing, drawing) : []),
      ...note(said),
      ...(isOnTestClock(counted, basis) ? [{ start: drawing.words.notes.testClock }] : []),
    ],
  }
}

const isOnTestClock = (members: Subscription[], { customer }: Basis) =>
  customer.testClock || members.some(({ testClock }) => testClock)

/** Trials that will not renew cost nothing, so others are preferred. */
function countedTrials(members: Subscription[]): Subscription[] {
  const going = members.filter((member) => !isEnding(member))
  return going.length > 0 ? going : members
}

/** Draws the verdict from the subscriptions alone; `undefined` when they do not decide it. */
export function drawEarlyVerdict(basis: Basis, drawing: Drawing): Verdict | undefined {
  if (basis.customer.deleted) return deleted(drawing)
  const page = valueOf(basis.subscriptions)
  const drawn = page && drawLeading(basis, page, drawing)
  return drawn && withUnknown(drawn, basis, drawing)
}

const notesMax = 4

/** Adds a line about what could not be read, or only in part. */
function withUnknown(
  verdict: Verdict,
  basis: Pick<Basis, 'subscriptions' | 'billing'>,
  drawing: Drawing,
): Verdict {
  const partly = incompleteLine(basis, drawing)
  const unknown = [...unreadNotes(basis.billing, drawing), ...(partly.length > 0 ? [{ start: partly }] : [])]
  return { ...verdict, notes: [...verdict.notes.slice(0, notesMax - unknown.length), ...unknown] }
}

/** Marks the amount owed as a minimum when more invoices may be open than were read. */
function atLeast(verdict: Verdict, { invoices }: CustomerBilling, { words }: Drawing): Verdict {
  const [amount] = Array.isArray(verdict.amount) ? verdict.amount : []
  const partly = valueOf(invoices)?.openHasMore
  return amount && partly ? { ...verdict, amount: words.incomplete.atLeast(amount) } : verdict
}

function deleted({ words }: Drawing): Verdict {
  return {
    type: 'verdict',
    status: 'quiet',
    word: words.verdict.deleted,
    notes: [{ start: words.notes.customerDeleted }],
  }
}

/** Draws the verdict from everything. */
export function drawVerdict(billing: CustomerBilling, drawing: Drawing): Verdict {
  const early = drawEarlyVerdict({ ...billing, billing }, drawing)
  if (early) return early
  const basis = { subscriptions: billing.subscriptions, billing }
  if (unpaidInvoices(billing, drawing.nowMs).length > 0)
    return withUnknown(atLeast(drawPastDue(billing, drawing), billing, drawing), basis, drawing)
  return withUnknown(drawWithoutSubscription(billing, drawing), basis, drawing)
}
