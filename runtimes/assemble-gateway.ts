// What the application is given, from what a runtime has opened. A new part of the gateway is added here, for every runtime.

import type { Config } from '#config.ts'
import type { Gateway, InHouse } from '#http/gateway.ts'
import { createFailureLimit } from '#http/middleware/failure-limit.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import manifest from '../package.json' with { type: 'json' }
import { openSignIns } from './open-sign-ins.ts'

/** `durability`: what a row acknowledged has survived, for `/health`. */
export type OpenDatabase = { db: Database; dialect: Dialect; durability: string }

export type GatewayParts = {
  config: Config
  ports: Ports
  metrics: Metrics
  database: OpenDatabase
  tenant: Tenant
  inHouse: InHouse
  contextOf: Gateway['contextOf']
  inbox: Gateway['inbox']
  assets: { build: string; readAsset: Gateway['readAsset'] }
  /** Name and version, for `/health`. */
  runtime: string
}

export function assembleGateway(parts: GatewayParts): Gateway {
  const { config, ports, metrics, tenant, inHouse, contextOf, inbox, assets, runtime } = parts
  const { db, dialect, durability } = parts.database
  return {
    config,
    ports,
    metrics,
    failures: createFailureLimit(ports.now),
    db,
    facts: { version: manifest.version, build: assets.build, runtime, database: dialect, durability },
    findTenant: async (tenantId) => (tenantId === tenant.id ? tenant : undefined),
    contextOf,
    inHouse,
    inbox,
    signIns: openSignIns({ config, ports, db, tenant, inHouse }),
    readAsset: assets.readAsset,
  }
}
