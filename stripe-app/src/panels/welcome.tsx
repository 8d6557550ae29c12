// The drawer when no object is open: where panels are available, and whether the gateway answers.

import { Box, ContextView, Inline as Span, Link, List, ListItem, Spinner } from '@stripe/ui-extension-sdk/ui'
import type { ReactNode } from 'react'
import { brand } from '../brand.ts'
import { FailureBanner } from '../errors/failure-banner.tsx'
import type { AppConnection } from '../generated/contract.ts'
import { type ConnectionState, useConnection } from '../settings/connection.ts'
import type { Returned } from '../sign-in/returned.ts'
import { ReturnedSignIn } from '../sign-in/returned-sign-in.tsx'

/** The Dashboard's lists of objects that can have panels. */
const lists = [
  { kind: 'customer', label: 'Customers', route: 'customers' },
  { kind: 'invoice', label: 'Invoices', route: 'invoices' },
  { kind: 'product', label: 'Products', route: 'products' },
  { kind: 'subscription', label: 'Subscriptions', route: 'subscriptions' },
  { kind: 'payment', label: 'Payments', route: 'payments' },
] as const

function drawPlaces(panels: AppConnection['panels']): ReactNode {
  const places = lists.flatMap((list) => {
    const titles = panels.filter((panel) => panel.for.includes(list.kind)).map(({ title }) => title)
    return titles.length > 0 ? [{ ...list, titles }] : []
  })
  if (places.length === 0) {
    return (
      <Span css={{ color: 'secondary' }}>
        No panels for you yet. They are defined in tillside.config.ts on your gateway.
      </Span>
    )
  }
  return (
    <List>
      {places.map(({ kind, label, route, titles }) => (
        <ListItem
          key={kind}
          title={label}
          secondaryTitle={titles.join(', ')}
          value={<Link href={{ name: route }}>Open</Link>}
        />
      ))}
    </List>
  )
}

function drawState(state: ConnectionState, test: () => void): ReactNode {
  if (state.at === 'works') return drawPlaces(state.connection.panels)
  if (state.at === 'fails') return <FailureBanner failure={state.failure} onRetry={test} />
  return (
    <Box css={{ stack: 'x', alignX: 'center', padding: 'xlarge' }}>
      <Spinner size="large" delay={150} />
    </Box>
  )
}

export function Welcome({ oauth }: { oauth: Returned | undefined }) {
  const [state, { test }] = useConnection()
  return (
    <ContextView
      {...brand}
      title="Your own systems"
      description="Open an object from one of these lists to see its panels"
    >
      <Box css={{ stack: 'y', gap: 'medium' }}>
        <ReturnedSignIn oauth={oauth} />
        {drawState(state, test)}
      </Box>
    </ContextView>
  )
}
