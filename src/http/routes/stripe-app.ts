// Everything the Stripe App calls. Each route is signed: see middleware/stripe-app-signed.ts. Another one is one call of
// `signedRoute`, one line here, and its row in routes.ts.

import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { AppPrincipal } from '#auth/stripe-app/app-principal.ts'
import { actionRequestSchema, type ActionRequest } from '#contract/actions.ts'
import type { AppConnection } from '#contract/signed.ts'
import { hasRole } from '#in-house/roles.ts'
import type { Env, Gateway } from '../gateway.ts'
import { deadline } from '../middleware/deadline.ts'
import { createNonces } from '../middleware/stripe-app-nonces.ts'
import { stripeAppCors } from '../middleware/stripe-app-cors.ts'
import { createProve } from '../middleware/stripe-app-prove.ts'
import {
  createSignedRoute,
  identify,
  type SignedCall,
  type SignedRoute,
} from '../middleware/stripe-app-signed.ts'
import { parseValue } from '../parse.ts'
import { stripeAppErrorRoutes } from './stripe-app-errors.ts'
import { stripeAppPanelRoutes, withoutAccount } from './stripe-app-panels.ts'
import { stripeAppProxyRoutes } from './stripe-app-proxy.ts'
import { stripeAppSignInRoutes } from './stripe-app-sign-in.ts'

const nothingSchema = z.strictObject({})

/** `ms`: how long an answer may take. */
export function stripeAppRoutes(gateway: Gateway, ms: number): Hono<Env> {
  const app = new Hono<Env>()
  const signedRoute = createSignedRoute(gateway)
  app.use('/stripe-app/*', stripeAppCors, deadline(ms))
  app.post(
    '/stripe-app/connection',
    signedRoute('connection', nothingSchema, ({ c, who }) => c.json(describe(gateway, who.principal, true))),
  )
  app.post('/stripe-app/whoami', whoami(gateway))
  app.post('/stripe-app/actions/:id', actionRoute(gateway, signedRoute))
  app.route('/', stripeAppPanelRoutes(gateway, signedRoute))
  app.route('/', stripeAppProxyRoutes(gateway, signedRoute))
  app.route('/', stripeAppErrorRoutes(gateway, signedRoute))
  app.route('/', stripeAppSignInRoutes(gateway, signedRoute))
  return app
}

/** A repeated nonce is refused even where the outcome of its key is known already. */
function actionRoute(gateway: Gateway, signedRoute: SignedRoute) {
  const answer = async ({ c, args, who, nonce }: SignedCall<ActionRequest>): Promise<Response> => {
    const { by: _by, ...request } = args
    if (args.stage !== 'run') await nonce.take(gateway.db)
    const { caller, account, connected, sandbox, requestId, signal } = who
    const said = await gateway.inHouse.actions.answer(
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
        beforeClaim: (transaction) => nonce.take(transaction),
      },
    )
    return c.json(said)
  }
  return signedRoute('action', actionRequestSchema, answer, {
    resource: (_args, c) => c.req.param('id') ?? '',
    holdsNonce: true,
  })
}

/**
 * Who the gateway takes the caller to be, in Stripe's plain form too: it changes nothing and tells the signer what it signed.
 * Whether the app is installed is not asked; panels and services are listed by `connection`, where it is.
 */
function whoami(gateway: Gateway) {
  const prove = createProve(gateway)
  const nonces = createNonces(gateway)
  return async (c: Context<Env>): Promise<Response> => {
    const verified = await prove(c, { op: 'connection', acceptPlain: true })
    if (verified instanceof Response) return verified
    if (verified.form === 'envelope') parseValue(nothingSchema, verified.args, 'args')
    const { principal, tenant } = await identify(gateway, c, verified)
    await nonces.of({ principal, tenant }, verified, false)
    return c.json(describe(gateway, principal, false))
  }
}

function describe({ facts, inHouse }: Gateway, principal: AppPrincipal, withLists: boolean): AppConnection {
  const { userId = '', accountId, mode, sandbox, roles } = principal
  const { panels, signIns } = inHouse.config()
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
