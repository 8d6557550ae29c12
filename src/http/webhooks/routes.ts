// The addresses that Stripe sends events to. On Node the hot path of runtimes/node/receive-webhooks.ts takes these requests before
// they get here.

import { Hono } from 'hono'
import { z } from 'zod'
import { selfTenantId } from '#auth/principal.ts'
import type { Mode } from '#contract/billing.ts'
import { createReceiver } from '#webhooks/receive.ts'
import type { Env, Gateway } from '../gateway.ts'
import { readUnverified } from '../parse.ts'
import type { Route } from '../route.ts'

/** The response to Stripe, which only looks at the status. */
const receivedSchema = z.object({
  received: z.literal(true),
  accepted: z.enum(['new', 'known', 'set_aside']),
})

export type Received = z.infer<typeof receivedSchema>

const modes = ['live', 'test'] as const
export const webhookPath = (mode: Mode) => `/webhooks/stripe/${mode}`

export const webhookRoutes: readonly Route[] = modes.map((mode): Route => ({
  method: 'POST',
  path: webhookPath(mode),
  who: 'stripe',
  summary: `Events of Stripe, ${mode === 'live' ? 'live, and test where an app is installed in both modes' : 'test'}: stored, then acknowledged.`,
  response: { contentTypes: ['application/json'], schema: receivedSchema },
  errors: ['event_refused', 'event_secret_missing', 'body_too_large', 'database_unavailable', 'internal'],
}))

export function serveWebhooks(gateway: Gateway): Hono<Env> {
  const receiver = createReceiver({ ...gateway, tenantId: selfTenantId })
  const app = new Hono<Env>()
  for (const endpoint of modes) {
    app.post(webhookPath(endpoint), async (c) => {
      const webhook = { endpoint, header: c.req.header('Stripe-Signature'), log: c.var.log }
      receiver.checkHeader(webhook)
      const body = await readUnverified(c, gateway, gateway.config.eventBytesMax)
      const received: Received = { received: true, accepted: await receiver.receive({ ...webhook, body }) }
      return c.json(received, 200, { 'Cache-Control': 'no-store' })
    })
  }
  return app
}
