// POST /stripe-app/connection and /stripe-app/whoami: who the gateway takes the signer to be.

import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { AppPrincipal } from '#auth/stripe-app/app-principal.ts'
import {
  appConnectionSchema,
  plainSignedBodySchema,
  signedBodySchema,
  type AppConnection,
} from '#contract/signed.ts'
import { hasRole } from '#extensions/roles.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseValue } from '../parse.ts'
import type { Route } from '../route.ts'
import { createNonces, nonceOf } from './nonces.ts'
import { createProve } from './prove.ts'
import { identify, signedErrors, type SignedRoute } from './signed-route.ts'

const nothingSchema = z.strictObject({})

export const appConnectionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/stripe-app/connection',
    who: 'stripe_app',
    summary: 'Who the gateway takes the signer to be, and the panels and services there are.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json'], schema: appConnectionSchema },
    errors: signedErrors,
  },
  {
    method: 'POST',
    path: '/stripe-app/whoami',
    who: 'stripe_app',
    summary:
      'Who the gateway takes the signer to be; also in Stripe’s plain form, user_id and account_id last.',
    request: z.union([signedBodySchema, plainSignedBodySchema]),
    response: { contentTypes: ['application/json'], schema: appConnectionSchema },
    errors: signedErrors.filter((code) => !['not_installed', 'stripe_unreachable'].includes(code)),
  },
]

export function serveAppConnection(gateway: Gateway, signedRoute: SignedRoute): Hono<Env> {
  return new Hono<Env>()
    .post(
      '/stripe-app/connection',
      signedRoute('connection', nothingSchema, ({ c, who }) =>
        c.json(describe(gateway, who.principal, true)),
      ),
    )
    .post('/stripe-app/whoami', whoami(gateway))
}

/**
 * Describes the caller as the gateway sees it. Accepts Stripe's plain form too, because it changes nothing and only repeats what was
 * signed. It does not check whether the app is installed; `connection` does, and lists panels and services.
 */
function whoami(gateway: Gateway) {
  const prove = createProve(gateway)
  const nonces = createNonces(gateway)
  return async (c: Context<Env>): Promise<Response> => {
    const verified = await prove(c, { op: 'connection', acceptPlain: true })
    if (verified instanceof Response) return verified
    if (verified.form === 'envelope') parseValue(nothingSchema, verified.args, 'args')
    const { principal, tenant } = await identify(gateway, c, verified)
    const nonce = nonceOf({ principal, tenant }, verified)
    if (nonce) await nonces.take(nonce)
    return c.json(describe(gateway, principal, false))
  }
}

function describe(
  { facts, extensions }: Gateway,
  principal: AppPrincipal,
  withLists: boolean,
): AppConnection {
  const { userId = '', accountId, mode, sandbox, roles } = principal
  const { panels, signIns } = extensions.config()
  const mine = panels.filter((panel) => hasRole(principal, panel.roles))
  return {
    gateway: 'tillside',
    version: facts.version,
    userId,
    accountId,
    ...(mode === undefined ? {} : { mode, sandbox }),
    roles: [...roles],
    panels: withLists ? mine.map((panel) => ({ id: panel.id, title: panel.title, for: [...panel.for] })) : [],
    services: withLists ? signIns.map(({ id, title }) => ({ id, title })) : [],
  }
}
