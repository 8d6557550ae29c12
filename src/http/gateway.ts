// The dependencies of the routes: settings, ports, database, and how to reach a tenant's Stripe accounts. Assembled by a runtime.

import type { Config } from '#config.ts'
import type { Log } from '#log.ts'
import type { Metrics } from '#metrics.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Actions } from '#extensions/actions/actions.ts'
import type { PanelLoader } from '#extensions/panels/load.ts'
import type { People } from '#people/people.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { Database } from '#store/schema.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import type { LastUse } from '#auth/last-use.ts'
import type { Principal } from '#auth/principal.ts'
import type { Mode } from '#contract/billing.ts'
import type { SignIns } from '#sign-in/sign-ins.ts'
import type { TenantVault } from '#vault/tenant-vault.ts'
import type { TenantDirectory } from '#tenants/directory.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Inbox } from '#webhooks/inbox.ts'
import type { FailureLimit } from './failure-limit.ts'
import type { HostedPlan } from './plan/hosted-plan.ts'
import type { Lane } from '#proxy/lane.ts'
import type { Places } from '#proxy/places.ts'

/** One static file, with compressed forms if the runtime made them. */
export type Asset = {
  bytes: Uint8Array<ArrayBuffer>
  contentType: string
  etag: string
  encoded?: { br?: Uint8Array<ArrayBuffer>; gzip?: Uint8Array<ArrayBuffer> }
}

/** Reported by `/health`; nothing secret. */
type Facts = { version: string; build: string; runtime: string; database: string; durability: string }

/** What tillside.config.ts declares, for one tenant. */
export type Extensions = {
  /** The current configuration: in development the file is read again whenever it changes. */
  config(): TillsideConfig
  panels: PanelLoader
  actions: Actions
  sources: Pick<OpenableSources, 'open' | 'passThrough'>
}

export type Gateway = {
  config: Config
  ports: Ports
  metrics: Metrics
  /** Prints the metrics of all processes, where the gateway has several. */
  printAllMetrics?: () => Promise<string>
  /** The proxy lane, whichever transport carries its requests. */
  lane: Lane
  /** Shared with the proxy lane: one count for each network. */
  failures: FailureLimit
  /** Notes when connection keys are used. */
  lastUse: LastUse
  /** Room for bodies whose sender is not known yet, in bytes. */
  unverified: Places
  /** Every route is public: no proxy in front keeps some of them internal. */
  isExposed: boolean
  /** It serves, and no new requests should be sent to it: it is about to stop. */
  isDraining(): boolean
  db: Database
  facts: Facts
  tenants: TenantDirectory
  /** Returns the same context for the same tenant, because it holds the caches. */
  contextOf(tenant: Tenant): StripeContext
  extensions: Extensions
  signIns: SignIns
  /** Who may sign in, and what keeps the companies’ keys; only where the gateway is hosted. */
  people?: People
  tenantVault?: TenantVault
  /** Only where companies pay for it. */
  plan?: HostedPlan
  /** Stores events and starts their handling. */
  inbox: Inbox
  /** Paths: `sidebar/index.html`, `sidebar/assets/…`, the same below `console/`, `icon.svg`, `icon-512.png`. */
  readAsset(path: string): Promise<Asset | undefined>
}

/** Hono's types: what the runtime binds to a request, and what the middleware adds. */
export type Env = {
  Bindings: { remoteAddress?: string }
  Variables: {
    requestId: string
    log: Log
    signal: AbortSignal
    /** True while only the caller is waited for. */
    isReadingBody: boolean
    /** The response has begun and its body is not complete yet. */
    isStreaming: boolean
    principal: Principal
    tenant: Tenant
    /** The modes that the caller's connection key permits. */
    modes: readonly Mode[]
  }
}
