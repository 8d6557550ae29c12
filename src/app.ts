// The gateway: what happens to a request, from top to bottom in this order. Read this file first.

import { Hono } from 'hono'
import { buildHeader } from '#contract/api.ts'
import { GatewayError } from '#errors.ts'
import type { Env, Gateway } from '#http/gateway.ts'
import { authentication } from '#http/middleware/authentication.ts'
import { canonicalOnly } from '#http/middleware/canonical-only.ts'
import { cors } from '#http/middleware/cors.ts'
import { deadline } from '#http/middleware/deadline.ts'
import { requestId } from '#http/middleware/request-id.ts'
import { requestLog } from '#http/middleware/request-log.ts'
import { securityHeaders } from '#http/middleware/security-headers.ts'
import { serveActions } from '#http/actions/routes.ts'
import { serveConnection } from '#http/connection/routes.ts'
import { consoleRoutes, serveConsole } from '#http/console/routes.ts'
import { serveOperation } from '#http/operation/routes.ts'
import { peopleRoutes, servePeople } from '#http/people/routes.ts'
import { serveAbout } from '#http/pages/about.ts'
import { serveIcons } from '#http/pages/icons.ts'
import { serveSidebar } from '#http/pages/sidebar.ts'
import { servePins } from '#http/panels/pins.ts'
import { servePanels } from '#http/panels/routes.ts'
import { respondProblem } from '#http/problem.ts'
import { serveProxy } from '#http/proxy/routes.ts'
import { methodsOf, type Route } from '#http/route.ts'
import { routes } from '#http/routes.ts'
import { planEventRoutes, planRoutes, servePlanEvents } from '#http/plan/routes.ts'
import { serveStripeApp } from '#http/stripe-app/routes.ts'
import { serveWebhooks } from '#http/webhooks/routes.ts'

const apiTimeoutMs = 25_000
/** Stripe takes silence for a failure and comes again; a body that arrives this slowly is not Stripe's. */
const intakeTimeoutMs = 15_000

export function createApp(gateway: Gateway): Hono<Env> {
  const { config, facts, plan } = gateway
  const app = startApp(gateway, plan ? [...routes, ...planEventRoutes] : routes)

  // Before `canonicalOnly`: the proxy lane judges targets itself and words its refusals as Stripe does. On Node the hot path of
  // runtimes/node/proxy/forward.ts takes these requests before they get here.
  app.route('/', serveProxy(gateway))
  app.use(canonicalOnly)

  const hasConsole = config.consoleSecrets.length > 0
  const pages = ['sidebar/index.html', ...(hasConsole ? ['console/index.html'] : [])]
  app.route('/', serveOperation(gateway, { routes, pages }))
  app.route('/', serveAbout(gateway))
  app.route('/', serveSidebar(gateway))
  app.route('/', serveIcons(gateway))

  app.all('/api/console/*', (c) => c.notFound())
  app.use('/api/*', cors(config), async (c, next) => {
    await next()
    c.header(buildHeader, facts.build)
  })
  app.use('/api/*', deadline(apiTimeoutMs), authentication(gateway))
  app.route('/', servePanels(gateway))
  app.route('/', serveActions(gateway))
  app.route('/', serveConnection(gateway))
  app.route('/', servePins(gateway))

  app.route('/', serveStripeApp(gateway, apiTimeoutMs))

  app.use('/webhooks/*', deadline(intakeTimeoutMs))
  app.route('/', serveWebhooks(gateway))
  if (plan) app.route('/', servePlanEvents({ ...gateway, ...plan }))

  return app
}

/**
 * The operator's page and what it asks. A runtime serves it on an origin of its own: the sidebar's page runs a script of
 * Missive, which could read everything on the sidebar's origin in the operator's name.
 */
export function createConsoleApp(gateway: Gateway): Hono<Env> {
  const { people, plan } = gateway
  const ofPeople = people ? [...peopleRoutes, ...(plan ? planRoutes : [])] : []
  const app = startApp(gateway, [...consoleRoutes, ...ofPeople])
  app.use(canonicalOnly)
  app.route('/', serveIcons(gateway))
  if (people) app.route('/', servePeople({ ...gateway, people }))
  app.route('/', serveConsole(gateway, apiTimeoutMs))
  return app
}

/** What a process without surfaces answers: whether it is alive, and its metrics. */
export function createWorkerApp(gateway: Gateway): Hono<Env> {
  const app = startApp(gateway, []).use(canonicalOnly)
  app.route('/', serveOperation(gateway, { routes, pages: [] }))
  return app
}

/** What all three have in common. `routes` say which methods a path takes. */
function startApp({ ports, metrics }: Gateway, routes: readonly Route[]): Hono<Env> {
  const app = new Hono<Env>()
  const findMethods = methodsOf(routes)
  app.use(requestId(ports), requestLog({ ports, metrics }), securityHeaders)
  app.notFound((c) => {
    const methods = findMethods(c.req.path)
    if (methods.length === 0) return respondProblem(c, new GatewayError('not_found'))
    return respondProblem(c, new GatewayError('method_not_allowed'), { Allow: methods.join(', ') })
  })
  app.onError((error, c) => respondProblem(c, error))
  return app
}
