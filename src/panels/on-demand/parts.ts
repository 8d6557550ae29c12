// Draws the parts of an opened section, each under its own heading. Each says when it is empty or could not be read.

import type { Page, Cached, Unavailable } from '#contract/billing.ts'
import type { Action, Block, ListItem } from '#contract/panel.ts'
import type { Words } from '#words/en/panels.ts'
import { customerLink } from '../dashboard-link.ts'
import type { Drawing } from '../drawing.ts'
import { dateOf, isoOf } from '../moment.ts'
import { permissionAlert, unavailableSentence } from '../unavailable.ts'

type PartName = keyof Words['onDemand']['parts']
/** A part that is read from Stripe for this section. */
export type ReadPartName = PartName & keyof Words['unavailable']['permissionFor']

export type Part = {
  name: PartName
  blocks: Block[]
  asOfMs?: number
  /** Why it is not known. */
  why?: { subject: ReadPartName; why: Unavailable }
  stale?: boolean
}

const listMax = 200

/** Draws a part; `draw` is called only with a value that was read. */
export function partOf<T>(
  name: ReadPartName,
  reading: Cached<T>,
  draw: (value: T) => Block[],
  { words }: Drawing,
): Part {
  if (reading.state === 'unavailable') return { name, blocks: [], why: { subject: name, why: reading.why } }
  const { value, asOfMs, stale } = reading
  const when = dateOf(asOfMs, 'time')
  const old: Block[] = stale && when ? [{ type: 'text', text: words.onDemand.asOf(when) }] : []
  return { name, blocks: [...draw(value), ...old], asOfMs, ...(stale ? { stale: true } : {}) }
}

/** Draws a list, says when it is empty, and when Stripe has more. */
export function drawPage<T>(
  { items, hasMore }: Page<T>,
  how: { none: string; more?: string; customerId: string; draw: (item: T) => ListItem },
  { account, words }: Drawing,
): Block[] {
  const { none, more = words.onDemand.more.other, customerId, draw } = how
  const end = { text: more, href: customerLink(account, customerId) }
  if (items.length === 0) {
    // An empty page does not prove that there are none when Stripe has more.
    return [{ type: 'text', text: hasMore ? [{ type: 'link', ...end }] : none }]
  }
  return [
    {
      type: 'list',
      items: items.slice(0, listMax).map(draw),
      shown: 5,
      ...(hasMore || items.length > listMax ? { more: end } : {}),
    },
  ]
}

/** Draws all parts; what the key cannot read is said once, with the boxes to tick. */
export function joinParts(parts: Part[], drawing: Drawing) {
  const { words, nowMs } = drawing
  const missing = parts.flatMap(({ why }) => (why ? [why] : []))
  const locked = permissionAlert(
    missing.filter(({ why }) => why.reason === 'permission'),
    drawing,
  )
  const failed = missing.some(({ why }) => why.reason !== 'permission')
  const retry: Action = { kind: 'refresh', label: words.actions.tryAgain }
  const blocks = parts.flatMap(({ name, blocks: own, why }): Block[] => [
    { type: 'text', text: [{ type: 'strong', text: words.onDemand.parts[name] }] },
    ...own,
    ...(why
      ? [
          {
            type: 'text' as const,
            text: [
              { type: 'strong' as const, text: words.unknown, status: 'warn' as const },
              `: ${unavailableSentence(why.why, why.subject, drawing)}`,
            ],
          },
        ]
      : []),
  ])
  const ages = parts.flatMap(({ asOfMs }) => (asOfMs === undefined ? [] : [asOfMs]))
  return {
    blocks: [
      ...blocks,
      ...(locked ? [locked] : []),
      ...(failed ? [{ type: 'actions' as const, actions: [retry] }] : []),
    ],
    asOf: isoOf(Math.min(nowMs, ...ages)),
    ...(parts.some(({ stale }) => stale) ? { stale: true } : {}),
  }
}
