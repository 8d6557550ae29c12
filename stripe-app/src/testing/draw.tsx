// Renders a part of the app as the Dashboard would, with a context like the Dashboard's.

import { getMockContextProps, render } from '@stripe/ui-extension-sdk/testing'
import type { ExtensionContextValue } from '@stripe/ui-extension-sdk/utils'
import type { ReactElement } from 'react'
import { vi } from 'vitest'
import type { Drawing } from '../draw/drawing.ts'
import { base } from './gateway.ts'
import { type Drawn, textDeep } from './find-deep.ts'

type Changes = {
  object?: { id: string; object: string }
  mode?: 'live' | 'test'
  sandbox?: boolean
  oauth?: ExtensionContextValue['oauthContext']
  roles?: ExtensionContextValue['userContext']['roles']
  apiBase?: string
}

export function contextOf({
  object,
  mode = 'live',
  sandbox = false,
  oauth,
  roles,
  apiBase = base,
}: Changes = {}) {
  const context = getMockContextProps({
    userContext: {
      id: 'usr_1',
      name: 'Ada',
      locale: 'en-US',
      account: { id: 'acct_1', name: 'Kettle & Co', isSandbox: sandbox },
    },
    environment: { mode, viewportID: 'stripe.dashboard.invoice.detail', constants: { API_BASE: apiBase } },
  })
  context.userContext.roles = roles ?? [{ id: 'admin', name: 'Administrator', type: 'builtIn' }]
  context.environment.objectContext = object ?? { id: 'in_1', object: 'invoice' }
  if (oauth) context.oauthContext = oauth
  return context
}

export type Screen = Drawn & { end: () => void }

export function draw(element: ReactElement): Screen {
  const { wrapper } = render(element)
  return { instance: wrapper.instance, end: () => wrapper.unmount() }
}

/** A drawing whose handlers do nothing. */
export function drawingOf(more: Partial<Drawing> = {}): Drawing {
  return {
    locale: 'en-US',
    timeZone: 'UTC',
    nowMs: Date.parse('2026-11-21T08:00:00Z'),
    brief: false,
    run: () => undefined,
    copy: () => undefined,
    saveForm: () => undefined,
    ...more,
  }
}

/** Waits until the screen contains the text. */
export async function until(screen: Drawn, text: string): Promise<void> {
  await vi.waitFor(
    () => {
      if (!textDeep(screen).includes(text))
        throw new Error(`the screen does not say "${text}": ${textDeep(screen)}`)
    },
    { interval: 2, timeout: 60_000 },
  )
}
