// Serves all in-house services of the sample company on the loopback address.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openActivity } from './activity/database.ts'
import { accessRoutes } from './activity/routes.ts'
import { openFeatures } from './features/database.ts'
import { featureRoutes } from './features/routes.ts'
import { openOrders } from './orders/database.ts'
import { orderHooks } from './orders/hooks.ts'
import { orderRoutes } from './orders/routes.ts'
import { listenService, type Service, type ServiceLine, type ServiceOptions } from './service.ts'
import type { WorldFacts } from './world.ts'

export type Services = {
  orders: Service
  features: Service
  access: Service
  /** `sqlite:…`: the change log is queried by SQL. */
  changesUrl: string
  close: () => Promise<void>
}

export type ServicesOptions = {
  facts: WorldFacts
  /** HS256 secret shared with the gateway. */
  secret: string
  /** `whsec_…` that the gateway signs relayed events with. */
  webhookSecret: string
  now?: () => number
  onLine?: (line: ServiceLine) => void
  /** The folder of the databases; by default a temporary one, removed at the end. */
  folder?: string
}

/** Starts the services; `close()` stops them all. */
export async function listenServices(options: ServicesOptions): Promise<Services> {
  const { facts, secret, webhookSecret, now = () => Date.now(), onLine } = options
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tillside-services-'))
  const file = (name: string) => join(folder, `${name}.db`)
  const databases = {
    orders: openOrders(facts, file('orders')),
    features: openFeatures(facts, file('features')),
    activity: openActivity(facts, file('activity')),
  }
  type Served = Pick<ServiceOptions, 'name' | 'routes' | 'hooks'>
  const start = (served: Served) => listenService({ ...served, secret, ...(onLine ? { onLine } : {}) })
  const { orders: orderRows } = databases
  const [orders, features, access] = await Promise.all([
    start({
      name: 'orders',
      routes: orderRoutes(orderRows, now),
      hooks: orderHooks(orderRows, webhookSecret),
    }),
    start({ name: 'features', routes: featureRoutes(databases.features, now) }),
    start({ name: 'access', routes: accessRoutes(databases.activity, now) }),
  ])
  return {
    orders,
    features,
    access,
    changesUrl: `sqlite:${file('activity')}`,
    async close() {
      await Promise.all([orders, features, access].map((service) => service.close()))
      for (const database of Object.values(databases)) database.close()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}
