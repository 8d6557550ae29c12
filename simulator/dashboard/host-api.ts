// What a page that hosts an extension says to the host and hears from it. No framework, no DOM drawing: types only.
// The shapes an extension sees are those of `ExtensionContextValue` in Stripe's SDK.

/** A role as Stripe shows it to an extension. */
export type Role = { type: 'builtIn' | 'custom'; id: string; name: string }

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

/** Where a view is shown and which component of the bundle draws it. */
export type View = { viewport: string; component: string }

/** What the host needs of a manifest. */
export type AppManifest = {
  id: string
  name: string
  version: string
  permissions: { permission: string; purpose: string }[]
  constants?: Record<string, unknown> | undefined
  ui_extension: {
    views: View[]
    content_security_policy?:
      | { 'connect-src'?: string[] | null | undefined; 'image-src'?: string[] | null | undefined }
      | null
      | undefined
  }
}

/** What an extension gets after a sign-in elsewhere. */
export type OAuthContext = {
  code?: string | undefined
  verifier?: string | undefined
  state?: string | undefined
  error?: string | undefined
}

/** The answer to an API call as it crosses the port: plain data. */
export type StripeAnswer = {
  json?: unknown
  headers: Record<string, string>
  ok: boolean
  redirected: boolean
  status: number
  statusText: string
  type: string
  url: string
}
export type StripeCall = { method: string; path: string; headers: Record<string, string>; body?: string | undefined }

/** What happened, for the log of a page. */
export type HostEvent =
  | { type: 'call'; name: string; args: unknown[]; ok: boolean; ms: number; answer?: unknown; error?: string }
  | { type: 'ready'; sdkVersion: string; buildTime: string; ms: number }
  | { type: 'error'; message: string; stack: string; where: 'load' | 'draw' | 'script' }
  | { type: 'route'; href: string; searchParams: Record<string, unknown> }
  | { type: 'console'; level: string; text: string }
  | { type: 'blocked'; directive: string; url: string }

/** What the page does for the host. Each may reject: the extension then sees the error. */
export interface DashboardServices {
  stripeApi(call: StripeCall): Promise<StripeAnswer>
  sign(payload: Record<string, unknown>): Promise<string>
  createOAuthState(state: string): Promise<{ state: string; challenge: string }>
  /** Goes to a page of the Dashboard: a route descriptor, as the SDK types it. */
  navigate(descriptor: { name: string; params?: Record<string, unknown> }): void
  /** Draws the data around the extension anew. */
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
  /** Addresses the page's server gave: the sandbox document, and the bundle. */
  sandboxUrl: string
  extensionUrl: string
  services: DashboardServices
}

export type MountedExtension = {
  /** Draws the same view with another object, person or mode. */
  update(context: Partial<ExtensionContext>): void
  unmount(): void
}

/** What `host.js` exports. */
export type DashboardHost = {
  mountExtension(element: HTMLElement, options: MountOptions): MountedExtension
}
