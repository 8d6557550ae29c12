// GET /api/connection: what the setup screen's test shows once the secret is accepted, with the permissions of each account's key.

import { Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { connectionSchema, localeSchema, type Connection } from '#contract/api.ts'
import { describeUnavailable } from '#panels/draw.ts'
import type { KeyCheck } from '#stripe/api/check-key.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseValue } from '../parse.ts'
import { permittedContext } from '../permitted-context.ts'
import { sidebarErrors, type Route } from '../route.ts'

/** Checks are cached: one costs a dozen Stripe requests, and people press the button several times. */
const checkedForMs = 60_000
const checksMax = 200
const querySchema = z.object({ locale: localeSchema.optional() })

export const connectionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/connection',
    who: 'sidebar',
    summary: 'Who the gateway takes the caller to be, and what each Stripe key may do.',
    query: querySchema.shape,
    response: { contentTypes: ['application/json'], schema: connectionSchema },
    errors: ['bad_request', 'stripe_timeout', ...sidebarErrors],
  },
]

export function serveConnection(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()
  const checks = new LRUCache<string, { atMs: number; check: KeyCheck }>({ max: checksMax })

  async function check(tenantId: string, context: StripeContext, key: string, signal: AbortSignal) {
    const id = `${tenantId} ${key}`
    const known = checks.get(id)
    if (known && gateway.ports.now() - known.atMs < checkedForMs) return known.check
    const fresh = await context.checkKey(key, signal)
    // A check that failed is not cached: it may succeed the next time.
    if (!fresh.problem) checks.set(id, { atMs: gateway.ports.now(), check: fresh })
    return fresh
  }

  app.get('/api/connection', async (c) => {
    const { tenant, principal, signal } = c.var
    const { locale = 'en' } = parseValue(querySchema, c.req.query(), 'query')
    const context = permittedContext(gateway, c.var)
    const results = await Promise.all(
      context.accounts().map((account) => check(tenant.id, context, account.key, signal)),
    )
    const view = { locale, nowMs: gateway.ports.now() }
    const connection: Connection = {
      gateway: 'tillside',
      version: gateway.facts.version,
      principal: principal.kind === 'secret_header' ? 'secret header' : principal.name,
      accounts: results.map(({ account, problem, ...result }) => ({
        ...account,
        ...result,
        ...(problem ? { problem: describeUnavailable(problem, view) } : {}),
      })),
    }
    return c.json(connection)
  })

  return app
}
