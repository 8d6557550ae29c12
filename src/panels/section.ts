// Draws a foldable section in one of four states: read, pending, stale or unavailable. Every list uses it.

import type { Cached } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { isoOf } from './moment.ts'
import { type Subject, unavailableAlert, unavailableNote } from './unavailable.ts'

type Frame = { id: string; title: string; subject: Subject }
type Drawn = Omit<Panel, 'id' | 'title' | 'asOf' | 'stale'>

/** Age and staleness of what was read. */
function ageOf(reading: Cached<unknown>, nowMs: number): Pick<Panel, 'asOf' | 'stale'> {
  if (reading.state === 'unavailable') return { asOf: isoOf(nowMs) }
  return { asOf: isoOf(reading.asOfMs), ...(reading.stale ? { stale: true } : {}) }
}

/** Draws the value, or why it could not be read. */
export function drawSection<T>(
  frame: Frame,
  reading: Cached<T>,
  draw: (value: T) => Drawn,
  drawing: Drawing,
): Panel {
  const { id, title, subject } = frame
  const age = ageOf(reading, drawing.nowMs)
  if (reading.state === 'read') return { id, title, ...draw(reading.value), ...age }
  const { why } = reading
  return {
    id,
    title,
    note: unavailableNote(why, drawing),
    blocks: [unavailableAlert(why, subject, drawing)],
    ...age,
  }
}

/** Pending: the title alone. */
export function drawPending(
  { id, title }: Pick<Frame, 'id' | 'title'>,
  { nowMs }: Drawing,
  open = false,
): Panel {
  return { id, title, blocks: [], pending: true, ...(open ? { open } : {}), asOf: isoOf(nowMs) }
}

/** The count: `24+` when Stripe has more. */
export function countOf({ items, hasMore }: { items: unknown[]; hasMore: boolean }): { count?: string } {
  return items.length > 0 ? { count: `${items.length}${hasMore ? '+' : ''}` } : {}
}
