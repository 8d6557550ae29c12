// What the routes are given: settings, ports, database, and how to reach a tenant's Stripe accounts. Assembled by a runtime.

import type { Config } from '#config.ts'
import type { Log } from '#log.ts'
import type { Metrics } from '#metrics.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Actions } from '#in-house/actions.ts'
import type { PanelLoader } from '#in-house/load-panels.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { Database } from '#store/schema.ts'
import type { StripeContext } from '#stripe/context.ts'
import type { Principal } from '#auth/principal.ts'
import type { SignIns } from '#sign-in/sign-ins.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Inbox } from '#webhooks/inbox.ts'
import type { FailureLimit } from './middleware/failure-limit.ts'

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
export type InHouse = {
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
  /** Shared with the proxy lane: one count for each network. */
  failures: FailureLimit
  db: Database
  facts: Facts
  findTenant(tenantId: string): Promise<Tenant | undefined>
  /** The same context for the same tenant: it holds the caches. */
  contextOf(tenant: Tenant): StripeContext
  inHouse: InHouse
  signIns: SignIns
  /** Told of each event once it is stored. */
  inbox: Inbox
  /** `sidebar/index.html`, `sidebar/assets/…`, the same of `console/`, `icon.svg`, `icon-512.png`. */
  readAsset(path: string): Promise<Asset | undefined>
}

/** Hono's types: what the runtime binds to a request, and what the middleware adds. */
export type Env = {
  Bindings: { remoteAddress?: string }
  Variables: { requestId: string; log: Log; signal: AbortSignal; principal: Principal; tenant: Tenant }
}
