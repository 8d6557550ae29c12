// The interface between the host and a page that shows an extension. Types only, independent of any framework.
// The shapes an extension sees are those of `ExtensionContextValue` in Stripe's SDK.

import type { AppManifest, View } from './app/manifest.ts'
import type { AppEvent, DashboardFacts, PickedObject, Role } from './facts.ts'

/** The signed-in person, as the extension sees them. */
export type UserContext = {
  id: string
  name: string
  account: { id: string; name: string; country: string; isSandbox: boolean; org_id: string | null }
  locale: string
  roles: Role[]
}

export type Mode = 'live' | 'test'

/** The Stripe object a view is opened on. */
export type ObjectContext = { id: string; object: string }

/** What an extension gets after a sign-in elsewhere. */
export type OAuthContext = {
  code?: string | undefined
  verifier?: string | undefined
  state?: string | undefined
  error?: string | undefined
}

/** The answer to an API call as it crosses the port: plain data. */
export type StripeResponse = {
  json?: unknown
  headers: Record<string, string>
  ok: boolean
  redirected: boolean
  status: number
  statusText: string
  type: string
  url: string
}
export type StripeCall = {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | undefined
}

/** An event for the log of a page. */
export type HostEvent =
  | { type: 'call'; name: string; args: unknown[]; ok: boolean; ms: number; answer?: unknown; error?: string }
  | { type: 'ready'; sdkVersion: string; buildTime: string; ms: number }
  | { type: 'error'; message: string; stack: string; where: 'load' | 'draw' | 'script' }
  | { type: 'route'; href: string; searchParams: Record<string, unknown> }
  | { type: 'console'; level: string; text: string }
  | { type: 'blocked'; directive: string; url: string }
  /** A request of the extension to a backend; status 0 if there was no response. */
  | { type: 'request'; method: string; url: string; status: number; ms: number }

/** A place in the Dashboard, as the SDK types it. */
export type RouteDescriptor = {
  name: string
  params?: Record<string, unknown> | undefined
  envParams?: Record<string, string> | undefined
}

/** What the page does for the host. Each may reject: the extension then sees the error. */
export interface DashboardServices {
  stripeApi(call: StripeCall): Promise<StripeResponse>
  sign(payload: Record<string, unknown>): Promise<string>
  createOAuthState(state: string): Promise<{ state: string; challenge: string }>
  /** Maps a stack of the bundle to lines of its sources; by default the stack stays unchanged. */
  sourceStack?: (stack: string) => Promise<string>
  /** Goes to a page of the Dashboard: a route descriptor of the SDK, or an address inside the Dashboard. */
  navigate(to: RouteDescriptor | string): void
  /** Reloads the data around the extension. */
  refresh(): void
  copy(text: string): Promise<void>
  log(event: HostEvent): void
}

export type ExtensionContext = {
  mode: Mode
  userContext: UserContext
  objectContext?: ObjectContext | undefined
  oauthContext?: OAuthContext | undefined
  queryParams?: Record<string, unknown> | undefined
}

export type MountOptions = ExtensionContext & {
  view: View
  manifest: AppManifest
  /** Addresses provided by the page's server: the sandbox document, and the bundle. */
  sandboxUrl: string
  extensionUrl: string
  services: DashboardServices
  /** The first path of a full page; `/` by default. */
  href?: string | undefined
}

export type MountedExtension = {
  /** Draws the same view with another object, person or mode. */
  update: (context: Partial<ExtensionContext>) => void
  /** Goes to another path of a full page, as the browser's back button does. */
  go: (href: string, searchParams?: Record<string, unknown>) => void
  unmount: () => void
}

/** The target of a route: an object, a full page of the app, or a page that the preview only names. */
export type RouteTarget = {
  object?: ObjectContext
  href?: string
  searchParams?: Record<string, unknown>
  queryParams?: Record<string, string>
  words: string
}

/** The viewer and environment that the services act for. */
export type ServicePlace = { viewer: string; environment: 'live' | 'test' | 'sandbox' }

/** What a page can use once it is connected to the Dashboard's server. */
export type DashboardConnection = {
  facts: DashboardFacts
  userContext: (place: ServicePlace) => UserContext
  mode: (place: ServicePlace) => Mode
  /** The services that the server provides; the page adds its own. */
  services: (place: () => ServicePlace) => Pick<DashboardServices, 'stripeApi' | 'sign' | 'createOAuthState'>
  objects: (request: { environment: string; kind: string }) => Promise<PickedObject[]>
  object: (request: { environment: string; kind: string; id: string }) => Promise<Record<string, unknown>>
  /** What was stored while the person signed in at another service; returned only once. */
  oauthReturn: (state: string) => Promise<{ verifier: string; place: Record<string, unknown> } | undefined>
  /** Maps a stack to lines of the sources. */
  sourceStack: (stack: string) => Promise<string>
  /** Reads the facts again, after a new build. */
  refresh: () => Promise<DashboardFacts>
  /** Calls the listener after each build; returns a function that stops it. */
  onBuild: (listener: (event: AppEvent) => void) => () => void
}

/** What `host.js` exports. */
export type DashboardHost = {
  mountExtension(element: HTMLElement, options: MountOptions): MountedExtension
  /** Connects to the server under a path: '' or `/dashboard`. */
  connectDashboard(prefix: string): Promise<DashboardConnection>
  readRoute(to: RouteDescriptor | string): RouteTarget
}
