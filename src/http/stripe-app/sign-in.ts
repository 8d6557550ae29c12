// POST /stripe-app/oauth/*: sign-in to third-party services. Codes are exchanged here, so no token reaches the browser.

import { Hono } from 'hono'
import { z } from 'zod'
import {
  oauthExchangeArgsSchema,
  oauthStartArgsSchema,
  oauthStateSchema,
  signedBodySchema,
} from '#contract/signed.ts'
import { GatewayError } from '#errors.ts'
import type { SignInOwner } from '#sign-in/sign-ins.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { signedErrors, type SignedRoute, type SignedWho } from './signed-route.ts'

export const appSignInRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/stripe-app/oauth/start',
    who: 'stripe_app',
    summary: 'Begins a sign-in to a third-party service: a state, and where to send the person.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json'], schema: oauthStateSchema },
    errors: [...signedErrors, 'not_found'],
  },
  {
    method: 'POST',
    path: '/stripe-app/oauth/exchange',
    who: 'stripe_app',
    summary: 'Exchanges the code of a sign-in, once, and keeps the tokens.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json'], schema: oauthStateSchema },
    errors: [...signedErrors, 'not_found', 'sign_in_failed'],
  },
  {
    method: 'POST',
    path: '/stripe-app/oauth/status',
    who: 'stripe_app',
    summary: 'Whether the signer is signed in to a service, and as whom.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json'], schema: oauthStateSchema },
    errors: [...signedErrors, 'not_found', 'sign_in_failed'],
  },
  {
    method: 'POST',
    path: '/stripe-app/oauth/sign_out',
    who: 'stripe_app',
    summary: 'Forgets the tokens and ends them at the service.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json'], schema: oauthStateSchema },
    errors: [...signedErrors, 'not_found'],
  },
]

/** The person who signs in. If only an account was signed, without a person, signing in is refused. */
function ownerOf({ principal, tenant, mode, account, connected }: SignedWho): SignInOwner {
  if (principal.userId === undefined) {
    throw new GatewayError('forbidden', { detail: 'Only a person can sign in.' })
  }
  return {
    tenantId: tenant.id,
    accountId: principal.accountId,
    mode,
    userId: principal.userId,
    account,
    ...(connected === undefined ? {} : { connected }),
  }
}

const serviceSchema = z.strictObject(oauthStartArgsSchema.shape)

export function serveAppSignIn({ signIns }: Gateway, signedRoute: SignedRoute): Hono<Env> {
  return new Hono<Env>()
    .post(
      '/stripe-app/oauth/start',
      signedRoute('oauth.start', serviceSchema, async ({ c, args, who }) =>
        c.json(await signIns.start(args.service, ownerOf(who))),
      ),
    )
    .post(
      '/stripe-app/oauth/exchange',
      signedRoute('oauth.exchange', oauthExchangeArgsSchema, async ({ c, args, who }) =>
        c.json(await signIns.exchange(args, ownerOf(who))),
      ),
    )
    .post(
      '/stripe-app/oauth/status',
      signedRoute('oauth.status', serviceSchema, async ({ c, args, who }) =>
        c.json(await signIns.status(args.service, ownerOf(who))),
      ),
    )
    .post(
      '/stripe-app/oauth/sign_out',
      signedRoute('oauth.sign_out', serviceSchema, async ({ c, args, who }) =>
        c.json(await signIns.signOut(args.service, ownerOf(who))),
      ),
    )
}
