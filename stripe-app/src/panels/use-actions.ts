// Handles presses: opens the wizard, loads another panel from the gateway, or copies to the clipboard.

import { showToast, useRefreshDashboardData } from '@stripe/ui-extension-sdk/utils'
import { useRef } from 'react'
import { useApp } from '../app-context.tsx'
import type { Drawing } from '../draw/drawing.ts'
import { explain } from '../failure.ts'
import type { Action } from '../generated/contract.ts'
import { later } from '../later.ts'
import { useTask } from '../store.ts'
import { createWizard, type Wizard, type WizardState } from '../wizard/wizard.ts'
import type { Panels } from './panels.ts'

export type Actions = Pick<Drawing, 'run' | 'saveForm' | 'copy'> & {
  wizard: Wizard
  state: WizardState | undefined
}

const waitFor = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const cancel = later(ms, resolve)
    signal.addEventListener('abort', () => {
      cancel()
      resolve()
    })
  })

async function notify(message: string): Promise<void> {
  await showToast(message, { type: 'caution' }).catch(() => undefined)
}

export function useActions(panels: Panels): Actions {
  const { gateway, locale, timeZone, copy } = useApp()
  const refreshDashboard = useRefreshDashboardData()
  const shown = useRef(panels)
  shown.current = panels
  const [state, wizard] = useTask(
    () =>
      createWizard({
        send: gateway.action,
        newKey: () => crypto.randomUUID(),
        wait: waitFor,
        locale,
        timeZone,
        onResult: (result) => {
          shown.current.replace(result.panels ?? [])
          if (result.state === 'refused') return
          if (result.state !== 'working') shown.current.refresh()
          void refreshDashboard().catch(() => undefined)
        },
      }),
    [gateway, locale, timeZone, refreshDashboard],
  )

  const run = (action: Action) => {
    if (action.kind === 'run') wizard.open(action)
    else if (action.kind === 'refresh') panels.refresh()
    else if (action.kind === 'copy') copy(action.text)
    else if (action.kind === 'load')
      void panels.load(action).then((failure) => failure && notify(explain(failure).title))
  }
  return { run, saveForm: wizard.openWith, copy, wizard, state }
}
