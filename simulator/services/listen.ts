// The sample company's in-house services, all of them, on the loopback address.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openActivity } from './activity/database.ts'
import { accessRoutes } from './activity/routes.ts'
import { openFeatures } from './features/database.ts'
import { featureRoutes } from './features/routes.ts'
import { openOrders } from './orders/database.ts'
import { orderRoutes } from './orders/routes.ts'
import { listenService, type Service, type ServiceLine } from './service.ts'
import type { WorldFacts } from './world.ts'

export type Services = {
  orders: Service
  features: Service
  access: Service
  /** `sqlite:…`: the change log is asked by SQL. */
  changesUrl: string
  close: () => Promise<void>
}

export type ServicesOptions = {
  facts: WorldFacts
  /** HS256 secret shared with the gateway. */
  secret: string
  now?: () => number
  onLine?: (line: ServiceLine) => void
  /** Where the databases live; a folder of its own, removed at the end, when absent. */
  folder?: string
}

/** Starts them; one `close()` ends them. */
export async function listenServices(options: ServicesOptions): Promise<Services> {
  const { facts, secret, now = () => Date.now(), onLine } = options
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tillside-services-'))
  const file = (name: string) => join(folder, `${name}.db`)
  const databases = {
    orders: openOrders(facts, file('orders')),
    features: openFeatures(facts, file('features')),
    activity: openActivity(facts, file('activity')),
  }
  const start = (name: string, routes: Parameters<typeof listenService>[0]['routes']) =>
    listenService({ name, secret, routes, ...(onLine ? { onLine } : {}) })
  const [orders, features, access] = await Promise.all([
    start('orders', orderRoutes(databases.orders, now)),
    start('features', featureRoutes(databases.features, now)),
    start('access', accessRoutes(databases.activity, now)),
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
