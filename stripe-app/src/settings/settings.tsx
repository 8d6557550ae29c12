// The app's settings page. It has nothing to save: it shows the connection and offers sign-ins. Configuration is on the gateway.

import { Box, Divider, Inline as Span, SettingsView } from '@stripe/ui-extension-sdk/ui'
import { isReturn, type Returned, splitState } from '../sign-in/returned.ts'
import { ReturnedSignIn } from '../sign-in/returned-sign-in.tsx'
import { SignInPart } from '../sign-in/sign-in-part.tsx'
import { ConnectionPart } from './connection-part.tsx'
import { PanelsPart } from './panels-part.tsx'
import { useConnection } from './connection.ts'

export function Settings({ oauth }: { oauth: Returned | undefined }) {
  const [state, { test }] = useConnection()
  const services = state.at === 'works' ? state.connection.services : []
  const back = isReturn(oauth) ? splitState(oauth.state)?.service : undefined
  const known = services.some(({ id }) => id === back)
  return (
    <SettingsView>
      <Box css={{ stack: 'y', gap: 'large' }}>
        {!known && state.at !== 'testing' && <ReturnedSignIn oauth={oauth} />}
        <ConnectionPart state={state} onTest={test} />
        {services.length > 0 && <Divider />}
        {services.length > 0 && (
          <Box css={{ stack: 'y', gap: 'medium' }}>
            <Span css={{ font: 'heading' }}>Your sign-ins</Span>
            {services.map(({ id, title }) => (
              <SignInPart
                key={`${id} ${back === id ? (oauth?.code ?? '') : ''}`}
                service={id}
                title={title}
                returned={back === id ? oauth : undefined}
              />
            ))}
          </Box>
        )}
        {state.at === 'works' && <Divider />}
        {state.at === 'works' && <PanelsPart panels={state.connection.panels} />}
      </Box>
    </SettingsView>
  )
}
