// The console's page and its API. The page itself contains no data; the API needs a session and only answers the page. No other
// origin is ever answered, and responses are never cached.

import { Hono } from 'hono'
import { GatewayError } from '#errors.ts'
import { linksOnly, ownPageOnly } from './same-origin.ts'
import { serveSession, sessionRoutes } from './session.ts'
import type { Env, Gateway } from '../gateway.ts'
import { deadline } from '../middleware/deadline.ts'
import { cachingOf, respondAsset } from '../pages/respond-asset.ts'
import type { Route } from '../route.ts'
import { consoleEventRoutes, serveConsoleEvents } from './events.ts'
import { consoleRelayRoutes, serveConsoleRelay } from './relay.ts'

const protection = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const notBuilt = 'The console is not built yet: run npm run build.'

/** The routes of the console's own origin. */
export const consoleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/console/*',
    who: 'anybody',
    summary: 'The operator’s page and its files; it shows nothing before a sign-in.',
    response: { contentTypes: ['text/html'] },
    errors: ['not_found'],
  },
  ...sessionRoutes,
  ...consoleEventRoutes,
  ...consoleRelayRoutes,
]

export function serveConsole(gateway: Gateway, apiTimeoutMs: number): Hono<Env> {
  const app = new Hono<Env>()
  app.route('/', servePage(gateway))
  app.use('/api/console/*', async (c, next) => {
    await next()
    c.header('Cache-Control', 'private, no-store')
    c.header('Cross-Origin-Resource-Policy', 'same-origin')
  })
  app.use('/api/console/*', deadline(apiTimeoutMs), ownPageOnly(gateway.config))
  app.route('/', serveSession(gateway))
  app.route('/', serveConsoleEvents(gateway))
  app.route('/', serveConsoleRelay(gateway))
  return app
}

function servePage(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()
  for (const address of ['/', '/console']) app.get(address, (c) => c.redirect('/console/', 308))
  app.use('/console/*', linksOnly)
  const servePageAt = (address: string, file: string) =>
    app.get(address, async (c) => {
      const page = await gateway.readAsset(`console/${file}`)
      if (!page) throw new GatewayError('not_found', { detail: notBuilt })
      return respondAsset(c, page, { 'Cache-Control': 'no-store', ...protection })
    })
  const { people, config } = gateway
  // Where no operator has a secret, the operator's page lets nobody in.
  if (people && config.consoleSecrets.length === 0)
    app.get('/console/', (c) => c.redirect('/console/sign-in', 302))
  for (const address of ['/console/', '/console/events']) servePageAt(address, 'index.html')
  if (people) {
    servePageAt('/console/sign-in', 'sign-in/index.html')
    servePageAt('/console/:tenantId{tnt_[A-Za-z0-9_]+}', 'company/index.html')
  }
  app.get('/console/:path{.+}', async (c) => {
    const path = c.req.param('path')
    const asset = path.endsWith('index.html') ? undefined : await gateway.readAsset(`console/${path}`)
    if (!asset) throw new GatewayError('not_found')
    return respondAsset(c, asset, { 'Cache-Control': cachingOf(path), ...protection })
  })
  return app
}
