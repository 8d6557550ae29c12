// Draws one entry of the customer chooser: name, price and state, from the data of the lookup alone.

import type { CustomerHit } from '#contract/billing.ts'
import type { Choice } from '#contract/panel.ts'
import { joinLines, type Line, type Part } from '#words/line.ts'
import { type Drawing, startDrawing, type View } from './drawing.ts'
import { foreign, idOf } from './foreign.ts'
import { badgesFor, nameOf, refOf } from './header.ts'
import { incompleteLine } from './incomplete.ts'
import { isAboutAmount, nextChargeOfAll } from './next-charge.ts'
import { methodLine } from './payment-method.ts'
import { sinceOf } from './moment.ts'
import { remarksLine } from './remarks.ts'
import { earliest, groupOf, leadingGroup, valueOf } from './standing.ts'
import { drawEarlyVerdict } from './verdict.ts'

type Standing = Pick<Choice, 'status' | 'icon' | 'word' | 'amount'>

/**
 * The customer's state as far as the lookup can tell. Without a subscription it cannot tell who paid before; without payments it
 * cannot tell whether a payment is in progress.
 */
function hitStanding(hit: CustomerHit, drawing: Drawing): Standing {
  const { words } = drawing
  const verdict = drawEarlyVerdict(hit, drawing)
  if (verdict) {
    const { status, icon, word, amount } = verdict
    return { status, ...(icon ? { icon } : {}), word, ...(amount === undefined ? {} : { amount }) }
  }
  const page = valueOf(hit.subscriptions)
  if (page && leadingGroup(page.items)?.group === 'past_due')
    return { status: 'warn', word: words.verdict.outstanding }
  if (page) return { status: 'quiet', word: page.hasMore ? words.unknown : words.notes.noCurrentSubscription }
  const locked = hit.subscriptions.state === 'unavailable' && hit.subscriptions.why.reason === 'permission'
  return {
    status: 'info',
    ...(locked ? { icon: 'lock' as const } : {}),
    word: words.notes.unread.subscriptions,
  }
}

/** What the amount next to the name does not include. */
function leftOut(hit: CustomerHit, { amount }: Standing, drawing: Drawing): Line | undefined {
  const leading = leadingGroup(valueOf(hit.subscriptions)?.items ?? [])
  if (!leading || amount === undefined) return undefined
  const { remarks } = nextChargeOfAll(leading.members, hit, drawing)
  const said = remarksLine(remarks.filter(isAboutAmount), drawing)
  return said === undefined ? undefined : [said]
}

/** The start of the deciding subscriptions, or else the customer's creation date. */
function sinceOfHit(hit: CustomerHit, drawing: Drawing) {
  const leading = leadingGroup(valueOf(hit.subscriptions)?.items ?? [])
  const started = earliest(
    (leading?.members ?? []).map(({ startedAtMs, createdAtMs }) => startedAtMs ?? createdAtMs),
  )
  return sinceOf(started ?? hit.customer.createdAtMs, drawing)
}

/** The name. The address is left out, because all the customers share it. */
function choiceName({ customer, match }: CustomerHit, drawing: Drawing): Part {
  if (match.kind !== 'address' || foreign(customer.name)) return nameOf(customer, drawing)
  return { type: 'muted', text: drawing.words.noName }
}

/** Draws the choice. */
export function drawChoice(hit: CustomerHit, view: View): Choice {
  const drawing = startDrawing(hit.account, view)
  const since = sinceOfHit(hit, drawing)
  const standing = hitStanding(hit, drawing)
  // What was only partly read comes before the start date.
  const partly = incompleteLine(hit, drawing)
  const usual = joinLines(
    [leftOut(hit, standing, drawing), since && drawing.words.notes.since(since)],
    drawing.words.comma,
  )
  const note = partly.length > 0 ? partly : usual
  const id = idOf(hit.customer.id)
  const method = hit.customer.paymentMethod
  const badges = badgesFor(hit.account, drawing)
  return {
    customer: refOf(hit),
    name: [choiceName(hit, drawing)],
    ...standing,
    ...(note.length > 0 ? { note } : {}),
    ...(id ? { id: id.id } : {}),
    ...(method && method !== 'unread' ? { idNote: methodLine(method, drawing) } : {}),
    ...(badges.length > 0 ? { badges } : {}),
  }
}

const ranks = ['renewing', 'ending', 'trial', 'past_due', 'paused', 'incomplete', 'unknown']

function rank({ subscriptions }: CustomerHit): number {
  const group = leadingGroup(valueOf(subscriptions)?.items ?? [])?.group
  const [first] = valueOf(subscriptions)?.items ?? []
  if (group) return ranks.indexOf(group)
  return first && groupOf(first) === 'ended' ? ranks.length : ranks.length + 1
}

/** Paying customers first, then the newest. */
export function sortHits(hits: CustomerHit[]): CustomerHit[] {
  return [...hits].sort(
    (a, b) => rank(a) - rank(b) || (b.customer.createdAtMs ?? 0) - (a.customer.createdAtMs ?? 0),
  )
}
