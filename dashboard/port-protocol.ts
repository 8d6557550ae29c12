// What crosses the port between the page and the sandbox, beside the calls that Stripe's SDK itself makes.

/** First word of the sandbox, before there is a port. */
export const bootedMessage = 'sandbox_booted'
/** The page's answer: carries the port and what the sandbox starts with. */
export const initMessage = 'init_extension'
/** First word over the port: what the sandbox exposes can be called from now on. */
export const readyMessage = 'sandbox_ready'

export type InitMessage = { type: typeof initMessage; storage: Record<string, string> }

export type BundleFacts = { sdkVersion: string; buildTime: string; views: string[] }

/** What the page calls in the sandbox. */
export type SandboxCalls = {
  load: (url: string) => Promise<BundleFacts>
  render: (component: string, channel: unknown, context: unknown) => Promise<void>
  update: (context: unknown) => void
  unmount: () => void
  storageChanged: (key: string | null, value: string | null) => void
  setHref: (href: string, searchParams: Record<string, unknown>) => void
}

/** What the sandbox calls in the page, beside the twelve calls of the SDK. */
export type PageCalls = {
  storageSet: (key: string | null, value: string | null) => void
  routeChanged: (move: { href: string; replace: boolean; searchParams: Record<string, unknown> }) => void
  extensionFailed: (failure: { where: 'draw' | 'script'; message: string; stack: string }) => void
  consoleWritten: (level: string, text: string) => void
  requestBlocked: (directive: string, url: string) => void
  /** Status 0: no answer came. */
  requestAnswered: (method: string, url: string, status: number, ms: number) => void
}
