// Where presses go: to the wizard, to the gateway for another panel, to the clipboard.

import { showToast, useRefreshDashboardData } from '@stripe/ui-extension-sdk/utils'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { useApp } from '../app-context.tsx'
import type { Drawing } from '../draw/drawing.ts'
import { explain } from '../failure.ts'
import type { Action } from '../generated/contract.ts'
import { createWizard, type Wizard, type WizardState } from '../wizard/wizard.ts'
import type { Panels } from './use-panels.ts'

export type Actions = Pick<Drawing, 'run' | 'saveForm' | 'copy'> & {
  wizard: Wizard
  state: WizardState | undefined
}

const waitFor = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

async function tell(message: string): Promise<void> {
  await showToast(message, { type: 'caution' }).catch(() => undefined)
}

export function useActions(panels: Panels): Actions {
  const { gateway, locale, copy } = useApp()
  const refreshDashboard = useRefreshDashboardData()
  const known = useRef(panels)
  known.current = panels

  const wizard = useMemo(
    () =>
      createWizard({
        ask: gateway.action,
        newKey: () => crypto.randomUUID(),
        wait: waitFor,
        locale,
        onOutcome: ({ state, panels: changed = [] }) => {
          known.current.replace(changed)
          if (state === 'refused') return
          if (state !== 'working') known.current.refresh()
          void refreshDashboard().catch(() => undefined)
        },
      }),
    [gateway, locale, refreshDashboard],
  )
  useEffect(() => wizard.close, [wizard])
  const state = useSyncExternalStore(wizard.subscribe, wizard.state)

  const run = (action: Action) => {
    if (action.kind === 'run') wizard.open(action)
    else if (action.kind === 'refresh') panels.refresh()
    else if (action.kind === 'copy') copy(action.text)
    else if (action.kind === 'load')
      void panels.load(action).then((failure) => failure && tell(explain(failure).title))
  }
  return { run, saveForm: wizard.openWith, copy, wizard, state }
}
