// POST /stripe-app/oauth/*: sign-in to third-party services. Codes are exchanged here, so no token reaches the browser.

import { Hono } from 'hono'
import { z } from 'zod'
import { oauthExchangeArgsSchema, oauthStartArgsSchema } from '#contract/signed.ts'
import { GatewayError } from '#errors.ts'
import type { SignInOwner } from '#sign-in/sign-ins.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { SignedRoute, SignedWho } from '../middleware/stripe-app-signed.ts'

/** A person's own; where an account was signed without a person there is nobody to sign in. */
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

export function stripeAppSignInRoutes({ signIns }: Gateway, signedRoute: SignedRoute): Hono<Env> {
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
