// All routes that the Stripe App calls. Each is signed: see signed-route.ts. To add one, write a file with its description and one
// call of `signedRoute`, and two lines here.

import { Hono } from 'hono'
import type { Env, Gateway } from '../gateway.ts'
import { deadline } from '../middleware/deadline.ts'
import { methodsOf, type Route } from '../route.ts'
import { appActionRoutes, serveAppActions } from './actions.ts'
import { appConnectionRoutes, serveAppConnection } from './connection.ts'
import { stripeAppCors } from './cors.ts'
import { appErrorRoutes, serveAppErrors } from './errors.ts'
import { appPanelRoutes, serveAppPanels } from './panels.ts'
import { appProxyRoutes, serveAppProxy } from './proxy.ts'
import { appSignInRoutes, serveAppSignIn } from './sign-in.ts'
import { createSignedRoute } from './signed-route.ts'

export const stripeAppRoutes: readonly Route[] = [
  ...appConnectionRoutes,
  ...appPanelRoutes,
  ...appActionRoutes,
  ...appProxyRoutes,
  ...appErrorRoutes,
  ...appSignInRoutes,
]

/** `timeoutMs`: how long a response may take. */
export function serveStripeApp(gateway: Gateway, timeoutMs: number): Hono<Env> {
  const app = new Hono<Env>()
  const signedRoute = createSignedRoute(gateway)
  app.use('/stripe-app/*', stripeAppCors(methodsOf(stripeAppRoutes)), deadline(timeoutMs))
  app.route('/', serveAppConnection(gateway, signedRoute))
  app.route('/', serveAppPanels(gateway, signedRoute))
  app.route('/', serveAppActions(gateway, signedRoute))
  app.route('/', serveAppProxy(gateway, signedRoute))
  app.route('/', serveAppErrors(gateway, signedRoute))
  app.route('/', serveAppSignIn(gateway, signedRoute))
  return app
}
