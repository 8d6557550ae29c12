// The orders service of the chaos run, in a separate process, with its database in a file.

import { readFileSync } from 'node:fs'
import { openOrders } from '../../simulator/services/orders/database.ts'
import { orderRoutes } from '../../simulator/services/orders/routes.ts'
import { listenService } from '../../simulator/services/service.ts'
import type { WorldFacts } from '../../simulator/services/world.ts'

const { CHAOS_FACTS = '', CHAOS_ORDERS_FILE = '', SERVICES_SECRET = '', PORT = '0' } = process.env
const facts = JSON.parse(readFileSync(CHAOS_FACTS, 'utf8')) as WorldFacts
const db = openOrders(facts, CHAOS_ORDERS_FILE)
const service = await listenService({
  name: 'orders',
  secret: SERVICES_SECRET,
  routes: orderRoutes(db, () => Date.now()),
  port: Number(PORT),
})
console.log(JSON.stringify({ event: 'service.started', url: service.url }))
process.once('SIGTERM', () => {
  void service.close().then(() => {
    db.close()
    process.exit(0)
  })
})
