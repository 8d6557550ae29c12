// Runs the real extension inside <iframe sandbox="allow-scripts">: an opaque origin, so `fetch` sends `Origin: null` and
// there are no storage, cookies or access to the parent. One extension, one view, one port to the page.

import { createRemoteRoot, type RemoteChannel, type RemoteRoot } from '@remote-ui/core'
import { createRoot, type Root } from '@remote-ui/react'
import { createEndpoint, fromMessagePort, retain } from '@remote-ui/rpc'
import type { ComponentType } from 'react'
import {
  bootedMessage,
  initMessage,
  readyMessage,
  type BundleFacts,
  type InitMessage,
  type PageCalls,
  type SandboxCalls,
} from '../port-protocol.ts'
import { Boundary } from './boundary.tsx'
import { createMemoryStorage } from './memory-storage.ts'
import { requireModule } from './modules.ts'
import { failureOf, reportTo } from './report.ts'
import { createRouter } from './router.ts'

type Bundle = Record<string, unknown>
type ViewComponent = ComponentType<Record<string, unknown>>

declare global {
  var __StripeExtExports: Bundle | undefined
  var __extRouter: unknown
  var __memoryStorage: unknown
}

const bundle = (): Bundle => {
  if (globalThis.__StripeExtExports === undefined) {
    throw new Error(
      'The bundle did not set __StripeExtExports: it is not a Stripe Apps bundle, or it failed at start.',
    )
  }
  return globalThis.__StripeExtExports
}

function addScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    // Without it, errors of the bundle have no message or stack.
    script.crossOrigin = 'anonymous'
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => reject(new Error(`The bundle could not be loaded from ${url}.`)))
    document.head.append(script)
  })
}

function viewOf(component: string): ViewComponent {
  const view = bundle()[component]
  if (typeof view === 'function') return view as ViewComponent
  const exported = Object.keys(bundle()).filter((name) => typeof bundle()[name] === 'function')
  throw new Error(
    `The manifest names the component "${component}", but the bundle has only: ${exported.join(', ') || 'none'}.`,
  )
}

/** Draws one view into a remote root; the page draws the root with its own components. */
function createStage(page: PageCalls) {
  let drawn: { root: Root; remote: RemoteRoot; View: ViewComponent } | undefined
  const draw = (context: unknown): void => {
    if (!drawn) return
    const { root, View } = drawn
    const onError = (error: Error, componentStack: string) =>
      page.extensionFailed({
        where: 'draw',
        message: error.message,
        stack: `${error.stack ?? ''}\n${componentStack}`,
      })
    root.render(
      <Boundary onError={onError}>
        <View {...(context as Record<string, unknown>)} />
      </Boundary>,
    )
  }
  return {
    draw,
    async start(component: string, channel: RemoteChannel, context: unknown): Promise<void> {
      const View = viewOf(component)
      const remote = createRemoteRoot(channel)
      drawn = { root: createRoot(remote), remote, View }
      draw(context)
      await remote.mount()
    },
    end: (): void => {
      drawn?.root.unmount()
      drawn = undefined
    },
  }
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

async function load(url: string, endpoint: unknown): Promise<BundleFacts> {
  await addScript(url)
  const loaded = bundle()
  // Where the SDK looks for the endpoint of the page.
  loaded['endpoint'] = endpoint
  return {
    sdkVersion: textOr(loaded['SDK_VERSION'], 'unknown'),
    buildTime: textOr(loaded['BUILD_TIME'], 'unknown'),
    views: Object.keys(loaded).filter((name) => typeof loaded[name] === 'function'),
  }
}

function begin(port: MessagePort, init: InitMessage): void {
  // addEventListener alone, as the endpoint uses it, does not start a port.
  port.start()
  const endpoint = createEndpoint<PageCalls>(fromMessagePort(port))
  const page = endpoint.call as unknown as PageCalls
  reportTo(page)
  const { storage, receive } = createMemoryStorage(init.storage, (key, value) => page.storageSet(key, value))
  const router = createRouter((move) => page.routeChanged(move))
  globalThis.__memoryStorage = storage
  globalThis.__extRouter = router
  const stage = createStage(page)
  const calls: SandboxCalls = {
    load: (url) => load(url, endpoint),
    async render(component, channel, context) {
      // Without this, the channel would be released as soon as this call returns.
      retain(channel)
      await stage.start(component, channel as RemoteChannel, context)
    },
    update: stage.draw,
    unmount: stage.end,
    storageChanged: receive,
    setHref: (href, searchParams) => router.setHref(href, { remote: true, searchParams }),
  }
  endpoint.expose(calls)
  port.postMessage({ type: readyMessage })
}

Object.assign(globalThis, { require: requireModule })

function onMessage(event: MessageEvent<InitMessage>): void {
  const [port] = event.ports
  if (event.source !== window.parent || event.data?.type !== initMessage || !port) return
  removeEventListener('message', onMessage)
  try {
    begin(port, event.data)
  } catch (error) {
    port.postMessage({ type: 'sandbox_failed', ...failureOf(error) })
  }
}
addEventListener('message', onMessage)
window.parent.postMessage({ type: bootedMessage }, '*')
