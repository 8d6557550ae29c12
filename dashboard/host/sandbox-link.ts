// The connection to an extension: an iframe without an origin, a port into it, and calls in both directions.

import { createEndpoint, fromMessagePort } from '@remote-ui/rpc'
import {
  bootedMessage,
  initMessage,
  readyMessage,
  type InitMessage,
  type SandboxCalls,
} from '../port-protocol.ts'

const bootMsMax = 15_000

type Exposed = Record<string, (...args: never[]) => unknown>

export type SandboxLink = {
  /** Resolves when the extension's side can be called; rejects if it does not start. */
  ready: Promise<SandboxCalls>
  close(): void
}

function createFrame(sandboxUrl: string): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  // Scripts and nothing else: no origin, no forms, no popups, no navigation of the page.
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.title = 'Extension sandbox'
  frame.hidden = true
  frame.src = sandboxUrl
  return frame
}

/** The endpoint turns every property into a call, `then` too, so no promise must resolve to the endpoint itself. */
const plainCalls = (call: SandboxCalls): SandboxCalls => ({
  load: call.load,
  render: call.render,
  update: call.update,
  unmount: call.unmount,
  storageChanged: call.storageChanged,
  setHref: call.setHref,
})

type PortOptions = {
  frame: HTMLIFrameElement
  exposed: Exposed
  storage: Record<string, string>
  signal: AbortSignal
}

/** Waits for the sandbox to boot, hands it a port, and waits until it listens on the other end. */
function openPort({ frame, exposed, storage, signal }: PortOptions): Promise<SandboxCalls> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The sandbox of the extension did not start.')), bootMsMax)
    signal.addEventListener('abort', () => clearTimeout(late))
    const onBoot = (event: MessageEvent<{ type?: string }>): void => {
      if (event.source !== frame.contentWindow || event.data?.type !== bootedMessage) return
      window.removeEventListener('message', onBoot)
      const { port1, port2 } = new MessageChannel()
      // addEventListener alone, as the endpoint uses it, does not start a port.
      port1.start()
      const endpoint = createEndpoint<SandboxCalls>(fromMessagePort(port1))
      endpoint.expose(exposed as Record<string, (...args: unknown[]) => unknown>)
      signal.addEventListener('abort', () => port1.close())
      port1.addEventListener('message', ({ data }: MessageEvent<{ type?: string; message?: string }>) => {
        if (data.type === 'sandbox_failed') reject(new Error(data.message))
        if (data.type !== readyMessage) return
        clearTimeout(late)
        resolve(plainCalls(endpoint.call))
      })
      const init: InitMessage = { type: initMessage, storage }
      // The sandbox has no origin to name as target.
      frame.contentWindow?.postMessage(init, '*', [port2])
    }
    window.addEventListener('message', onBoot, { signal })
  })
}

/** Puts the sandbox into `parent` and opens the port. `exposed` is what the extension may call. */
export function openSandbox(
  parent: HTMLElement,
  options: { sandboxUrl: string; storage: Record<string, string>; exposed: Exposed },
): SandboxLink {
  const frame = createFrame(options.sandboxUrl)
  const ending = new AbortController()
  const ready = openPort({ frame, signal: ending.signal, ...options })
  parent.append(frame)
  return {
    ready,
    close() {
      ending.abort()
      frame.remove()
    },
  }
}
