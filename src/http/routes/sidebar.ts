// The sidebar page and its files. Strict Content-Security-Policy: only our own script and Missive's, no inline anything.
// No frame-ancestors: Missive on iOS embeds the page from localhost.

import { Hono } from 'hono'
import type { Context } from 'hono'
import { GatewayError } from '#errors.ts'
import type { Config } from '#config.ts'
import type { Asset, Env, Gateway } from '../gateway.ts'

/** What the built page has where Missive's script address belongs. */
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

export function sidebarRoutes(gateway: Gateway): Hono<Env> {
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
    // Vite puts a hash of the content into the names under assets/.
    const forEver = path.startsWith('assets/')
    return respondAsset(c, asset, {
      'Cache-Control': forEver ? 'public, max-age=31536000, immutable' : 'no-cache',
      'Content-Security-Policy': policy,
    })
  })

  for (const icon of ['icon.svg', 'icon-512.png']) {
    app.get(`/${icon}`, async (c) => {
      const asset = await gateway.readAsset(icon)
      if (!asset) throw new GatewayError('not_found')
      return respondAsset(c, asset, {
        'Cache-Control': 'public, max-age=86400',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      })
    })
  }

  return app
}

/** The page with Missive's script address in place. It differs by settings, so it gets an ETag of its own. */
async function fillPage(gateway: Gateway): Promise<Asset | undefined> {
  const built = await gateway.readAsset('sidebar/index.html')
  if (!built) return undefined
  const address = gateway.config.missiveScript.replace(/&/g, '&amp;').replace(/"/g, '&quot;')
  const text = new TextDecoder().decode(built.bytes).replaceAll(missivePlaceholder, address)
  const bytes = new TextEncoder().encode(text)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const hex = Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { bytes, contentType: built.contentType, etag: `"${hex}"` }
}

/** The file in the best form the caller takes, or 304 when it has it already. */
function respondAsset(c: Context<Env>, asset: Asset, headers: Record<string, string>): Response {
  const accepted = c.req.header('Accept-Encoding') ?? ''
  const encoding = (['br', 'gzip'] as const).find(
    (name) =>
      asset.encoded?.[name] && new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted),
  )
  const etag = encoding ? asset.etag.replace(/"$/, `-${encoding}"`) : asset.etag
  const all: Record<string, string> = {
    ...headers,
    ETag: etag,
    ...(asset.encoded ? { Vary: 'Accept-Encoding' } : {}),
  }
  const known = (c.req.header('If-None-Match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag)) return c.body(null, 304, all)
  const bytes = (encoding && asset.encoded?.[encoding]) ?? asset.bytes
  return c.body(bytes, 200, {
    ...all,
    'Content-Type': asset.contentType,
    'Content-Length': String(bytes.byteLength),
    ...(encoding ? { 'Content-Encoding': encoding } : {}),
  })
}
