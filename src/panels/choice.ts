// One customer to choose from several: name, what they pay, how they stand. Only what the lookup brought along.

import type { CustomerHit } from '#contract/billing.ts'
import type { Choice } from '#contract/panel.ts'
import { type Drawing, startDrawing, type View } from './drawing.ts'
import { foreign, idOf } from './foreign.ts'
import { badgesFor, nameOf, refOf } from './header.ts'
import type { Part } from './line.ts'
import { methodLine } from './payment-method.ts'
import { sinceOf } from './moment.ts'
import { earliest, groupOf, leadingGroup, valueOf } from './standing.ts'
import { drawEarlyVerdict } from './verdict.ts'

type Standing = Pick<Choice, 'status' | 'icon' | 'word' | 'amount'>

/** How the customer stands, as far as the lookup can say: without a subscription it cannot know who paid before. */
function hitStanding(hit: CustomerHit, drawing: Drawing): Standing {
  const { words } = drawing
  const verdict = drawEarlyVerdict(hit, drawing)
  if (verdict) {
    const { status, icon, word, amount } = verdict
    return { status, ...(icon ? { icon } : {}), word, ...(amount === undefined ? {} : { amount }) }
  }
  const page = valueOf(hit.subscriptions)
  if (page) return { status: 'quiet', word: page.hasMore ? words.unknown : words.notes.noCurrentSubscription }
  const locked = hit.subscriptions.state === 'unavailable' && hit.subscriptions.why.reason === 'permission'
  return {
    status: 'info',
    ...(locked ? { icon: 'lock' as const } : {}),
    word: words.notes.unread.subscriptions,
  }
}

/** Since when: of the subscriptions that decide, else of the customer. */
function sinceOfHit(hit: CustomerHit, { nowMs }: Drawing) {
  const leading = leadingGroup(valueOf(hit.subscriptions)?.items ?? [])
  const started = earliest(
    (leading?.members ?? []).map(({ startedAtMs, createdAtMs }) => startedAtMs ?? createdAtMs),
  )
  return sinceOf(started ?? hit.customer.createdAtMs, nowMs)
}

/** The name. Customers who share the address that was looked up are not told apart by it. */
function choiceName({ customer, match }: CustomerHit, drawing: Drawing): Part {
  if (match.kind !== 'address' || foreign(customer.name)) return nameOf(customer, drawing)
  return { type: 'muted', text: drawing.words.noName }
}

/** Draws the choice. */
export function drawChoice(hit: CustomerHit, view: View): Choice {
  const drawing = startDrawing(hit.account, view)
  const since = sinceOfHit(hit, drawing)
  const id = idOf(hit.customer.id)
  const method = hit.customer.paymentMethod
  const badges = badgesFor(hit.account, drawing)
  return {
    customer: refOf(hit),
    name: [choiceName(hit, drawing)],
    ...hitStanding(hit, drawing),
    ...(since ? { note: drawing.words.notes.since(since) } : {}),
    ...(id ? { id: id.id } : {}),
    ...(method ? { idNote: methodLine(method, drawing) } : {}),
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
