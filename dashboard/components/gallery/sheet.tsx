// A drawer with samples below each other.

import type { ReactNode } from 'react'
import { Box } from '../box.tsx'
import { ContextView } from '../context-view.tsx'

export const Sheet = ({ title, children }: { title: string; children: ReactNode }) => (
  <ContextView title={title}>
    <Box css={{ stack: 'y', gap: 'medium' }}>{children}</Box>
  </ContextView>
)
