// Lists the panels and the objects they are shown beside.

import { Box, Inline as Span, PropertyList, PropertyListItem } from '@stripe/ui-extension-sdk/ui'
import type { AppConnection } from '../generated/contract.ts'

export function PanelsPart({ panels }: Pick<AppConnection, 'panels'>) {
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      <Span css={{ font: 'heading' }}>Panels</Span>
      {panels.length === 0 ? (
        <Span css={{ color: 'secondary' }}>
          No panels for you yet. They are defined in tillside.config.ts on your gateway; the app does not have
          to be uploaded again.
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
