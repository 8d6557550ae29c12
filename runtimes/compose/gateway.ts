// Assembles the application's dependencies from what a runtime has opened. New parts of the gateway are added here, for every runtime.

import type { Config } from '#config.ts'
import type { Gateway, Extensions } from '#http/gateway.ts'
import { createFailureLimit } from '#http/failure-limit.ts'
import { createLane } from '#proxy/lane.ts'
import { createPlaces } from '#proxy/places.ts'
import type { Metrics } from '#metrics.ts'
import type { People } from '#people/people.ts'
import type { Ports } from '#ports.ts'
import { findConnectionKeyByHash } from '#store/connection-keys.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'
import { selfDirectory } from '#tenants/directory.ts'
import type { Tenant } from '#tenants/tenant.ts'
import manifest from '../../package.json' with { type: 'json' }
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
}

export function assembleGateway(parts: GatewayParts): Gateway {
  const { config, ports, metrics, tenant, extensions, contextOf, inbox, assets, runtime, people } = parts
  const { db, dialect, durability } = parts.database
  const failures = createFailureLimit(ports.now)
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
    }),
    failures,
    unverified: openUnverified(config, ports),
    isExposed: parts.isExposed,
    isDraining: parts.isDraining,
    db,
    facts: { version: manifest.version, build: assets.build, runtime, database: dialect, durability },
    tenants: selfDirectory(tenant),
    contextOf,
    extensions,
    inbox,
    signIns: openSignIns({ config, ports, db, tenant, extensions }),
    ...(people ? { people } : {}),
    readAsset: assets.readAsset,
  }
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
