// What could not be read, and why: six different sentences. Unknown is never "none".

import type { Unavailable } from '#contract/billing.ts'
import type { Action, BlockOf, Panel } from '#contract/panel.ts'
import { keysLink } from './dashboard-link.ts'
import { type Drawing, type View, wordFor, wordsFor } from './drawing.ts'
import { foreignValue, idOf } from './foreign.ts'
import type { Line, Part } from './line.ts'
import { dateOf, isoOf } from './moment.ts'
import type { Words } from './words/en.ts'

type Alert = BlockOf<'alert'>
/** What a permission is missing for. */
export type Subject = keyof Words['unavailable']['permissionFor']

/** The row to tick in the key form of the Dashboard, as it stands there in English. https://docs.stripe.com/keys#limit-access */
const rows: Readonly<Record<string, string>> = {
  rak_customer_read: 'Customers',
  rak_subscription_read: 'Subscriptions',
  rak_invoice_read: 'Invoices',
  rak_credit_note_read: 'Credit notes',
  rak_charge_read: 'Charges and Refunds',
  rak_refund_read: 'Charges and Refunds',
  rak_product_read: 'Products',
  rak_plan_read: 'Prices',
  rak_payment_method_read: 'Payment Methods',
  rak_source_read: 'Payment Methods',
  rak_dispute_read: 'Disputes',
  rak_payment_intent_read: 'Payment Intents',
  rak_coupon_read: 'Coupons',
  rak_checkout_session_read: 'Checkout Sessions',
  rak_event_read: 'Events',
}
const ticksMax = 12

function rowOf(slug: string): string {
  const known = wordFor(rows, slug)
  if (known !== undefined) return known
  return foreignValue(slug.replace(/^rak_/, '').replace(/_read$/, '')).text.slice(0, 40)
}

/** The boxes to tick; of alternatives the first is enough, because any of them lets the call through. */
function ticksFor(missing: Unavailable[], words: Words): string[] {
  const slugs = missing.flatMap((why) => (why.reason === 'permission' ? why.permissions.slice(0, 1) : []))
  return [...new Set(slugs.map(rowOf))].slice(0, ticksMax).map((row) => words.unavailable.tick(row))
}

type Told = { title: string; text?: Line }

function tell(why: Unavailable, subject: Subject, words: Words): Told {
  const text = words.unavailable
  switch (why.reason) {
    case 'permission':
      return {
        title: text.permission(text.permissionFor[subject]),
        text: text.permissionText(text.permissionPlace),
      }
    case 'rate_limited': {
      const retry = dateOf(why.retryAtMs, 'relative')
      return { title: text.rateLimited, text: retry ? text.rateLimitedUntil(retry) : [text.rateLimitedText] }
    }
    case 'timeout':
      return { title: text.timeout, text: [text.unknownText] }
    case 'unreachable':
      return { title: text.unreachable, text: [text.unknownText] }
    case 'key_refused':
      return { title: text.keyRefused, text: [text.keyRefusedText] }
    case 'ration_spent':
      return { title: text.rationSpent, text: [text.rationSpentText] }
    default: {
      const id = idOf(why.requestId)
      return { title: text.failed, text: id ? text.requestId(id) : [text.failedText] }
    }
  }
}

/** One sentence, for the bar above the panels. */
export function describeUnavailable(why: Unavailable, view: View): string {
  const words = wordsFor(view)
  const { title } = tell(why, 'this', words)
  const [tick] = ticksFor([why], words)
  return tick === undefined ? title : `${title} (${tick})`
}

function permissionActions(ticks: string[], { words }: Drawing): Action[] {
  return [
    {
      kind: 'copy',
      label: words.actions.copyForOwner,
      text: words.unavailable.ownerText(ticks.join(words.comma)),
    },
    { kind: 'refresh', label: words.actions.refresh },
  ]
}

/** One alert for every part that the key may not read. */
export function permissionAlert(
  missing: { subject: Subject; why: Unavailable }[],
  drawing: Drawing,
): Alert | undefined {
  const { words } = drawing
  const { permission, permissionFor, permissionText, permissionPlace, andLast } = words.unavailable
  const place: Part = { type: 'link', text: permissionPlace, href: keysLink(drawing.account) }
  const ticks = ticksFor(
    missing.map(({ why }) => why),
    words,
  )
  const names = [...new Set(missing.map(({ subject }) => permissionFor[subject]))]
  if (names.length === 0) return undefined
  const last = names.at(-1) ?? ''
  const all = names.length > 1 ? `${names.slice(0, -1).join(words.comma)}${andLast}${last}` : last
  const title = permission(all)
  return {
    type: 'alert',
    status: 'info',
    icon: 'lock',
    title,
    text: permissionText(place),
    ticks,
    actions: permissionActions(ticks, drawing),
  }
}

/** What stands in a section that could not be read. */
export function unavailableAlert(why: Unavailable, subject: Subject, drawing: Drawing): Alert {
  if (why.reason === 'permission') {
    const alert = permissionAlert([{ subject, why }], drawing)
    if (alert) return alert
  }
  const { title, text } = tell(why, subject, drawing.words)
  const refresh: Action = { kind: 'refresh', label: drawing.words.actions.tryAgain }
  const status = why.reason === 'key_refused' ? 'bad' : 'warn'
  return {
    type: 'alert',
    status,
    title,
    ...(text ? { text } : {}),
    ...(why.reason === 'key_refused' ? {} : { actions: [refresh] }),
  }
}

/** The note of a closed section that could not be read. */
export function unavailableNote(why: Unavailable, { words }: Drawing): NonNullable<Panel['note']> {
  const locked = why.reason === 'permission'
  return {
    status: locked ? 'quiet' : 'warn',
    ...(locked ? { icon: 'lock' as const } : {}),
    text: words.unknown,
  }
}

/** Nothing at all could be read: the one panel that says so. */
export function drawUnavailable(why: Unavailable, view: View): Panel[] {
  const words = wordsFor(view)
  const { title, text } = tell(why, 'customers', words)
  const ticks = ticksFor([why], words)
  const owner: Action = {
    kind: 'copy',
    label: words.actions.copyForOwner,
    text: words.unavailable.ownerText(ticks.join(words.comma)),
  }
  const retry: Action = { kind: 'refresh', label: words.actions.tryAgain }
  const locked = why.reason === 'permission'
  const alert: Alert = {
    type: 'alert',
    status: locked ? 'info' : why.reason === 'key_refused' ? 'bad' : 'warn',
    ...(locked ? { icon: 'lock' as const } : {}),
    title,
    ...(text ? { text } : {}),
    ...(ticks.length > 0 ? { ticks } : {}),
    actions: locked ? [owner, retry] : [retry],
  }
  return [{ id: 'unavailable', blocks: [alert], asOf: isoOf(view.nowMs) }]
}
