// The signed routes of the Stripe App: a part of the table in routes.ts.

import { z } from 'zod'
import { actionAnswerSchema } from '#contract/actions.ts'
import {
  appConnectionSchema,
  appPanelsMessageSchema,
  oauthStateSchema,
  plainSignedBodySchema,
  signedBodySchema,
} from '#contract/signed.ts'
import type { ErrorCode } from '#errors.ts'
import type { Route } from './route.ts'

/** Each may also fail as `internal` and for lack of the database. */
const signedErrors: ErrorCode[] = [
  'bad_request',
  'signature_refused',
  'forbidden',
  'not_installed',
  'nonce_used',
  'body_too_large',
  'too_many_requests',
  'internal',
  'stripe_unreachable',
]

export const stripeAppTable: readonly Route[] = [
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
  {
    method: 'POST',
    path: '/stripe-app/panels',
    who: 'stripe_app',
    summary: 'One object of Stripe in; its in-house panels out, each as soon as it is known.',
    request: signedBodySchema,
    response: {
      contentTypes: ['application/x-ndjson', 'application/json'],
      schema: appPanelsMessageSchema,
      many: true,
    },
    errors: ['not_found', 'stripe_timeout', ...signedErrors],
  },
  {
    method: 'POST',
    path: '/stripe-app/actions/:id',
    who: 'stripe_app',
    summary: 'Opens, checks or runs an action.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json'], schema: actionAnswerSchema },
    errors: ['not_found', 'role_missing', 'key_conflict', 'source_failed', 'stripe_timeout', ...signedErrors],
  },
  {
    method: 'POST',
    path: '/stripe-app/proxy/:source/*',
    who: 'stripe_app',
    summary: 'Passed on to an in-house service, on the paths that its source passes through.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json', 'text/plain'] },
    errors: ['not_found', 'source_failed', ...signedErrors],
  },
  {
    method: 'POST',
    path: '/stripe-app/errors',
    who: 'stripe_app',
    summary: 'What broke in the Stripe App, for the log.',
    request: signedBodySchema,
    errors: signedErrors,
  },
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
