// A timeline, newest first. Events from several sources (with a tag) are grouped by day and show the time of day.

import type { BlockOf } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { dayKey, type DateStyle, formatDate } from './format-date.ts'
import { drawIcon } from './icon.tsx'
import { drawInline, drawLine, drawTime } from './inline.tsx'

type Event = BlockOf<'timeline'>['events'][number]

function drawEvents(events: Event[], style: DateStyle, drawing: Drawing) {
  return (
    <ol class="ts-timeline">
      {events.map(({ at, icon, meta, now, status, tag, title }) => (
        <li class={`ts-event ${now ? 'is-now' : ''}`}>
          {drawIcon(icon ?? status, status, icon === 'dot' ? 'ts-faint' : '')}
          {drawLine('ts-event-title', title, drawing)}
          {drawTime(at, style, drawing)}
          {(meta || tag) && (
            <span class="ts-event-meta">
              {drawInline(meta, drawing)} {tag && <span class="ts-tag">{tag}</span>}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

export function drawTimeline({ events }: BlockOf<'timeline'>, drawing: Drawing) {
  if (!events.some((event) => event.tag)) return drawEvents(events, 'relative', drawing)
  const days = Map.groupBy(events, (event) => dayKey(Date.parse(event.at), drawing))
  const today = dayKey(drawing.nowMs, drawing)
  return [...days].map(([key, events]) => [
    <h3 class="ts-day">
      {key === today ? drawing.words.today : formatDate(events[0]?.at ?? key, 'day', drawing)}
    </h3>,
    drawEvents(events, 'clock', drawing),
  ])
}
