// Which panels there are, and beside what they stand.

import { Box, Inline as Span, PropertyList, PropertyListItem } from '@stripe/ui-extension-sdk/ui'
import type { AppConnection } from '../generated/contract.ts'

export function PanelsPart({ panels }: Pick<AppConnection, 'panels'>) {
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      <Span css={{ font: 'heading' }}>Panels</Span>
      {panels.length === 0 ? (
        <Span css={{ color: 'secondary' }}>
          There are none for you yet. They are defined in tillside.config.ts on your gateway; the app needs no
          new upload.
        </Span>
      ) : (
        <PropertyList orientation="vertical">
          {panels.map((panel) => (
            <PropertyListItem key={panel.id} label={panel.title} value={`Beside: ${panel.for.join(', ')}`} />
          ))}
        </PropertyList>
      )}
    </Box>
  )
}
