// Many rows in a narrow drawer: the first few in the list of panels, then fifty at a time in the panel itself.

import { Box, Link } from '@stripe/ui-extension-sdk/ui'
import { type ReactNode, useState } from 'react'
import type { Drawing } from './drawing.ts'

const briefRows = 5
const pageRows = 50

type Props<T> = {
  rows: readonly T[]
  drawing: Drawing
  /** How many rows the panel asks to show at first. */
  shown?: number | undefined
  children: (rows: readonly T[]) => ReactNode
}

export function Rows<T>({ rows, drawing, shown, children }: Props<T>) {
  const first = drawing.brief ? Math.min(shown ?? briefRows, briefRows) : (shown ?? pageRows)
  const [extra, setExtra] = useState(0)
  const visible = rows.slice(0, first + extra)
  const left = rows.length - visible.length
  const next = Math.min(left, pageRows)
  const whole = drawing.brief ? drawing.openWhole : undefined
  return (
    <Box css={{ stack: 'y', gap: 'small' }}>
      {children(visible)}
      {left > 0 && whole && <Link onPress={whole}>{`Show all ${rows.length}`}</Link>}
      {left > 0 && !whole && (
        <Link onPress={() => setExtra(extra + pageRows)}>
          {next === left ? `Show ${next} more` : `Show ${next} more of ${left}`}
        </Link>
      )}
    </Box>
  )
}
