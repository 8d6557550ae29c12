// The gateway, top to bottom: what happens to a request, in this order. Read this file first.

import { Hono } from 'hono'
import { buildHeader } from '#contract/api.ts'
import { GatewayError } from '#errors.ts'
import type { Env, Gateway } from '#http/gateway.ts'
import { authentication } from '#http/middleware/authentication.ts'
import { cors } from '#http/middleware/cors.ts'
import { deadline } from '#http/middleware/deadline.ts'
import { requestId } from '#http/middleware/request-id.ts'
import { requestLog } from '#http/middleware/request-log.ts'
import { securityHeaders } from '#http/middleware/security-headers.ts'
import { respondProblem } from '#http/problem.ts'
import { findMethods } from '#http/routes.ts'
import { actionRoutes } from '#http/routes/actions.ts'
import { connectionRoutes } from '#http/routes/connection.ts'
import { consoleRoutes } from '#http/routes/console.ts'
import { operationRoutes } from '#http/routes/operation.ts'
import { panelRoutes } from '#http/routes/panels.ts'
import { pinRoutes } from '#http/routes/pins.ts'
import { sidebarRoutes } from '#http/routes/sidebar.ts'
import { stripeAppRoutes } from '#http/routes/stripe-app.ts'
import { stripeRoutes } from '#http/routes/stripe.ts'
import { webhookRoutes } from '#http/routes/webhooks.ts'
import { findConnectionKeyByHash } from '#store/connection-keys.ts'

const apiTimeoutMs = 25_000
/** Stripe takes silence for a failure and comes again; a body that arrives this slowly is not Stripe's. */
const intakeTimeoutMs = 15_000

export function createApp(gateway: Gateway): Hono<Env> {
  const { config, ports, metrics, facts } = gateway
  const app = new Hono<Env>()

  app.use(requestId(ports), requestLog({ ports, metrics }), securityHeaders)

  app.route('/', operationRoutes(gateway))
  app.route('/', sidebarRoutes(gateway))

  app.route('/', consoleRoutes(gateway, apiTimeoutMs))
  app.use('/api/*', cors(config), async (c, next) => {
    await next()
    c.header(buildHeader, facts.build)
  })
  app.use('/api/*', deadline(apiTimeoutMs), authentication(gateway))
  app.route('/', panelRoutes(gateway))
  app.route('/', actionRoutes(gateway))
  app.route('/', connectionRoutes(gateway))
  app.route('/', pinRoutes(gateway))

  app.route('/', stripeAppRoutes(gateway, apiTimeoutMs))

  app.use('/webhooks/*', deadline(intakeTimeoutMs))
  app.route('/', webhookRoutes(gateway))

  // On Node the hot path of runtimes/node/forward.ts takes these before they get here.
  app.route(
    '/',
    stripeRoutes({
      config,
      ports,
      metrics,
      findConnectionKey: (hash) => findConnectionKeyByHash(gateway.db, hash),
      noteFailure: (address) => gateway.failures.fail(address),
    }),
  )

  app.notFound((c) => {
    const methods = findMethods(c.req.path)
    if (methods.length === 0) return respondProblem(c, new GatewayError('not_found'))
    return respondProblem(c, new GatewayError('method_not_allowed'), { Allow: methods.join(', ') })
  })
  app.onError((error, c) => respondProblem(c, error))
  return app
}

/** What a process answers that only works: whether it lives, and what it counts. */
export function createWorkerApp(gateway: Gateway): Hono<Env> {
  const { ports, metrics } = gateway
  const app = new Hono<Env>()
  app.use(requestId(ports), requestLog({ ports, metrics }), securityHeaders)
  app.route('/', operationRoutes(gateway))
  app.notFound((c) => respondProblem(c, new GatewayError('not_found')))
  app.onError((error, c) => respondProblem(c, error))
  return app
}
