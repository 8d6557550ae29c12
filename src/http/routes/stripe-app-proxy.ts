// POST /stripe-app/proxy/:source/*: an in-house service, reached only behind a signature and only on the paths that the
// configuration passes through. Method, path, query and body are signed; the address merely repeats source and path.

import { Hono } from 'hono'
import { z } from 'zod'
import { SourceError } from '#definitions/source-error.ts'
import { GatewayError } from '#errors.ts'
import type { PassThroughRequest } from '#sources/pass-through.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { SignedCall, SignedRoute } from '../middleware/stripe-app-signed.ts'

/** `resource` of the envelope is the source's name. */
const proxyArgsSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** As it is sent on, percent-encoded; begins with a slash. */
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
  /** Of a write; the service may see it twice. */
  idempotencyKey: z.string().max(255).optional(),
})
type ProxyArgs = z.infer<typeof proxyArgsSchema>

const prefix = '/stripe-app/proxy/'

export function stripeAppProxyRoutes({ inHouse }: Gateway, signedRoute: SignedRoute): Hono<Env> {
  const answer = async ({ c, args, who }: SignedCall<ProxyArgs>): Promise<Response> => {
    const source = c.req.param('source') ?? ''
    const address = new URL(c.req.url).pathname
    if (address !== `${prefix}${source}${args.path}`) {
      throw new GatewayError('bad_request', { detail: 'The address is not the one that was signed.' })
    }
    const { caller, account, mode, sandbox, requestId, signal, principal } = who
    const asking = {
      caller,
      account: { key: account.key, accountId: principal.accountId, mode, sandbox },
      requestId,
      signal,
    }
    try {
      return await inHouse.sources.passThrough(source, requestOf(args), asking)
    } catch (error) {
      throw error instanceof SourceError ? toGatewayError(error) : error
    }
  }
  return new Hono<Env>().post(
    `${prefix}:source/*`,
    signedRoute('proxy', proxyArgsSchema, answer, { resource: (_args, c) => c.req.param('source') ?? '' }),
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

/** An unknown source and an unlisted path are the same "nothing is here". */
function toGatewayError(error: SourceError): GatewayError {
  if (error.fault === 'not_declared') return new GatewayError('not_found', { cause: error })
  return new GatewayError('source_failed', { cause: error })
}
