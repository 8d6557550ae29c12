// The connection to the gateway: whether it works, who the gateway takes the viewer for, or what is wrong.

import {
  Banner,
  Box,
  Button,
  Inline as Span,
  PropertyList,
  PropertyListItem,
  Spinner,
} from '@stripe/ui-extension-sdk/ui'
import type { ReactNode } from 'react'
import { type AppFacts, useApp } from '../app-context.tsx'
import { drawBadge } from '../draw/signs.tsx'
import { FailureBanner } from '../errors/failure-banner.tsx'
import type { AppConnection } from '../generated/contract.ts'
import type { ConnectionState, Fault } from './connection.ts'

const faults: Readonly<Record<Fault, { title: string; text: string }>> = {
  no_address: {
    title: 'The app does not know its gateway',
    text: 'Set constants.API_BASE in stripe-app.json to your gateway’s address, ending in /stripe-app, and upload the app.',
  },
  not_https: {
    title: 'The gateway’s address is not https',
    text: 'The Dashboard can reach only https addresses. Set TILLSIDE_PUBLIC_URL on the gateway and API_BASE in stripe-app.json to one.',
  },
  not_in_manifest: {
    title: 'The app may not reach this address',
    text: 'Add API_BASE, with a trailing slash, to connect-src in stripe-app.json, and upload the app.',
  },
}

const roleNames = (roles: readonly string[]) =>
  roles.map((role) => role.replaceAll('_', ' ')).join(', ') || 'none that Stripe could sign'

function drawFacts(connection: AppConnection, app: AppFacts, tookMs: number): ReactNode {
  return (
    <PropertyList orientation="vertical">
      <PropertyListItem label="Gateway" value={`Version ${connection.version}, answered in ${tookMs} ms`} />
      <PropertyListItem label="Address" value={app.base} />
      <PropertyListItem
        label="Account"
        value={[app.accountName, connection.accountId].filter(Boolean).join(' · ')}
      />
      <PropertyListItem
        label="Mode"
        value={drawBadge(
          app.sandbox ? 'Sandbox' : app.mode === 'test' ? 'Test' : 'Live',
          app.mode === 'live' ? 'ok' : 'warn',
        )}
      />
      <PropertyListItem label="You" value={connection.userId} />
      <PropertyListItem label="Your roles" value={roleNames(connection.roles)} />
    </PropertyList>
  )
}

type Props = { state: ConnectionState; onTest: () => void }

export function ConnectionPart({ state, onTest }: Props) {
  const app = useApp()
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      <Box css={{ stack: 'x', gap: 'small', alignY: 'center', distribute: 'space-between' }}>
        <Span css={{ font: 'heading' }}>Connection</Span>
        <Box css={{ stack: 'x', gap: 'small', alignY: 'center' }}>
          {state.at === 'works' && drawBadge('Connected', 'ok')}
          {state.at === 'fails' && drawBadge('Not connected', 'bad')}
          <Button size="small" pending={state.at === 'testing'} onPress={onTest}>
            Test again
          </Button>
        </Box>
      </Box>
      {state.at === 'testing' && <Spinner size="small" delay={200} />}
      {state.at === 'works' && drawFacts(state.connection, app, state.tookMs)}
      {state.at === 'fails' && state.fault && (
        <Banner type="critical" title={faults[state.fault].title} description={faults[state.fault].text} />
      )}
      {state.at === 'fails' && !state.fault && <FailureBanner failure={state.failure} />}
      {state.at === 'fails' && app.base !== '' && (
        <Span css={{ color: 'secondary' }}>{`Address: ${app.base}`}</Span>
      )}
    </Box>
  )
}
