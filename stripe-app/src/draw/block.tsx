// Draws one block of a panel, using the files beside this one.

import { Box } from '@stripe/ui-extension-sdk/ui'
import type { ReactNode } from 'react'
import { PanelForm } from '../forms/panel-form.tsx'
import type { Block } from '../generated/contract.ts'
import { drawActions } from './actions.tsx'
import { drawChoices, drawTabs } from './choice-blocks.tsx'
import type { Drawing } from './drawing.ts'
import { drawFields } from './fields.tsx'
import { drawAlert, drawHeader, drawVerdict } from './head-blocks.tsx'
import { drawInline } from './inline.tsx'
import { drawList } from './list-block.tsx'
import { drawMeter } from './meter-block.tsx'
import { drawTable } from './table-block.tsx'
import { drawTimeline } from './timeline-block.tsx'

function drawOne(block: Block, drawing: Drawing): ReactNode {
  switch (block.type) {
    case 'header':
      return drawHeader(block, drawing)
    case 'verdict':
      return drawVerdict(block, drawing)
    case 'alert':
      return drawAlert(block, drawing)
    case 'fields':
      return drawFields(block.fields, drawing)
    case 'list':
      return drawList(block, drawing)
    case 'table':
      return drawTable(block, drawing)
    case 'timeline':
      return drawTimeline(block, drawing)
    case 'text':
      return <Box css={{ overflowWrap: 'break-word' }}>{drawInline(block.text, drawing)}</Box>
    case 'actions':
      return drawActions(block.actions, drawing)
    case 'tabs':
      return drawTabs(block, drawing)
    case 'meter':
      return drawMeter(block)
    case 'choices':
      return drawChoices(block, drawing)
    case 'form':
      return <PanelForm block={block} drawing={drawing} />
    default:
      // An unknown block from a newer gateway is left out; the others are still drawn.
      return null
  }
}

/** The blocks of one panel, one below the other. */
export function drawBlocks(blocks: readonly Block[], drawing: Drawing) {
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      {blocks.map((block, at) => (
        <Box key={`${at} ${block.type}`}>{drawOne(block, drawing)}</Box>
      ))}
    </Box>
  )
}
