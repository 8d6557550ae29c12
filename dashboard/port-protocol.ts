// What crosses the port between the page and the sandbox, besides the calls of Stripe's SDK.

/** The sandbox's first message, before there is a port. */
export const bootedMessage = 'sandbox_booted'
/** The page's reply, with the port and the initial storage. */
export const initMessage = 'init_extension'
/** The first message over the port: from now on the page can call the sandbox. */
export const readyMessage = 'sandbox_ready'

export type InitMessage = { type: typeof initMessage; storage: Record<string, string> }

export type BundleFacts = { sdkVersion: string; buildTime: string; views: string[] }

/** Calls from the page to the sandbox. */
export type SandboxCalls = {
  load: (url: string) => Promise<BundleFacts>
  render: (component: string, channel: unknown, context: unknown) => Promise<void>
  update: (context: unknown) => void
  unmount: () => void
  storageChanged: (key: string | null, value: string | null) => void
  setHref: (href: string, searchParams: Record<string, unknown>) => void
}

/** Calls from the sandbox to the page, besides the twelve calls of the SDK. */
export type PageCalls = {
  storageSet: (key: string | null, value: string | null) => void
  routeChanged: (move: { href: string; replace: boolean; searchParams: Record<string, unknown> }) => void
  extensionFailed: (failure: { where: 'draw' | 'script'; message: string; stack: string }) => void
  consoleWritten: (level: string, text: string) => void
  requestBlocked: (directive: string, url: string) => void
  /** Status 0: there was no response. */
  requestAnswered: (method: string, url: string, status: number, ms: number) => void
}
