// POST /api/actions/:id: the sidebar's requests about an action. The caller is proven; the person's name is only claimed.

import { Hono } from 'hono'
import { actionResponseSchema, actionRequestSchema, type ActionRequest } from '#contract/actions.ts'
import type { StripeAccount } from '#contract/billing.ts'
import { GatewayError } from '#errors.ts'
import { callerOf } from '../caller.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseBody } from '../parse.ts'
import { permittedContext } from '../permitted-context.ts'
import { sidebarErrors, type Route } from '../route.ts'

export const actionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/actions/:id',
    who: 'sidebar',
    summary:
      'An action of the configuration: its form, a check of what was entered, or its run, once for each key.',
    request: actionRequestSchema,
    response: { contentTypes: ['application/json'], schema: actionResponseSchema },
    errors: [
      'bad_request',
      'role_missing',
      'not_found',
      'key_conflict',
      'body_too_large',
      'source_failed',
      'stripe_unreachable',
      'stripe_timeout',
      ...sidebarErrors,
    ],
  },
]

export function serveActions(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()

  app.post('/api/actions/:id', async (c) => {
    const request = await parseBody(c, actionRequestSchema)
    const { principal, requestId, signal } = c.var
    const account = accountFor(request, permittedContext(gateway, c.var).accounts())
    const caller = callerOf(principal, gateway.extensions.config())
    const requester = { caller, account, sandbox: false, surface: 'sidebar' as const, requestId, signal }
    return c.json(await gateway.extensions.actions.respond(c.req.param('id'), request, requester))
  })

  return app
}

/** The named account, or the only one if none is named: an action does not guess where to write. */
function accountFor({ subject }: ActionRequest, accounts: readonly StripeAccount[]): StripeAccount {
  if (subject.account === undefined && accounts.length > 1) {
    throw new GatewayError('bad_request', { detail: 'Name the Stripe account of the subject.' })
  }
  const found = accounts.find(({ key }) => subject.account === undefined || key === subject.account)
  if (!found) throw new GatewayError('not_found', { detail: 'There is no such action.' })
  return found
}
