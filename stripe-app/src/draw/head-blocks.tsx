// The blocks at the top: who it is, the verdict, and what needs attention.

import { Badge, Banner, Box, Inline as Span, Link } from '@stripe/ui-extension-sdk/ui'
import type { BlockOf } from '../generated/contract.ts'
import { drawActionLinks, drawActions } from './actions.tsx'
import { cleanText } from '../generated/clean-text.ts'
import type { Drawing } from './drawing.ts'
import { drawInline, drawLink, plainText } from './inline.tsx'
import { drawSign } from './signs.tsx'

export function drawHeader(block: BlockOf<'header'>, drawing: Drawing) {
  const { address } = block
  return (
    <Box css={{ stack: 'y', gap: 'xsmall' }}>
      <Box css={{ stack: 'x', gap: 'small', wrap: 'wrap', alignY: 'center' }}>
        <Span css={{ font: 'heading', overflowWrap: 'break-word' }}>{drawInline(block.name, drawing)}</Span>
        {block.badges?.map(({ text, test }, at) => (
          <Badge key={at} type={test ? 'warning' : 'neutral'}>
            {text}
          </Badge>
        ))}
      </Box>
      {address && <Link onPress={() => drawing.copy(address)}>{cleanText(address)}</Link>}
      {block.match && (
        <Box css={{ stack: 'x', gap: 'xsmall', alignY: 'center', font: 'caption', color: 'secondary' }}>
          {drawSign(block.match.status ?? 'quiet', block.match.icon)}
          <Span>{drawInline(block.match.text, drawing)}</Span>
        </Box>
      )}
      {block.warning !== undefined && <Banner type="caution" title={plainText(block.warning, drawing)} />}
      {block.href && drawLink(block.href, 'Open')}
    </Box>
  )
}

export function drawVerdict(block: BlockOf<'verdict'>, drawing: Drawing) {
  return (
    <Box css={{ stack: 'y', gap: 'xsmall', keyline: 'neutral', borderRadius: 'medium', padding: 'medium' }}>
      <Box css={{ stack: 'x', gap: 'small', distribute: 'space-between', alignY: 'center' }}>
        <Box css={{ stack: 'x', gap: 'small', alignY: 'center', font: 'subheading' }}>
          {drawSign(block.status, block.icon)}
          <Span>{block.word}</Span>
        </Box>
        {block.amount !== undefined && (
          <Span css={{ font: 'subheading' }}>{drawInline(block.amount, drawing)}</Span>
        )}
      </Box>
      {block.notes.map(({ start, end }, at) => (
        <Box
          key={at}
          css={{ stack: 'x', gap: 'small', distribute: 'space-between', font: 'caption', color: 'secondary' }}
        >
          <Span>{drawInline(start, drawing)}</Span>
          {end !== undefined && <Span>{drawInline(end, drawing)}</Span>}
        </Box>
      ))}
      {drawActionLinks(block.actions, drawing)}
    </Box>
  )
}

const bannerTypes = {
  ok: 'default',
  info: 'default',
  quiet: 'default',
  warn: 'caution',
  bad: 'critical',
} as const

export function drawAlert(block: BlockOf<'alert'>, drawing: Drawing) {
  const description = (block.text !== undefined || block.ticks) && (
    <Box css={{ stack: 'y', gap: 'xsmall' }}>
      {block.text !== undefined && <Span>{drawInline(block.text, drawing)}</Span>}
      {block.ticks?.map((tick, at) => (
        <Box key={at} css={{ stack: 'x', gap: 'xsmall', alignY: 'center' }}>
          {drawSign('quiet', 'same')}
          <Span>{tick}</Span>
        </Box>
      ))}
    </Box>
  )
  const actions = drawActions(block.actions, drawing)
  return (
    <Banner
      type={bannerTypes[block.status]}
      title={<Span>{drawInline(block.title, drawing)}</Span>}
      {...(description ? { description } : {})}
      {...(actions ? { actions } : {})}
    />
  )
}
