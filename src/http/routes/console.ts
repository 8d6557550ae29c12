// The operator's page and what it asks. The page itself holds nothing; everything else needs a session, and changes need to come
// from the page. No other origin is ever answered, and nothing is kept by a cache.

import { Hono } from 'hono'
import { GatewayError } from '#errors.ts'
import { ownPageOnly } from '../console/same-origin.ts'
import { sessionRoutes } from '../console/session.ts'
import type { Asset, Env, Gateway } from '../gateway.ts'
import { deadline } from '../middleware/deadline.ts'
import { cachingOf, etagOf, respondAsset } from '../respond-asset.ts'
import { consoleEventRoutes } from './console-events.ts'
import { consoleRelayRoutes } from './console-relay.ts'

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

export function consoleRoutes(gateway: Gateway, apiTimeoutMs: number): Hono<Env> {
  const app = new Hono<Env>()
  app.route('/', pageRoutes(gateway))
  app.use('/api/console/*', async (c, next) => {
    await next()
    c.header('Cache-Control', 'private, no-store')
    c.header('Cross-Origin-Resource-Policy', 'same-origin')
  })
  // Closed, it answers as if it were not there.
  if (gateway.config.consoleSecrets.length > 0) {
    app.use('/api/console/*', deadline(apiTimeoutMs), ownPageOnly(gateway.config))
    app.route('/', sessionRoutes(gateway))
    app.route('/', consoleEventRoutes(gateway))
    app.route('/', consoleRelayRoutes(gateway))
    // Before the routes of the sidebar, which let other origins in.
    app.all('/api/console/*', (c) => c.notFound())
  } else {
    app.all('/api/console/*', () => {
      throw new GatewayError('not_found')
    })
  }
  return app
}

/** What the built page has where it is told whether there is anything to sign in to. */
const placeholder = '%TILLSIDE_CONSOLE%'

function pageRoutes(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()
  let page: Asset | undefined
  app.get('/console', (c) => c.redirect('/console/', 308))
  for (const address of ['/console/', '/console/events']) {
    app.get(address, async (c) => {
      page ??= await fillPage(gateway)
      if (!page)
        throw new GatewayError('not_found', { detail: 'The console is not built yet: run npm run build.' })
      return respondAsset(c, page, { 'Cache-Control': 'no-store', ...protection })
    })
  }
  app.get('/console/:path{.+}', async (c) => {
    const path = c.req.param('path')
    const asset = path === 'index.html' ? undefined : await gateway.readAsset(`console/${path}`)
    if (!asset) throw new GatewayError('not_found')
    return respondAsset(c, asset, { 'Cache-Control': cachingOf(path), ...protection })
  })
  return app
}

async function fillPage(gateway: Gateway): Promise<Asset | undefined> {
  const built = await gateway.readAsset('console/index.html')
  if (!built) return undefined
  const state = gateway.config.consoleSecrets.length > 0 ? 'open' : 'closed'
  const bytes = new TextEncoder().encode(new TextDecoder().decode(built.bytes).replaceAll(placeholder, state))
  return { bytes, contentType: built.contentType, etag: await etagOf(bytes) }
}
