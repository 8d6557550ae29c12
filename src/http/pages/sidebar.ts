// The sidebar page and its files. Strict Content-Security-Policy: only our own script and Missive's, nothing inline. No
// frame-ancestors: Missive on iOS embeds the page from localhost.

import { Hono } from 'hono'
import { GatewayError } from '#errors.ts'
import type { Config } from '#config.ts'
import type { Asset, Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { cachingOf, etagOf, respondAsset } from './respond-asset.ts'

/** The built page's placeholder for the address of Missive's script. */
const missivePlaceholder = '%MISSIVE_SCRIPT%'
const missiveStyles = 'https://integrations.missiveapp.com'

type SidebarConfig = Pick<Config, 'missiveScript' | 'sidebarGateways'>

/** The page's policy, from the settings. */
function contentSecurityPolicy(config: SidebarConfig): string {
  const missive = new URL(config.missiveScript).origin
  const styles = missive === missiveStyles ? ` ${missive}` : ''
  return [
    "default-src 'none'",
    `script-src 'self' ${missive}`,
    `style-src 'self'${styles}`,
    "img-src 'self' data:",
    `connect-src ${["'self'", ...config.sidebarGateways].join(' ')}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join('; ')
}

export const sidebarRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/sidebar/*',
    who: 'anybody',
    summary: 'The Missive sidebar: a page and its files.',
    response: { contentTypes: ['text/html'] },
    errors: ['not_found'],
  },
]

export function serveSidebar(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()
  const policy = contentSecurityPolicy(gateway.config)
  let page: Asset | undefined

  app.get('/sidebar', (c) => c.redirect('/sidebar/', 308))

  app.get('/sidebar/', async (c) => {
    page ??= await fillPage(gateway)
    if (!page) {
      throw new GatewayError('not_found', { detail: 'The sidebar is not built yet: run npm run build.' })
    }
    return respondAsset(c, page, { 'Cache-Control': 'no-cache', 'Content-Security-Policy': policy })
  })

  app.get('/sidebar/:path{.+}', async (c) => {
    const path = c.req.param('path')
    const asset = path === 'index.html' ? undefined : await gateway.readAsset(`sidebar/${path}`)
    if (!asset) throw new GatewayError('not_found')
    return respondAsset(c, asset, { 'Cache-Control': cachingOf(path), 'Content-Security-Policy': policy })
  })

  return app
}

/** Fills in the address of Missive's script. The result depends on the settings, so it gets its own ETag. */
async function fillPage(gateway: Gateway): Promise<Asset | undefined> {
  const built = await gateway.readAsset('sidebar/index.html')
  if (!built) return undefined
  const address = gateway.config.missiveScript.replace(/&/g, '&amp;').replace(/"/g, '&quot;')
  const text = new TextDecoder().decode(built.bytes).replaceAll(missivePlaceholder, address)
  const bytes = new TextEncoder().encode(text)
  return { bytes, contentType: built.contentType, etag: await etagOf(bytes) }
}
