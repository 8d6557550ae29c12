// A section behind an opener: read, pending, stale, or not readable. The same four states for every list.

import type { Reading } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { isoOf } from './moment.ts'
import { type Subject, unavailableAlert, unavailableNote } from './unavailable.ts'

type Frame = { id: string; title: string; subject: Subject }
type Drawn = Omit<Panel, 'id' | 'title' | 'asOf' | 'stale'>

/** Age and staleness of what was read. */
function ageOf(reading: Reading<unknown>, nowMs: number): Pick<Panel, 'asOf' | 'stale'> {
  if (reading.state === 'unavailable') return { asOf: isoOf(nowMs) }
  return { asOf: isoOf(reading.asOfMs), ...(reading.stale ? { stale: true } : {}) }
}

/** Draws what was read, or why it was not. */
export function drawSection<T>(
  frame: Frame,
  reading: Reading<T>,
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

/** On its way: the title alone. */
export function drawPending(
  { id, title }: Pick<Frame, 'id' | 'title'>,
  { nowMs }: Drawing,
  open = false,
): Panel {
  return { id, title, blocks: [], pending: true, ...(open ? { open } : {}), asOf: isoOf(nowMs) }
}

/** How many: `24+` when Stripe holds more. */
export function countOf({ items, hasMore }: { items: unknown[]; hasMore: boolean }): { count?: string } {
  return items.length > 0 ? { count: `${items.length}${hasMore ? '+' : ''}` } : {}
}
