// Labels and values, drawn as the Dashboard's property list.

import { Box, Inline as Span, PropertyList, PropertyListItem } from '@stripe/ui-extension-sdk/ui'
import type { Field, Inline } from '../generated/contract.ts'
import type { Drawing } from './drawing.ts'
import { drawInline } from './inline.tsx'
import { drawSign } from './signs.tsx'

const linesOf = (value: Field['value']): Inline[] =>
  typeof value === 'object' && 'lines' in value ? value.lines : [value]

function drawFieldValue({ value, status, icon, note }: Field, drawing: Drawing) {
  return (
    <Box css={{ stack: 'y', gap: 'xxsmall' }}>
      {linesOf(value).map((line, at) => (
        <Box key={at} css={{ stack: 'x', gap: 'xsmall', alignY: 'center', wrap: 'wrap' }}>
          {at === 0 && (status || icon) && drawSign(status ?? 'quiet', icon)}
          <Span>{drawInline(line, drawing)}</Span>
        </Box>
      ))}
      {note !== undefined && (
        <Box css={{ font: 'caption', color: 'secondary' }}>{drawInline(note, drawing)}</Box>
      )}
    </Box>
  )
}

export function drawFields(fields: readonly Field[], drawing: Drawing) {
  return (
    <PropertyList orientation="vertical">
      {fields.map((field, at) => (
        <PropertyListItem key={at} label={field.label} value={drawFieldValue(field, drawing)} />
      ))}
    </PropertyList>
  )
}
