// Pins: a person says which customer a conversation is about.

import { Hono } from 'hono'
import { z } from 'zod'
import { pinRequestSchema } from '#contract/api.ts'
import { GatewayError } from '#errors.ts'
import type { Ports } from '#ports.ts'
import { createAuditId, type Change } from '#store/audit.ts'
import { removePins, setPin } from '#store/pins.ts'
import type { Principal } from '#auth/principal.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseBody, parseValue } from '../parse.ts'
import { sidebarErrors, type Route } from '../route.ts'

const conversationSchema = z.string().min(1).max(120)

export const pinRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/api/pins/:conversationId',
    who: 'sidebar',
    summary: 'Pins a customer to a conversation.',
    request: pinRequestSchema,
    errors: ['bad_request', 'not_found', 'body_too_large', ...sidebarErrors],
  },
  {
    method: 'DELETE',
    path: '/api/pins/:conversationId',
    who: 'sidebar',
    summary: 'Removes the pin of a conversation.',
    errors: ['bad_request', ...sidebarErrors],
  },
]

export function servePins(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()

  app.put('/api/pins/:conversationId', async (c) => {
    const conversationId = parseValue(conversationSchema, c.req.param('conversationId'), 'conversationId')
    const { customer, by } = await parseBody(c, pinRequestSchema)
    const { tenant, principal, modes } = c.var
    const access = tenant.accounts.find(
      ({ account }) => account.key === customer.account && modes.includes(account.mode),
    )
    if (!access) throw new GatewayError('not_found', { detail: 'There is no such Stripe account here.' })
    const pin = {
      tenantId: tenant.id,
      conversationId,
      mode: access.account.mode,
      customerId: customer.customerId,
      accountKey: customer.account,
      ...(by ? { by } : {}),
    }
    await setPin(gateway.db, pin, changeBy(principal, gateway.ports))
    return c.body(null, 204)
  })

  app.delete('/api/pins/:conversationId', async (c) => {
    const conversationId = parseValue(conversationSchema, c.req.param('conversationId'), 'conversationId')
    const { tenant, principal, modes } = c.var
    // Removing a pin that does not exist succeeds: the conversation has no pin afterwards.
    await removePins(
      gateway.db,
      { tenantId: tenant.id, conversationId, modes },
      changeBy(principal, gateway.ports),
    )
    return c.body(null, 204)
  })

  return app
}

/** Describes the change for the audit log: who, and when. */
function changeBy(principal: Principal, ports: Ports): Change {
  const id = principal.kind === 'stripe_app' ? principal.userId : principal.keyId
  return { actor: id ?? principal.kind, atMs: ports.now(), auditId: createAuditId(ports) }
}
