// What the routes are given: settings, ports, database, and how to reach a tenant's Stripe accounts. Assembled by a runtime.

import type { Config } from '#config.ts'
import type { Log } from '#log.ts'
import type { Metrics } from '#metrics.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Actions } from '#extensions/actions/actions.ts'
import type { PanelLoader } from '#extensions/panels/load.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { Database } from '#store/schema.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import type { Principal } from '#auth/principal.ts'
import type { SignIns } from '#sign-in/sign-ins.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Inbox } from '#webhooks/inbox.ts'
import type { FailureLimit } from './failure-limit.ts'
import type { Lane } from '#proxy/lane.ts'
import type { Places } from '#proxy/places.ts'

/** One static file, with its compressed forms when the runtime made them. */
export type Asset = {
  bytes: Uint8Array<ArrayBuffer>
  contentType: string
  etag: string
  encoded?: { br?: Uint8Array<ArrayBuffer>; gzip?: Uint8Array<ArrayBuffer> }
}

/** Said by `/health`; nothing secret. */
type Facts = { version: string; build: string; runtime: string; database: string; durability: string }

/** What tillside.config.ts brought along, of one tenant. */
export type Extensions = {
  /** As it is now: the preview reads the file again whenever it changes. */
  config(): TillsideConfig
  panels: PanelLoader
  actions: Actions
  sources: Pick<OpenableSources, 'open' | 'passThrough'>
}

export type Gateway = {
  config: Config
  ports: Ports
  metrics: Metrics
  /** The proxy lane, whichever transport carries its requests. */
  lane: Lane
  /** Shared with the proxy lane: one count for each network. */
  failures: FailureLimit
  /** Room for bodies whose sender is not known yet, in bytes. */
  unverified: Places
  /** Everybody reaches every route: nothing stands in front that keeps some of them inside. */
  isExposed: boolean
  db: Database
  facts: Facts
  findTenant(tenantId: string): Promise<Tenant | undefined>
  /** The same context for the same tenant: it holds the caches. */
  contextOf(tenant: Tenant): StripeContext
  extensions: Extensions
  signIns: SignIns
  /** Told of each event once it is stored. */
  inbox: Inbox
  /** `sidebar/index.html`, `sidebar/assets/…`, the same of `console/`, `icon.svg`, `icon-512.png`. */
  readAsset(path: string): Promise<Asset | undefined>
}

/** Hono's types: what the runtime binds to a request, and what the middleware adds. */
export type Env = {
  Bindings: { remoteAddress?: string }
  Variables: {
    requestId: string
    log: Log
    signal: AbortSignal
    /** The caller is waited for, and nobody else. */
    isReadingBody: boolean
    principal: Principal
    tenant: Tenant
  }
}
