// Changes of the console come from its own page alone. The cookie is not enough to know that: a page of somebody else may send
// requests too, and on another port of the same host, or below the same domain, the browser adds the cookie to them.
// https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html

import { createMiddleware } from 'hono/factory'
import type { Config } from '#config.ts'
import { consoleHeader } from '#contract/console-header.ts'
import { GatewayError } from '#errors.ts'
import type { Env } from '../gateway.ts'
import { requireJson } from '../parse.ts'

const isReading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** For `/api/console/*`. */
export function ownPageOnly(config: Pick<Config, 'publicUrl'>) {
  return createMiddleware<Env>(async (c, next) => {
    if (isReading.has(c.req.method)) return next()
    const isOwn = comesFromOwnPage((name) => c.req.header(name), { config, url: c.req.url })
    if (!isOwn || c.req.header(consoleHeader) !== '1')
      throw new GatewayError('forbidden', { detail: 'This is for the page under /console/ alone.' })
    requireJson(c)
    return next()
  })
}

/**
 * A browser says itself where a request comes from, and no page can make it say otherwise. It says nothing on plain http beyond
 * this machine; there the origin is compared, and its scheme is left out, because a proxy in front may have taken the https off.
 * https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
function comesFromOwnPage(
  header: (name: string) => string | undefined,
  { config, url }: { config: Pick<Config, 'publicUrl'>; url: string },
): boolean {
  const site = header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin'
  const origin = URL.parse(header('Origin') ?? '')
  if (!origin || origin.host === '') return false
  const publicHost = config.publicUrl === undefined ? undefined : new URL(config.publicUrl).host
  return origin.host === new URL(url).host || origin.host === publicHost
}
