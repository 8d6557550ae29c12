// The drawer beside an object: the real extension, hosted by dashboard/. The host is a separate module, with React.

import { useEffect, useRef, useState } from 'preact/hooks'
import type {
  DashboardConnection,
  DashboardHost,
  ExtensionContext,
  HostEvent,
  MountedExtension,
  OAuthContext,
  ServicePlace,
} from '../../../../dashboard/host-api.ts'
import { toast, tick } from '../actions.ts'
import {
  dashboardKind,
  dashboardKinds,
  extensionNumber,
  openObject,
  openObjectPage,
  refreshDashboard,
  type DashboardKind,
} from './state.ts'
import { noteHostEvent } from './log.ts'
import { mode, theme, userId } from '../world-state.ts'

const dashboardPrefix = '/dashboard'

/** The Stripe viewer of each teammate. */
const viewers: Readonly<Record<string, string>> = { noor: 'support', jonas: 'view_only', mara: 'admin' }

type Opened = { host: DashboardHost; connection: DashboardConnection }

async function open(): Promise<Opened> {
  const style = document.createElement('link')
  style.rel = 'stylesheet'
  style.href = `${dashboardPrefix}/host-parts.css`
  document.head.append(style)
  // Not bundled here: the same file works in any page, and contains its own React.
  const address = `${location.origin}${dashboardPrefix}/host.js`
  const host = (await import(/* @vite-ignore */ address)) as DashboardHost
  return { host, connection: await host.connectDashboard(dashboardPrefix) }
}

const placeNow = (): ServicePlace => ({ viewer: viewers[userId.value] ?? 'support', environment: mode.value })

/** The result of a sign-in at another service, passed to the settings view once. */
let returned: OAuthContext | undefined

/** Finishes a sign-in elsewhere, if this page was opened by its redirect. */
export async function takeUpReturn(): Promise<void> {
  const { pathname, searchParams } = new URL(location.href)
  if (!/^(\/test)?\/apps-oauth\//.test(pathname)) return
  const [code, state, error] = ['code', 'state', 'error'].map((name) => searchParams.get(name) ?? undefined)
  history.replaceState(null, '', '/')
  const { connection } = await openOnce()
  const kept = state === undefined ? undefined : await connection.oauthReturn(state)
  returned = {
    ...(code === undefined ? {} : { code }),
    ...(state === undefined ? {} : { state }),
    ...(error === undefined ? {} : { error }),
    ...(kept ? { verifier: kept.verifier } : {}),
  }
  openObjectPage('settings')
}

let opening: Promise<Opened> | undefined
const openOnce = (): Promise<Opened> => (opening ??= open())

function contextNow({ connection }: Opened): ExtensionContext {
  const place = placeNow()
  const object = openObject.value
  return {
    mode: connection.mode(place),
    userContext: connection.userContext(place),
    objectContext: dashboardKind.value === 'settings' ? undefined : object?.context,
    ...(dashboardKind.value === 'settings' && returned ? { oauthContext: returned } : {}),
  }
}

/** "Customer", "Invoice", …: pages that an extension may send people to. */
function navigate(descriptor: { name: string; params?: Record<string, unknown> }): void {
  const found = dashboardKinds.find(({ kind }) => descriptor.name.toLowerCase().startsWith(kind))
  if (!found) return toast(`The extension went to ${descriptor.name}.`)
  const id = Object.values(descriptor.params ?? {}).find((value) => typeof value === 'string')
  openObjectPage(found.kind, id)
}

function mount(element: HTMLElement, opened: Opened, kind: DashboardKind): MountedExtension | undefined {
  const { host, connection } = opened
  const { facts } = connection
  const { viewer } = placeNow()
  const viewport = dashboardKinds.find((one) => one.kind === kind)?.viewport
  const view = facts.manifest.ui_extension.views.find((one) => one.viewport === viewport)
  if (!view) return undefined
  const log = (event: HostEvent) => {
    noteHostEvent(event)
    if (event.type === 'ready') tick('dashboard')
  }
  return host.mountExtension(element, {
    ...contextNow(opened),
    view,
    manifest: facts.manifest,
    sandboxUrl: facts.sandboxUrl,
    extensionUrl: facts.extensionUrl,
    services: {
      // The viewer stays the one at mount: requests of a previous viewer's extension must not run as the next one.
      ...connection.services(() => ({ ...placeNow(), viewer })),
      navigate,
      refresh: refreshDashboard,
      copy: (text) => navigator.clipboard.writeText(text),
      log,
    },
  })
}

/** Mounts the extension: again for each view and person, and updates it for other changes. */
function Extension({
  opened,
  kind,
  needsObject,
}: {
  opened: Opened
  kind: DashboardKind
  needsObject: boolean
}) {
  const place = useRef<HTMLDivElement>(null)
  const mounted = useRef<MountedExtension>()
  const object = openObject.value?.context.id
  const isReady = !needsObject || object !== undefined
  useEffect(() => {
    if (!place.current || !isReady) return undefined
    mounted.current = mount(place.current, opened, kind)
    returned = undefined
    return () => {
      mounted.current?.unmount()
      mounted.current = undefined
    }
  }, [opened, kind, isReady])
  const context = [object, mode.value].join()
  const first = useRef(context)
  useEffect(() => {
    if (first.current !== context) mounted.current?.update(contextNow(opened))
    first.current = context
  }, [context])
  return <div class="dash-extension" data-theme={theme.value} ref={place} />
}

export function DashboardDrawer() {
  const [opened, setOpened] = useState<Opened>()
  const [failure, setFailure] = useState<string>()
  useEffect(() => {
    openOnce().then(setOpened, (error: unknown) =>
      setFailure(error instanceof Error ? error.message : String(error)),
    )
  }, [])
  const kind = dashboardKind.value
  return (
    <aside class="dash-drawer" aria-label="Stripe App">
      {failure && <p class="empty">The Stripe App could not be shown: {failure}</p>}
      {!failure && !opened && <p class="empty">Starting…</p>}
      {opened && (
        <Extension
          key={`${kind} ${userId.value} ${extensionNumber.value}`}
          opened={opened}
          kind={kind}
          needsObject={kind !== 'settings'}
        />
      )}
      <p class="dash-foot">Drawn with stand-ins for Stripe’s components</p>
    </aside>
  )
}
