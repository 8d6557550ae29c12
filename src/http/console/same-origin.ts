// The console only answers its own page. The cookie does not prove that a request comes from it: browsers add the cookie to
// requests of every page on the same host, whatever its port, and of every page below the same domain.
// https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html

import { createMiddleware } from 'hono/factory'
import type { Config } from '#config.ts'
import { consoleHeader } from '#contract/console-header.ts'
import { GatewayError } from '#errors.ts'
import type { Env } from '../gateway.ts'
import { requireJson } from '../parse.ts'

const isReading = new Set(['GET', 'HEAD', 'OPTIONS'])

type Addresses = Pick<Config, 'publicUrl' | 'consoleUrl'>

/** For all of `/api/console/*`, including reads. */
export function ownPageOnly(config: Addresses) {
  return createMiddleware<Env>(async (c, next) => {
    const isRead = isReading.has(c.req.method)
    const isOwn = comesFromOwnPage((name) => c.req.header(name), { config, url: c.req.url, isRead })
    if (!isOwn || c.req.header(consoleHeader) !== '1')
      throw new GatewayError('forbidden', { detail: 'Only the page under /console/ may call this.' })
    if (!isRead) requireJson(c)
    return next()
  })
}

/** For the page and its files: pages of other origins may link here, but not embed or fetch anything. */
export const linksOnly = createMiddleware<Env>(async (c, next) => {
  const site = c.req.header('Sec-Fetch-Site')
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  const isLink =
    c.req.header('Sec-Fetch-Mode') === 'navigate' && c.req.header('Sec-Fetch-Dest') === 'document'
  if (!isOwn && !isLink) throw new GatewayError('forbidden')
  return next()
})

/**
 * Browsers report where a request comes from in `Sec-Fetch-Site`, which no page can change. They omit it on plain http, except to
 * this machine. In that case the origin is compared without its scheme, because a proxy in front may have terminated TLS. The
 * sidebar's origin never counts as the console's own, even if a proxy serves both.
 * https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
function comesFromOwnPage(
  header: (name: string) => string | undefined,
  { config, url, isRead }: { config: Addresses; url: string; isRead: boolean },
): boolean {
  const origin = URL.parse(header('Origin') ?? '')
  if (origin && config.publicUrl !== undefined && origin.origin === new URL(config.publicUrl).origin)
    return false
  const site = header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin'
  // Browsers send no Origin when a page reads from its own origin. Another page could not add the console's header.
  if (header('Origin') === undefined) return isRead
  if (!origin || origin.host === '') return false
  const consoleHost = config.consoleUrl === undefined ? undefined : new URL(config.consoleUrl).host
  return origin.host === new URL(url).host || origin.host === consoleHost
}
