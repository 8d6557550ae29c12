// The drawer beside one Stripe object: the list of its panels, one panel in full, and the wizard of an action.

import { Banner, Box, Button, ContextView, Inline as Span, Link, Spinner } from '@stripe/ui-extension-sdk/ui'
import type { ExtensionContextValue } from '@stripe/ui-extension-sdk/utils'
import { type ReactNode, useEffect, useState } from 'react'
import { AppProvider, useApp } from '../app-context.tsx'
import { brand } from '../brand.ts'
import type { Drawing } from '../draw/drawing.ts'
import { formatDate } from '../draw/format-date.ts'
import { FailureBanner } from '../errors/failure-banner.tsx'
import type { Subject } from '../generated/contract.ts'
import { ReturnedSignIn } from '../sign-in/returned-sign-in.tsx'
import { WizardView } from '../wizard/wizard-view.tsx'
import { drawPanel, PanelList } from './panel-list.tsx'
import { useActions } from './use-actions.ts'
import { type Panels, usePanels } from './panels.ts'
import type { PanelsState } from './panels-state.ts'

type Kind = Exclude<Subject['kind'], 'email'>

const names: Readonly<Record<Kind, string>> = {
  customer: 'Customer',
  invoice: 'Invoice',
  product: 'Product',
  subscription: 'Subscription',
  payment: 'Payment',
}

/** The object's id, with a note for test data and sandboxes. */
function describe(id: string, { mode, sandbox }: { mode: 'live' | 'test'; sandbox: boolean }): string {
  return [id, sandbox ? 'Sandbox' : mode === 'test' && 'Test data'].filter(Boolean).join(' · ')
}

function Empty({ kind }: { kind: Kind }) {
  return (
    <Box css={{ stack: 'y', gap: 'small', alignX: 'center', padding: 'xlarge', textAlign: 'center' }}>
      <Span css={{ font: 'heading' }}>{`Nothing for this ${kind}`}</Span>
      <Span css={{ color: 'secondary' }}>
        {`No panel in your configuration has anything to show here. Panels are defined in tillside.config.ts on your gateway.`}
      </Span>
    </Box>
  )
}

function drawFooter({ asOf, loading }: PanelsState, { refresh }: Panels, drawing: Drawing): ReactNode {
  return (
    <Box css={{ stack: 'x', gap: 'small', distribute: 'space-between', font: 'caption', color: 'secondary' }}>
      <Span>
        {asOf ? `As of ${formatDate(asOf, 'relative', drawing)}` : loading ? 'Loading' : 'Not loaded'}
      </Span>
      <Link disabled={loading} onPress={refresh}>
        Refresh
      </Link>
    </Box>
  )
}

function ObjectDrawer({ kind, context }: { kind: Kind; context: ExtensionContextValue }) {
  const app = useApp()
  const id = context.environment.objectContext?.id ?? ''
  const [state, panels] = usePanels({ kind, id })
  const { wizard, state: wizardState, ...presses } = useActions(panels)
  const [openId, setOpenId] = useState<string>()
  useEffect(() => setOpenId(undefined), [id])
  const { locale, timeZone, now, viewport, reportError } = app
  const drawing: Drawing = { locale, timeZone, nowMs: now(), brief: true, ...presses }
  const whole = state.panels.find((panel) => panel.id === openId)
  const onError = (error: unknown) => reportError(error, viewport)
  const body = (): ReactNode => {
    if (whole) return drawPanel(whole, { ...drawing, brief: false }, onError)
    if (state.panels.length > 0)
      return <PanelList panels={state.panels} drawing={drawing} onOpen={setOpenId} onError={onError} />
    if (state.loading) {
      return (
        <Box css={{ stack: 'x', alignX: 'center', padding: 'xlarge' }}>
          <Spinner size="large" delay={150} />
        </Box>
      )
    }
    return state.failure ? null : <Empty kind={kind} />
  }
  return (
    <ContextView
      {...brand}
      title={whole?.title ?? names[kind]}
      description={whole ? `${names[kind]} ${describe(id, app)}` : describe(id, app)}
      footerContent={drawFooter(state, panels, drawing)}
      {...(whole
        ? {
            actions: (
              <Button size="small" onPress={() => setOpenId(undefined)}>
                All panels
              </Button>
            ),
          }
        : {})}
    >
      <Box css={{ stack: 'y', gap: 'medium' }}>
        {state.failure && <FailureBanner failure={state.failure} onRetry={panels.refresh} />}
        {state.failure && state.panels.length > 0 && (
          <Banner type="caution" title="These panels may be out of date" />
        )}
        <ReturnedSignIn oauth={context.oauthContext} />
        {body()}
      </Box>
      {wizardState && <WizardView wizard={wizard} state={wizardState} drawing={drawing} />}
    </ContextView>
  )
}

/** Creates the manifest's view for one kind of object. */
export const createObjectView = (kind: Kind) =>
  function ObjectView(context: ExtensionContextValue) {
    return (
      <AppProvider context={context}>
        <ObjectDrawer kind={kind} context={context} />
      </AppProvider>
    )
  }
