// What every part of a view shares: the viewer, the account and mode, and a gateway client for that viewer.

import type { ExtensionContextValue } from '@stripe/ui-extension-sdk/utils'
import { clipboardWriteText, fetchStripeSignature, showToast } from '@stripe/ui-extension-sdk/utils'
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import type { Signer } from './envelope.ts'
import { ErrorBoundary } from './errors/error-boundary.tsx'
import { createErrorReport, type ReportError } from './errors/error-report.ts'
import { createGateway, type Gateway } from './gateway.ts'

export type AppFacts = {
  gateway: Gateway
  /** The gateway's address; shown in the settings. */
  base: string
  mode: 'live' | 'test'
  sandbox: boolean
  locale: string
  /** The browser's time zone, as an IANA name. */
  timeZone: string
  accountId: string
  /** For display only; the gateway trusts only what is signed. */
  accountName: string | undefined
  viewport: string
  reportError: ReportError
  copy: (text: string) => void
  now: () => number
}

const Facts = createContext<AppFacts | undefined>(undefined)

export function useApp(): AppFacts {
  const facts = useContext(Facts)
  if (!facts) throw new Error('useApp outside of AppProvider')
  return facts
}

/** Only the roles that Stripe defines; Stripe cannot sign an account's custom roles for every viewer. */
function rolesOf({ roles = [] }: ExtensionContextValue['userContext']): Signer['roles'] {
  return roles.flatMap(({ id, name, type }) => (type === 'builtIn' && id ? [{ id, name, type }] : []))
}

function baseOf(constants: ExtensionContextValue['environment']['constants']): string {
  const base =
    typeof constants === 'object' && constants !== null && !Array.isArray(constants)
      ? constants['API_BASE']
      : undefined
  return typeof base === 'string' ? base.replace(/(?<!\/)\/+$/, '') : ''
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function copyWithToast(text: string): Promise<void> {
  await clipboardWriteText(text)
  await showToast('Copied', { type: 'success' })
}

function factsOf({ userContext, environment }: ExtensionContextValue): AppFacts {
  const base = baseOf(environment.constants)
  const { account } = userContext
  const signer: Signer = {
    userId: userContext.id ?? '',
    accountId: account.id,
    mode: environment.mode,
    sandbox: account.isSandbox,
    roles: rolesOf(userContext),
  }
  const gateway = createGateway({
    base,
    signer,
    sign: (payload) => fetchStripeSignature(payload as Parameters<typeof fetchStripeSignature>[0]),
    fetch: (input, init) => fetch(input, init),
    newId: () => crypto.randomUUID(),
    wait,
  })
  const now = () => Date.now()
  return {
    gateway,
    base,
    mode: environment.mode,
    sandbox: account.isSandbox,
    locale: userContext.locale || 'en',
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    accountId: account.id,
    accountName: account.name ?? undefined,
    viewport: environment.viewportID,
    reportError: createErrorReport(gateway.report, now),
    copy: (text) => void copyWithToast(text).catch(() => undefined),
    now,
  }
}

type Props = { context: ExtensionContextValue; children: ReactNode }

/** Reports errors outside rendering: in event handlers and promises. */
function useUnhandledErrors({ reportError, viewport }: AppFacts): void {
  useEffect(() => {
    const onError = (event: ErrorEvent) => reportError(event.error ?? new Error(event.message), viewport)
    const onRejection = (event: PromiseRejectionEvent) => reportError(event.reason, viewport)
    globalThis.addEventListener?.('error', onError)
    globalThis.addEventListener?.('unhandledrejection', onRejection)
    return () => {
      globalThis.removeEventListener?.('error', onError)
      globalThis.removeEventListener?.('unhandledrejection', onRejection)
    }
  }, [reportError, viewport])
}

/** Stripe passes a new context object to every render; the facts change only when their content does. */
export function AppProvider({ context, children }: Props) {
  const { userContext, environment } = context
  const key = JSON.stringify([
    userContext.id,
    userContext.account.id,
    userContext.account.isSandbox,
    userContext.locale,
    userContext.roles,
    environment.mode,
    environment.viewportID,
    environment.constants,
  ])
  const facts = useMemo(() => factsOf(context), [key])
  useUnhandledErrors(facts)
  return (
    <Facts.Provider value={facts}>
      <ErrorBoundary what="This view" onError={(error) => facts.reportError(error, facts.viewport)}>
        {children}
      </ErrorBoundary>
    </Facts.Provider>
  )
}
