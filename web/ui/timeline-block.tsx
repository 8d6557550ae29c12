// What happened, newest first. Events of several sources (with a tag) are grouped by day and carry the hour.

import type { BlockOf } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { dayKey, type DateStyle, formatDate } from './format-date.ts'
import { Icon } from './icon.tsx'
import { InlineText, Line, Time } from './inline.tsx'

type Event = BlockOf<'timeline'>['events'][number]

function Events({ events, style, drawing }: { events: Event[]; style: DateStyle; drawing: Drawing }) {
  return (
    <ol class="ts-timeline">
      {events.map((event) => (
        <li class={`ts-event${event.now ? ' is-now' : ''}`}>
          <Icon
            name={event.icon ?? event.status}
            status={event.status}
            class={event.icon === 'dot' ? 'ts-faint' : ''}
          />
          <Line class="ts-event-title" value={event.title} drawing={drawing} />
          <Time at={event.at} style={style} drawing={drawing} />
          {(event.meta || event.tag) && (
            <span class="ts-event-meta">
              {event.meta && <InlineText value={event.meta} drawing={drawing} />}
              {event.tag && (
                <>
                  {' '}
                  <span class="ts-tag">{event.tag}</span>
                </>
              )}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

/** The timeline. */
export function TimelineBlock({ block, drawing }: { block: BlockOf<'timeline'>; drawing: Drawing }) {
  if (!block.events.some((event) => event.tag)) {
    return <Events events={block.events} style="relative" drawing={drawing} />
  }
  const days = new Map<string, Event[]>()
  for (const event of block.events) {
    const key = dayKey(Date.parse(event.at), drawing)
    days.set(key, [...(days.get(key) ?? []), event])
  }
  const today = dayKey(drawing.nowMs, drawing)
  return (
    <>
      {[...days].map(([key, events]) => (
        <>
          <h3 class="ts-day">
            {key === today ? drawing.words.today : formatDate(events[0]?.at ?? key, 'day', drawing)}
          </h3>
          <Events events={events} style="clock" drawing={drawing} />
        </>
      ))}
    </>
  )
}
