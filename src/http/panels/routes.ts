// POST /api/panels and GET /api/search: parse the request, respond message by message.

import { Hono, type Context } from 'hono'
import { z } from 'zod'
import {
  localeSchema,
  panelsMessageSchema,
  panelsRequestSchema,
  timeZoneSchema,
  type PanelsRequest,
} from '#contract/api.ts'
import { featuresOf } from '#permissions.ts'
import { callerOf } from '../caller.ts'
import type { Env, Gateway } from '../gateway.ts'
import { collect, respondMessages } from './respond-messages.ts'
import { respondPanels, type PanelsCaller, type PanelsDeps } from './respond.ts'
import { withFailure } from './with-failure.ts'
import { parseBody, parseValue } from '../parse.ts'
import { permittedContext } from '../permitted-context.ts'
import { sidebarErrors, type Route } from '../route.ts'

/** The query of `GET /api/search`. */
const searchQuerySchema = z.object({
  q: z.string().min(1).max(500),
  mode: z.enum(['live', 'test']).optional(),
  locale: localeSchema.optional(),
  timeZone: timeZoneSchema.optional(),
})

export const panelRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/panels',
    who: 'sidebar',
    summary: 'People, a customer or a search text in; panels out, each as soon as it is known.',
    request: panelsRequestSchema,
    response: {
      contentTypes: ['application/x-ndjson', 'application/json'],
      schema: panelsMessageSchema,
      many: true,
    },
    errors: ['bad_request', 'not_found', 'body_too_large', 'stripe_timeout', ...sidebarErrors],
  },
  {
    method: 'GET',
    path: '/api/search',
    who: 'sidebar',
    summary:
      'Customers by e-mail address, name, id, invoice number or last four digits, as one array of messages.',
    query: searchQuerySchema.shape,
    response: { contentTypes: ['application/json'], schema: panelsMessageSchema, many: true },
    errors: ['bad_request', 'stripe_timeout', ...sidebarErrors],
  },
]

export function servePanels(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()

  app.post('/api/panels', async (c) => {
    const request = await parseBody(c, panelsRequestSchema)
    const { messages, end } = startResponse(gateway, c, request)
    return respondMessages(c, messages, end)
  })

  app.get('/api/search', async (c) => {
    const { q, ...rest } = parseValue(searchQuerySchema, c.req.query(), 'query')
    const request: PanelsRequest = { subject: { kind: 'search', text: q }, ...rest }
    return c.json(await collect(startResponse(gateway, c, request).messages))
  })

  return app
}

/** `end` stops the work when the reader disconnects. */
function startResponse(gateway: Gateway, c: Context<Env>, request: PanelsRequest) {
  const { tenant, principal, requestId, log } = c.var
  const { config, extensions } = gateway
  const gone = new AbortController()
  const signal = AbortSignal.any([c.var.signal, gone.signal])
  const caller: PanelsCaller = {
    tenantId: tenant.id,
    caller: callerOf(principal, extensions.config()),
    requestId,
    signal,
    nowMs: gateway.ports.now(),
  }
  const deps: PanelsDeps = {
    context: permittedContext(gateway, c.var),
    db: gateway.db,
    panels: extensions.panels,
    log,
    metadataKeys: config.metadataKeys,
    features: featuresOf(config),
  }
  return {
    messages: withFailure(respondPanels(request, caller, deps), { signal, log, requestId }),
    end: () => gone.abort(),
  }
}
