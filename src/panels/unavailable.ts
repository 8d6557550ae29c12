// Says what could not be read and why. Unknown is never shown as "none".

import type { StripeAccount, Unavailable } from '#contract/billing.ts'
import type { Action, BlockOf, Panel } from '#contract/panel.ts'
import { keyLink, permissions } from '#permissions.ts'
import type { Line, Part } from '#words/line.ts'
import type { Words } from '#words/en/panels.ts'
import { panelWordsFor } from '#words/words-for.ts'
import { keysLink } from './dashboard-link.ts'
import { type Drawing, startDrawing, type View } from './drawing.ts'
import { foreignValue, idOf } from './foreign.ts'
import { dateOf, isoOf } from './moment.ts'

type Alert = BlockOf<'alert'>
/** What a missing permission hides. */
export type Subject = keyof Words['unavailable']['permissionFor']

const ticksMax = 12

/** The row to set in Stripe's key form, by its English name there; for slugs outside our table, a readable form of the slug. */
function rowOf(slug: string): string {
  const known = permissions.find((one) => one.slug === slug)
  if (known) return known.label
  return foreignValue(slug.replace(/^rak_/, '').replace(/_read$/, '')).text.slice(0, 40)
}

/** The rows to set. Of alternatives the first is enough, because any of them permits the call. */
function ticksFor(missing: Unavailable[], words: Words): string[] {
  const slugs = missing.flatMap((why) => (why.reason === 'permission' ? why.permissions.slice(0, 1) : []))
  return [...new Set(slugs.map(rowOf))].slice(0, ticksMax).map((row) => words.unavailable.tick(row))
}

type Explanation = { title: string; text?: Line }

function explain(why: Unavailable, subject: Subject, words: Words): Explanation {
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

/** One sentence for a part of a section. */
export function unavailableSentence(why: Unavailable, subject: Subject, { words }: Drawing): string {
  return explain(why, subject, words).title
}

/** One sentence for the bar above the panels. */
export function describeUnavailable(why: Unavailable, view: View): string {
  const words = panelWordsFor(view.locale)
  const { title } = explain(why, 'this', words)
  const [tick] = ticksFor([why], words)
  return tick === undefined ? title : `${title} (${tick})`
}

/** Actions for a missing permission: a new key with every box ticked, a text for the key's owner, and a retry. */
function permissionActions(ticks: string[], { words, account, features }: Drawing, retry: string): Action[] {
  const href = keyLink({ mode: account.mode, features })
  return [
    { kind: 'open', label: words.actions.newKey, href },
    {
      kind: 'copy',
      label: words.actions.copyForOwner,
      text: words.unavailable.ownerText(ticks.join(words.comma), href),
    },
    { kind: 'refresh', label: retry },
  ]
}

/** One alert for all the parts that the key cannot read. */
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
    actions: permissionActions(ticks, drawing, words.actions.refresh),
  }
}

/** The content of a section that could not be read. */
export function unavailableAlert(why: Unavailable, subject: Subject, drawing: Drawing): Alert {
  if (why.reason === 'permission') {
    const alert = permissionAlert([{ subject, why }], drawing)
    if (alert) return alert
  }
  const { title, text } = explain(why, subject, drawing.words)
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

/** Draws the only panel when nothing could be read. */
export function drawUnavailable(why: Unavailable, account: StripeAccount, view: View): Panel[] {
  const drawing = startDrawing(account, view)
  const { words } = drawing
  const { title, text } = explain(why, 'customers', words)
  const ticks = ticksFor([why], words)
  const retry: Action = { kind: 'refresh', label: words.actions.tryAgain }
  const locked = why.reason === 'permission'
  const alert: Alert = {
    type: 'alert',
    status: locked ? 'info' : why.reason === 'key_refused' ? 'bad' : 'warn',
    ...(locked ? { icon: 'lock' as const } : {}),
    title,
    ...(text ? { text } : {}),
    ...(ticks.length > 0 ? { ticks } : {}),
    actions: locked ? permissionActions(ticks, drawing, words.actions.tryAgain) : [retry],
  }
  return [{ id: 'unavailable', blocks: [alert], asOf: isoOf(view.nowMs) }]
}
