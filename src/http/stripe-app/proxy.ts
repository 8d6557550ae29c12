// POST /stripe-app/proxy/:source/*: an in-house service, reached only behind a signature and only on the paths that the
// configuration passes through. Method, path, query and body are signed; the address merely repeats source and path.

import { Hono } from 'hono'
import { z } from 'zod'
import { SourceError } from '#definitions/source-error.ts'
import { signedBodySchema } from '#contract/signed.ts'
import { GatewayError } from '#errors.ts'
import type { PassThroughRequest } from '#sources/pass-through.ts'
import { isCanonicalTarget } from '#canonical-target.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { signedErrors, type SignedCall, type SignedRoute } from './signed-route.ts'

export const appProxyRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/stripe-app/proxy/:source/*',
    who: 'stripe_app',
    summary: 'Passed on to an in-house service, on the paths that its source passes through.',
    request: signedBodySchema,
    response: { contentTypes: ['application/json', 'text/plain'] },
    errors: ['not_found', 'source_failed', ...signedErrors],
  },
]

/** `resource` of the envelope is the source's name. */
const argsSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** As it is passed on: percent-encoded, starting with a slash. */
  path: z
    .string()
    .max(1000)
    .regex(/^\/[\x21-\x7e]*$/),
  /** Without the question mark. */
  query: z
    .string()
    .max(4000)
    .regex(/^[\x21-\x7e]*$/)
    .optional(),
  /** Sent as JSON. */
  body: z.json().optional(),
  /** For a write; the service may receive it twice. */
  idempotencyKey: z.string().max(255).optional(),
})
type ProxyArgs = z.infer<typeof argsSchema>

/** Refuses signed paths that can be read in more than one way: this check and the service must read them alike. */
const proxyArgsSchema = argsSchema.refine(
  ({ path, query }) => isCanonicalTarget(query === undefined ? path : `${path}?${query}`),
  { error: 'write path and query in their plain form', path: ['query'] },
)

const prefix = '/stripe-app/proxy/'

export function serveAppProxy({ extensions }: Gateway, signedRoute: SignedRoute): Hono<Env> {
  const respond = async ({ c, args, who }: SignedCall<ProxyArgs>): Promise<Response> => {
    const source = c.req.param('source') ?? ''
    const address = new URL(c.req.url).pathname
    if (address !== `${prefix}${source}${args.path}`) {
      throw new GatewayError('bad_request', { detail: 'The address is not the one that was signed.' })
    }
    const { caller, account, mode, sandbox, requestId, signal, principal } = who
    const sourceCaller = {
      caller,
      account: { key: account.key, accountId: principal.accountId, mode, sandbox },
      requestId,
      signal,
    }
    try {
      return await extensions.sources.passThrough(source, requestOf(args), sourceCaller)
    } catch (error) {
      throw error instanceof SourceError ? toGatewayError(error) : error
    }
  }
  return new Hono<Env>().post(
    `${prefix}:source/*`,
    signedRoute('proxy', proxyArgsSchema, respond, { resource: (_args, c) => c.req.param('source') ?? '' }),
  )
}

function requestOf({ method, path, query, body, idempotencyKey }: ProxyArgs): PassThroughRequest {
  return {
    method,
    path,
    ...(query === undefined ? {} : { query }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(body === undefined
      ? {}
      : { body: new TextEncoder().encode(JSON.stringify(body)), contentType: 'application/json' }),
  }
}

/** An unknown source and an unlisted path both get `not_found`. */
function toGatewayError(error: SourceError): GatewayError {
  if (error.fault === 'not_declared') return new GatewayError('not_found', { cause: error })
  return new GatewayError('source_failed', { cause: error })
}
