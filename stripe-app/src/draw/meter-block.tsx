// A share of a whole. The text states it; the bar only repeats it, in twelfths, the widths that the Dashboard's layout offers.

import { Box, Inline as Span } from '@stripe/ui-extension-sdk/ui'
import type { BlockOf } from '../generated/contract.ts'
import { colorOf } from './signs.tsx'

const widths = [
  0,
  '1/12',
  '2/12',
  '3/12',
  '4/12',
  '5/12',
  '6/12',
  '7/12',
  '8/12',
  '9/12',
  '10/12',
  '11/12',
  'fill',
] as const

/** How many twelfths to fill: none only for zero, all only for the maximum. */
export function twelfths(value: number, max: number): number {
  const share = Math.min(Math.max(value / max, 0), 1)
  if (share === 0 || share === 1) return share * 12
  return Math.min(Math.max(Math.round(share * 12), 1), 11)
}

export function drawMeter({ label, value, max, text, status }: BlockOf<'meter'>) {
  const borderTopColor = status === 'bad' ? 'critical' : 'neutral'
  const full = widths[twelfths(value, max)] ?? 0
  return (
    <Box css={{ stack: 'y', gap: 'xsmall' }}>
      <Box css={{ stack: 'x', gap: 'small', distribute: 'space-between' }}>
        <Span>{label}</Span>
        <Span css={{ fontWeight: 'semibold', ...(status ? { color: colorOf[status] } : {}) }}>{text}</Span>
      </Box>
      <Box css={{ backgroundColor: 'container', borderRadius: 'rounded', height: 6, overflow: 'hidden' }}>
        <Box css={{ width: full, height: 6, borderTopStyle: 'solid', borderTopWidth: 6, borderTopColor }}>
          {''}
        </Box>
      </Box>
    </Box>
  )
}
