// POST /stripe-app/actions/:id: the Stripe App's requests about an action.

import { Hono } from 'hono'
import { actionResponseSchema, actionRequestSchema, type ActionRequest } from '#contract/actions.ts'
import { signedBodySchema } from '#contract/signed.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { signedErrors, type SignedCall, type SignedRoute } from './signed-route.ts'
import { withoutAccount } from './subject.ts'

export const appActionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/stripe-app/actions/:id',
    who: 'stripe_app',
    summary: 'Opens, checks or runs an action.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json'], schema: actionResponseSchema },
    errors: ['not_found', 'role_missing', 'key_conflict', 'source_failed', 'stripe_timeout', ...signedErrors],
  },
]

/** A repeated nonce is refused even if the outcome of its idempotency key is already known. */
export function serveAppActions(gateway: Gateway, signedRoute: SignedRoute): Hono<Env> {
  const respond = async ({ c, args, who, nonce }: SignedCall<ActionRequest>): Promise<Response> => {
    const { by: _by, ...request } = args
    const { caller, account, connected, sandbox, requestId, signal } = who
    const response = await gateway.extensions.actions.respond(
      c.req.param('id') ?? '',
      { ...request, subject: withoutAccount(args.subject) },
      {
        caller,
        account,
        ...(connected === undefined ? {} : { connected }),
        sandbox,
        surface: 'stripe_app',
        requestId,
        signal,
        ...(nonce === undefined ? {} : { nonce }),
      },
    )
    return c.json(response)
  }
  const handle = signedRoute('action', actionRequestSchema, respond, {
    resource: (_args, c) => c.req.param('id') ?? '',
    // A run takes the nonce in the transaction that claims its idempotency key.
    leavesNonce: ({ stage }) => stage === 'run',
  })
  return new Hono<Env>().post('/stripe-app/actions/:id', handle)
}
