// A timeline in the order given, newest first: one line per event, with days as headings.

import { Box, Inline as Span } from '@stripe/ui-extension-sdk/ui'
import { Fragment } from 'react'
import type { BlockOf } from '../generated/contract.ts'
import type { Drawing } from './drawing.ts'
import { dayKey, formatDate } from './format-date.ts'
import { drawInline } from './inline.tsx'
import { Rows } from './rows.tsx'
import { drawBadge, drawSign } from './signs.tsx'

type Event = BlockOf<'timeline'>['events'][number]

const hourText = (at: string, { locale, timeZone }: Drawing) =>
  new Intl.DateTimeFormat(locale, {
    hour: 'numeric',
    minute: '2-digit',
    ...(timeZone ? { timeZone } : {}),
  }).format(Date.parse(at))

function drawEvent(event: Event, drawing: Drawing) {
  return (
    <Box css={{ stack: 'x', gap: 'small', alignY: 'top', paddingY: 'xxsmall' }}>
      <Box css={{ paddingTop: 'xxsmall' }}>{drawSign(event.status, event.icon)}</Box>
      <Box css={{ stack: 'y', gap: 'xxsmall', width: 'fill' }}>
        <Box css={{ stack: 'x', gap: 'small', distribute: 'space-between', alignY: 'baseline' }}>
          <Span css={{ overflowWrap: 'break-word', ...(event.now ? { fontWeight: 'semibold' } : {}) }}>
            {drawInline(event.title, drawing)}
          </Span>
          <Span css={{ font: 'caption', color: 'secondary', whiteSpace: 'nowrap' }}>
            {hourText(event.at, drawing)}
          </Span>
        </Box>
        {(event.meta !== undefined || event.tag) && (
          <Box css={{ stack: 'x', gap: 'xsmall', wrap: 'wrap', font: 'caption', color: 'secondary' }}>
            {event.tag && drawBadge(event.tag)}
            {event.meta !== undefined && <Span>{drawInline(event.meta, drawing)}</Span>}
          </Box>
        )}
      </Box>
    </Box>
  )
}

export function drawTimeline({ events }: BlockOf<'timeline'>, drawing: Drawing) {
  const day = (event: Event | undefined) => event && dayKey(Date.parse(event.at), drawing)
  return (
    <Rows rows={events} drawing={drawing}>
      {(visible) =>
        visible.map((event, at) => (
          <Fragment key={at}>
            {day(event) !== day(visible[at - 1]) && (
              <Box
                css={{ font: 'caption', fontWeight: 'semibold', color: 'secondary', paddingTop: 'xsmall' }}
              >
                {formatDate(event.at, 'weekday', drawing)}
              </Box>
            )}
            {drawEvent(event, drawing)}
          </Fragment>
        ))
      }
    </Rows>
  )
}
