// All panels of an object: those without a title are open at the top, the others expand in place and can be opened in full.

import {
  Accordion,
  AccordionItem,
  Badge,
  Box,
  Inline as Span,
  Link,
  Spinner,
} from '@stripe/ui-extension-sdk/ui'
import type { ReactNode } from 'react'
import { drawBlocks } from '../draw/block.tsx'
import type { Drawing } from '../draw/drawing.ts'
import { formatDate } from '../draw/format-date.ts'
import { drawInline } from '../draw/inline.tsx'
import { drawSign } from '../draw/signs.tsx'
import { ErrorBoundary } from '../errors/error-boundary.tsx'
import type { Panel } from '../generated/contract.ts'

type Props = {
  panels: readonly Panel[]
  drawing: Drawing
  onOpen: (id: string) => void
  onError: (error: unknown) => void
}

/** A panel without content: not loaded yet, failed to load, or empty. */
function drawNothing({ onOpen }: Panel, drawing: Drawing): ReactNode {
  if (!onOpen) return <Span css={{ color: 'secondary' }}>Nothing to show.</Span>
  return (
    <Box css={{ stack: 'x', gap: 'small', color: 'secondary' }}>
      <Span>Not loaded.</Span>
      <Link onPress={() => drawing.run(onOpen)}>Load</Link>
    </Box>
  )
}

/** One panel's blocks, with a note if more is loading or a refresh failed. */
export function drawPanel(panel: Panel, drawing: Drawing, onError: Props['onError']): ReactNode {
  return (
    <ErrorBoundary key={panel.id} what={panel.title ?? 'This part'} of={panel} onError={onError}>
      <Box css={{ stack: 'y', gap: 'medium' }}>
        {panel.stale && (
          <Box css={{ stack: 'x', gap: 'xsmall', alignY: 'center', font: 'caption', color: 'secondary' }}>
            {drawSign('warn')}
            <Span>{`Could not be refreshed. As of ${formatDate(panel.asOf, 'relative', drawing)}.`}</Span>
          </Box>
        )}
        {panel.blocks.length > 0 && drawBlocks(panel.blocks, drawing)}
        {panel.pending && (
          <Box css={{ stack: 'x', gap: 'small', alignY: 'center', color: 'secondary' }}>
            <Spinner size="small" delay={200} />
            <Span>{panel.title ? `Loading ${panel.title.toLowerCase()}` : 'Loading'}</Span>
          </Box>
        )}
        {!panel.pending && panel.blocks.length === 0 && drawNothing(panel, drawing)}
      </Box>
    </ErrorBoundary>
  )
}

function drawTitle(panel: Panel, drawing: Drawing) {
  return (
    <Box css={{ stack: 'x', gap: 'small', alignY: 'center', wrap: 'wrap' }}>
      <Span>{panel.title}</Span>
      {panel.count && <Badge type="neutral">{panel.count}</Badge>}
      {panel.note && (
        <Box css={{ stack: 'x', gap: 'xsmall', alignY: 'center', font: 'caption', color: 'secondary' }}>
          {panel.note.status && drawSign(panel.note.status, panel.note.icon)}
          <Span>{drawInline(panel.note.text, drawing)}</Span>
        </Box>
      )}
    </Box>
  )
}

export function PanelList({ panels, drawing, onOpen, onError }: Props) {
  const open = panels.filter(({ title }) => title === undefined)
  const titled = panels.filter(({ title }) => title !== undefined)
  return (
    <Box css={{ stack: 'y', gap: 'large' }}>
      {open.map((panel) => drawPanel(panel, { ...drawing, brief: false }, onError))}
      {titled.length > 0 && (
        <Accordion>
          {titled.map((panel, at) => (
            <AccordionItem
              key={panel.id}
              title={drawTitle(panel, drawing)}
              defaultOpen={!panel.onOpen && (panel.open ?? at === 0)}
              onChange={(isOpen) => {
                if (isOpen && panel.onOpen && !panel.pending) drawing.run(panel.onOpen)
              }}
              actions={<Link onPress={() => onOpen(panel.id)}>Open</Link>}
            >
              {drawPanel(panel, { ...drawing, brief: true, openWhole: () => onOpen(panel.id) }, onError)}
            </AccordionItem>
          ))}
        </Accordion>
      )}
    </Box>
  )
}
