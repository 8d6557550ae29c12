// A list: icon, title and amount in one line, further text below. Details open in place if the panel is open in full, but not
// in the list of panels, where an accordion would be inside an accordion.

import {
  Accordion,
  AccordionItem,
  Box,
  Inline as Span,
  List,
  ListItem as SdkListItem,
} from '@stripe/ui-extension-sdk/ui'
import type { BlockOf, ListItem } from '../generated/contract.ts'
import { drawActionLinks } from './actions.tsx'
import type { Drawing } from './drawing.ts'
import { drawFields } from './fields.tsx'
import { drawInline, drawLink, partsOf, plainText } from './inline.tsx'
import { Rows } from './rows.tsx'
import { drawSign } from './signs.tsx'

function drawHead(item: ListItem, drawing: Drawing) {
  return (
    <Box css={{ stack: 'x', gap: 'small', alignY: 'baseline', distribute: 'space-between' }}>
      <Span css={{ fontWeight: 'semibold', overflowWrap: 'break-word' }}>
        {drawInline(item.title, drawing)}
      </Span>
      {item.amount !== undefined && (
        <Span css={{ whiteSpace: 'nowrap' }}>{drawInline(item.amount, drawing)}</Span>
      )}
    </Box>
  )
}

function drawMeta(item: ListItem, drawing: Drawing) {
  return item.meta === undefined && item.when === undefined ? null : (
    <Box css={{ stack: 'x', gap: 'small', distribute: 'space-between', font: 'caption', color: 'secondary' }}>
      <Span>{drawInline(item.meta ?? '', drawing)}</Span>
      {item.when !== undefined && (
        <Span css={{ whiteSpace: 'nowrap' }}>{drawInline(item.when, drawing)}</Span>
      )}
    </Box>
  )
}

function drawPlain(item: ListItem, drawing: Drawing) {
  const below = [item.meta, item.when].filter((part) => part !== undefined)
  const links = drawActionLinks(item.actions, drawing)
  return (
    <SdkListItem
      key={item.id}
      icon={drawSign(item.status, item.icon)}
      title={<Span css={{ overflowWrap: 'break-word' }}>{drawInline(item.title, drawing)}</Span>}
      value={
        item.amount === undefined ? (
          ''
        ) : (
          <Span css={{ whiteSpace: 'nowrap' }}>{drawInline(item.amount, drawing)}</Span>
        )
      }
      secondaryTitle={
        <Box css={{ stack: 'y', gap: 'xxsmall' }}>
          {below.length > 0 && (
            <Span>
              {drawInline(
                below.flatMap((part, at) => [...(at > 0 ? [' · '] : []), ...partsOf(part)]),
                drawing,
              )}
            </Span>
          )}
          {links}
        </Box>
      }
    />
  )
}

function drawOpening(item: ListItem, drawing: Drawing) {
  return (
    <AccordionItem
      key={item.id}
      media={drawSign(item.status, item.icon)}
      title={drawHead(item, drawing)}
      subtitle={drawMeta(item, drawing)}
    >
      <Box css={{ stack: 'y', gap: 'small' }}>
        {item.fields && drawFields(item.fields, drawing)}
        {drawActionLinks(item.actions, drawing)}
      </Box>
    </AccordionItem>
  )
}

const opens = (item: ListItem) => (item.fields?.length ?? 0) > 0

export function drawList(block: BlockOf<'list'>, drawing: Drawing) {
  const { items, more } = block
  const words = more && plainText(more.text, drawing)
  return (
    <Box css={{ stack: 'y', gap: 'small' }}>
      {items.length > 0 && (
        <Rows rows={items} drawing={drawing} shown={block.shown}>
          {(rows) =>
            !drawing.brief && rows.some(opens) ? (
              <Accordion>{rows.map((item) => drawOpening(item, drawing))}</Accordion>
            ) : (
              <List>{rows.map((item) => drawPlain(item, drawing))}</List>
            )
          }
        </Rows>
      )}
      {more &&
        words &&
        (more.href ? drawLink(more.href, words) : <Span css={{ color: 'secondary' }}>{words}</Span>)}
    </Box>
  )
}
