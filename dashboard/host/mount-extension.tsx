// Shows a real extension in a page: its code runs in a sandbox without an origin, its tree is drawn here. Works in any
// page, with any framework; React stays internal.

import { createController, type ComponentMapping } from '@remote-ui/react/host'
import { createRemoteReceiver } from '@remote-ui/core'
import { createRoot } from 'react-dom/client'
import { components, DashboardServicesProvider } from '../components/all.tsx'
import type {
  DashboardHost,
  ExtensionContext,
  HostEvent,
  MountedExtension,
  MountOptions,
} from '../host-api.ts'
import type { PageCalls, SandboxCalls } from '../port-protocol.ts'
import { joinStorage, type StorageShare } from './app-storage.ts'
import { createHostCalls, logged } from './host-calls.ts'
import { openSandbox } from './sandbox-link.ts'
import { createStore, Stage, type Store } from './stage.tsx'
import { createToasts } from './toasts.ts'
import '../components/styles.css'
import './host.css'

/** As the SDK types it: ExtensionContextValue. */
function contextOf({
  view,
  manifest,
  mode,
  userContext,
  objectContext,
  oauthContext,
  queryParams,
}: MountOptions) {
  const policy = manifest.ui_extension.content_security_policy
  return {
    userContext,
    environment: {
      mode,
      viewportID: view.viewport,
      constants: manifest.constants ?? {},
      objectContext: objectContext ?? null,
      ...(queryParams ? { queryParams } : {}),
    },
    oauthContext,
    appContext: {
      authorizedPermissions: manifest.permissions.map(({ permission }) => permission),
      authorizedContentSecurityPolicy: {
        connectSrc: policy?.['connect-src'] ?? null,
        imageSrc: policy?.['image-src'] ?? null,
      },
    },
  }
}

const titles = {
  load: 'The app could not be started',
  draw: 'The app failed while drawing this view',
  script: 'The app failed',
}

type Where = keyof typeof titles

/** Shows and logs a failure. A script failure in a loaded view is only logged, because it may not concern the view. */
function createFailing(store: Store, options: () => MountOptions) {
  return (where: Where, { message, stack = '' }: { message: string; stack?: string | undefined }): void => {
    const { services } = options()
    const isShown = where !== 'script' || store.get().loading
    const show = (stackText: string): void => {
      if (isShown) store.set({ failure: { title: titles[where], message, stack: stackText } })
    }
    const showAndLog = (stackText: string): void => {
      show(stackText)
      services.log({ type: 'error', where, message, stack: stackText })
    }
    show(stack)
    // Prefers the stack mapped to the sources; falls back to the original.
    const stackText = services.sourceStack?.(stack) ?? Promise.resolve(stack)
    stackText.then(showAndLog, () => showAndLog(stack))
  }
}

function createPageCalls(
  fail: ReturnType<typeof createFailing>,
  share: StorageShare,
  options: () => MountOptions,
): PageCalls {
  const log = (event: HostEvent): void => options().services.log(event)
  return {
    storageSet: share.set,
    routeChanged: ({ href, searchParams }) => log({ type: 'route', href, searchParams }),
    extensionFailed: ({ where, ...failure }) => fail(where, failure),
    consoleWritten: (level, text) => log({ type: 'console', level, text }),
    requestBlocked: (directive, url) => log({ type: 'blocked', directive, url }),
    requestAnswered: (method, url, status, ms) => log({ type: 'request', method, url, status, ms }),
  }
}

/** The services that the components need from the page. */
function componentServices(
  options: () => MountOptions,
): Parameters<typeof DashboardServicesProvider>[0]['services'] {
  const { manifest, userContext } = options()
  return {
    app: { name: manifest.name },
    locale: userContext.locale,
    navigate: (to) => options().services.navigate(to),
    // Nothing is stored: the extension gets the file object that Stripe would return.
    uploadFile: async ({ name, size, type }, purpose) => ({
      id: `file_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`,
      object: 'file',
      created: Math.floor(Date.now() / 1000),
      filename: name,
      purpose,
      size,
      type: type.split('/')[1] ?? '',
    }),
  }
}

// The tree comes from the sandbox, so its properties are unchecked.
const controller = createController(components as ComponentMapping)

/** Draws one view of an extension into an element of the page. */
export const mountExtension: DashboardHost['mountExtension'] = (element, given): MountedExtension => {
  let options = given
  let sandbox: SandboxCalls | undefined
  const current = (): MountOptions => options
  const startedAt = performance.now()
  const store = createStore()
  const fail = createFailing(store, current)
  const toasts = createToasts((shown) => store.set({ toasts: shown }))
  const receiver = createRemoteReceiver()
  const share = joinStorage(given.manifest.id, (key, value) => sandbox?.storageChanged(key, value))

  const stage = document.createElement('div')
  stage.className = 'sd-host'
  element.append(stage)
  const root = createRoot(stage)
  root.render(
    <DashboardServicesProvider services={componentServices(current)}>
      <Stage
        store={store}
        receiver={receiver}
        controller={controller}
        onDismiss={toasts.dismiss}
        onError={(error) => fail('draw', error)}
      />
    </DashboardServicesProvider>,
  )
  const hostCalls = logged(createHostCalls(current, toasts), (event) => options.services.log(event))
  const link = openSandbox(element, {
    sandboxUrl: given.sandboxUrl,
    storage: share.entries(),
    exposed: { ...hostCalls, ...createPageCalls(fail, share, current) },
  })

  const start = async (): Promise<void> => {
    sandbox = await link.ready
    const { sdkVersion, buildTime } = await sandbox.load(options.extensionUrl)
    if (options.view.viewport === 'stripe.dashboard.fullpage') sandbox.setHref(options.href ?? '/', {})
    await sandbox.render(options.view.component, receiver.receive, contextOf(options))
    store.set({ loading: false })
    if (store.get().failure) return
    options.services.log({ type: 'ready', sdkVersion, buildTime, ms: performance.now() - startedAt })
  }
  start().catch((error: unknown) => fail('load', error instanceof Error ? error : { message: String(error) }))

  return {
    update(change: Partial<ExtensionContext>) {
      options = { ...options, ...change }
      sandbox?.update(contextOf(options))
    },
    go: (href, searchParams = {}) => sandbox?.setHref(href, searchParams),
    unmount() {
      share.leave()
      toasts.close()
      link.close()
      root.unmount()
      stage.remove()
    },
  }
}
