// Assembles the application's dependencies from what a runtime has opened. New parts of the gateway are added here, for every runtime.

import { createLastUse } from '#auth/last-use.ts'
import type { Config } from '#config.ts'
import type { Gateway, Extensions } from '#http/gateway.ts'
import type { HostedPlan } from '#http/plan/hosted-plan.ts'
import { createFailureLimit } from '#http/failure-limit.ts'
import { createLane } from '#proxy/lane.ts'
import { createPlaces } from '#proxy/places.ts'
import type { Metrics } from '#metrics.ts'
import type { People } from '#people/people.ts'
import type { Ports } from '#ports.ts'
import { findConnectionKeyByHash } from '#store/connection-keys.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'
import { selfDirectory, type TenantDirectory } from '#tenants/directory.ts'
import type { Tenant } from '#tenants/tenant.ts'
import manifest from '../../package.json' with { type: 'json' }
import type { Hosted } from './hosted.ts'
import { openSignIns } from './sign-ins.ts'

/** `durability`: what an acknowledged write survives, for `/health`. */
export type OpenDatabase = { db: Database; dialect: Dialect; durability: string }

export type GatewayParts = {
  config: Config
  ports: Ports
  metrics: Metrics
  database: OpenDatabase
  tenant: Tenant
  extensions: Extensions
  contextOf: Gateway['contextOf']
  inbox: Gateway['inbox']
  assets: { build: string; readAsset: Gateway['readAsset'] }
  /** Name and version, for `/health`. */
  runtime: string
  isExposed: boolean
  isDraining: Gateway['isDraining']
  /** Where the gateway is hosted. */
  people?: People | undefined
  hosted?: Hosted | undefined
  plan?: HostedPlan | undefined
}

export function assembleGateway(parts: GatewayParts): Gateway {
  const {
    config,
    ports,
    metrics,
    tenant,
    extensions,
    contextOf,
    inbox,
    assets,
    runtime,
    people,
    hosted,
    plan,
  } = parts
  const { db, dialect, durability } = parts.database
  const failures = createFailureLimit(ports.now)
  const lastUse = createLastUse(db, ports)
  return {
    config,
    ports,
    metrics,
    lane: createLane({
      ...ports,
      config,
      metrics,
      findConnectionKey: (hash) => findConnectionKeyByHash(db, hash),
      noteFailure: (address) => failures.fail(address),
      noteUse: (key) => lastUse.note(key),
      ...(hosted ? { findPolicy: hosted.findPolicy } : {}),
    }),
    failures,
    lastUse,
    unverified: openUnverified(config, ports),
    isExposed: parts.isExposed,
    isDraining: parts.isDraining,
    db,
    facts: { version: manifest.version, build: assets.build, runtime, database: dialect, durability },
    tenants: directoryOf(tenant, hosted),
    contextOf,
    extensions,
    inbox,
    signIns: openSignIns({ config, ports, db, tenant, extensions }),
    ...(people ? { people } : {}),
    ...(hosted ? { tenantVault: hosted.vault } : {}),
    ...(plan ? { plan } : {}),
    readAsset: assets.readAsset,
  }
}

/** The tenant of the settings, and those of the database where the gateway is hosted. */
function directoryOf(tenant: Tenant, hosted: Hosted | undefined): TenantDirectory {
  const self = selfDirectory(tenant)
  return hosted
    ? { find: (caller) => (caller.tenantId === tenant.id ? self : hosted.tenants).find(caller) }
    : self
}

/** Small compared with a process's memory, yet enough for thousands of ordinary events at a time. */
function openUnverified({ eventBytesMax }: Config, { now }: Ports) {
  return createPlaces({
    total: Math.max(64 * 1024 * 1024, 8 * eventBytesMax),
    perCaller: Math.max(16 * 1024 * 1024, 2 * eventBytesMax),
    patienceMs: 0,
    keptMs: 60_000,
    now,
  })
}
