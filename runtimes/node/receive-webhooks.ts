// The hot path of webhooks: from the socket to the row without Request, Response and web streams, which cost more than verifying and
// storing an event. It does the same as http/webhooks/routes.ts.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { selfTenantId } from '#auth/principal.ts'
import { GatewayError } from '#errors.ts'
import type { Gateway } from '#http/gateway.ts'
import { dataHeaders } from '#http/middleware/security-headers.ts'
import { takeRoom, tooLarge } from '#http/parse.ts'
import { drawProblem, toGatewayError } from '#http/problem.ts'
import { webhookPath, type Received } from '#http/webhooks/routes.ts'
import { createRequestId } from '#request-id.ts'
import { createReceiver } from '#webhooks/receive.ts'

/** Stripe takes silence for a failure and comes again; a body that arrives this slowly is not Stripe's. */
const bodyTimeoutMs = 15_000

const endpoints = new Map((['live', 'test'] as const).map((mode) => [webhookPath(mode), mode]))

/** Handles webhooks of Stripe. Returns false, leaving the request untouched, if it is none. */
export type HandleWebhook = (req: IncomingMessage, res: ServerResponse) => boolean

export function createWebhookHandler(gateway: Gateway): HandleWebhook {
  const { ports, metrics } = gateway
  const receiver = createReceiver({ ...gateway, tenantId: selfTenantId })

  async function receive(req: IncomingMessage, res: ServerResponse, endpoint: 'live' | 'test') {
    const startedMs = ports.now()
    const requestId = createRequestId(ports)
    const log = ports.log.with({ requestId })
    const respond = (status: number, headers: Record<string, string>, body: string) => {
      const durationMs = ports.now() - startedMs
      const route = webhookPath(endpoint)
      metrics.count('tillside_requests_total', { route, method: 'POST', status: String(status) })
      metrics.observe('tillside_first_byte_seconds', { route }, durationMs / 1000)
      metrics.observe('tillside_request_seconds', { route }, durationMs / 1000)
      log.info('request.answered', { method: 'POST', route, status, durationMs })
      // The rest of a body that nobody reads must not be taken for the next request.
      if (!req.complete) res.shouldKeepAlive = false
      const length = String(Buffer.byteLength(body))
      res.writeHead(status, { ...dataHeaders, ...headers, 'Request-Id': requestId, 'Content-Length': length })
      res.end(body)
    }
    try {
      const signature = req.headers['stripe-signature']
      const webhook = { endpoint, header: signature === undefined ? undefined : String(signature), log }
      receiver.checkHeader(webhook)
      const body = await readBody(req, gateway)
      const received: Received = { received: true, accepted: await receiver.receive({ ...webhook, body }) }
      respond(
        200,
        { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
        JSON.stringify(received),
      )
    } catch (error) {
      const problem = drawProblem(toGatewayError(error), { requestId, log })
      respond(problem.status, problem.headers, problem.body)
    }
  }

  return (req, res) => {
    const endpoint = endpoints.get(req.url ?? '')
    if (endpoint === undefined || req.method !== 'POST') return false
    void receive(req, res, endpoint)
    return true
  }
}

/** Reads the body within the room that unverified bodies share. Rejects with a `GatewayError`. */
async function readBody(req: IncomingMessage, { unverified, config }: Gateway): Promise<Uint8Array> {
  const bytesMax = config.eventBytesMax
  const announced = req.headers['content-length']
  const room = takeRoom(unverified, {
    remoteAddress: req.socket.remoteAddress,
    announced: announced === undefined ? undefined : Number(announced),
    bytesMax,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      const chunks: Buffer[] = []
      let length = 0
      const fail = (error: GatewayError) => {
        req.pause()
        reject(error)
      }
      room.onGivingWay = fail
      timer = setTimeout(() => fail(new GatewayError('request_timeout')), bodyTimeoutMs)
      req.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > bytesMax) return fail(tooLarge(bytesMax))
        try {
          room.grow(length)
          chunks.push(chunk)
        } catch (error) {
          fail(toGatewayError(error))
        }
      })
      req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
      req.on('close', () => {
        if (!req.readableEnded) fail(new GatewayError('request_aborted'))
      })
      req.on('error', (cause) => reject(new GatewayError('request_aborted', { cause })))
    })
  } finally {
    clearTimeout(timer)
    room.leave()
  }
}
