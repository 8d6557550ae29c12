// The gateway on Cloudflare Workers: answers requests, and looks for due work whenever the cron trigger fires.

import { ConfigError } from '#config.ts'
import { errors } from '#errors.ts'
import { createRequestId } from '#request-id.ts'
import { causeOf, errorHeader, problemBody, toGatewayError } from '#http/problem.ts'
import { invoke, type EventContext } from './invocation.ts'
import { openGateway, type OpenGateway } from './open-gateway.ts'
import { createWorkerPorts } from './ports.ts'

type Bound = Record<string, unknown>

let opened: OpenGateway | undefined

/** Opens the gateway once per isolate. Keeps the value and not its promise, because a request must not wait for another's I/O. */
async function open(env: Bound): Promise<OpenGateway> {
  if (opened) return opened
  const made = await openGateway(env)
  return (opened ??= made)
}

export default {
  fetch: (request: Request, env: Bound, context: EventContext): Promise<Response> =>
    invoke(context, async () => {
      try {
        return await (await open(env)).respond(request)
      } catch (error) {
        return respondUnopened(error)
      }
    }),

  scheduled: (_event: unknown, env: Bound, context: EventContext): Promise<void> =>
    invoke(context, async () => (await open(env)).lookForWork()),
}

/** A Worker cannot refuse to start, so each request gets this error, and the log says why. */
function respondUnopened(error: unknown): Response {
  const ports = createWorkerPorts({ logLevel: 'error' })
  const reason = error instanceof ConfigError ? { problem: error.message } : causeOf(toGatewayError(error))
  ports.log.error('gateway.not_started', reason)
  const code = 'internal'
  const problem = problemBody(code, createRequestId(ports), 'The gateway did not start; the log says why.')
  const headers = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    [errorHeader]: code,
  }
  return new Response(JSON.stringify(problem), { status: errors[code].status, headers })
}
