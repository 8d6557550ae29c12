// The console answers its own page alone. The cookie does not prove that a request comes from it: the browser adds the cookie to
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

/** For `/api/console/*`, reads too. */
export function ownPageOnly(config: Addresses) {
  return createMiddleware<Env>(async (c, next) => {
    const isRead = isReading.has(c.req.method)
    const isOwn = comesFromOwnPage((name) => c.req.header(name), { config, url: c.req.url, isRead })
    if (!isOwn || c.req.header(consoleHeader) !== '1')
      throw new GatewayError('forbidden', { detail: 'This is for the page under /console/ alone.' })
    if (!isRead) requireJson(c)
    return next()
  })
}

/** For the page and its files: a page of another origin may link here, and neither embed nor fetch anything. */
export const linksOnly = createMiddleware<Env>(async (c, next) => {
  const site = c.req.header('Sec-Fetch-Site')
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  const isLink =
    c.req.header('Sec-Fetch-Mode') === 'navigate' && c.req.header('Sec-Fetch-Dest') === 'document'
  if (!isOwn && !isLink) throw new GatewayError('forbidden')
  return next()
})

/**
 * A browser says itself where a request comes from, and no page can make it say otherwise. It says nothing on plain http beyond
 * this machine; there the origin is compared, and its scheme is left out, because a proxy in front may have taken the https off.
 * The sidebar's origin is never the console's own, however a proxy joins the two.
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
  // Browsers name no origin when a page reads from its own. Another page could not add the console's header.
  if (header('Origin') === undefined) return isRead
  if (!origin || origin.host === '') return false
  const consoleHost = config.consoleUrl === undefined ? undefined : new URL(config.consoleUrl).host
  return origin.host === new URL(url).host || origin.host === consoleHost
}
