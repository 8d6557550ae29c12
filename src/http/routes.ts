// All routes of the gateway. The API's description, the reference page and 405 responses come from this table, and tests compare it
// with the app. The console has its own origin: see console/routes.ts.

import { actionRoutes } from './actions/routes.ts'
import { connectionRoutes } from './connection/routes.ts'
import { operationRoutes } from './operation/routes.ts'
import { aboutRoutes } from './pages/about.ts'
import { iconRoutes } from './pages/icons.ts'
import { sidebarRoutes } from './pages/sidebar.ts'
import { pinRoutes } from './panels/pins.ts'
import { panelRoutes } from './panels/routes.ts'
import { proxyRoutes } from './proxy/routes.ts'
import type { Route } from './route.ts'
import { stripeAppRoutes } from './stripe-app/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export const routes: readonly Route[] = [
  ...aboutRoutes,
  ...operationRoutes,
  ...sidebarRoutes,
  ...iconRoutes,
  ...panelRoutes,
  ...actionRoutes,
  ...connectionRoutes,
  ...pinRoutes,
  ...stripeAppRoutes,
  ...webhookRoutes,
  ...proxyRoutes,
]
