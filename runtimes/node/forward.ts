// The proxy lane's hot path: node:http on one side, undici on the other, the decision of src/stripe/forward.ts between them.
// It does what http/routes/stripe.ts does, without Request, Response and web streams, which cost more than all checks together.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { Pool } from 'undici'
import { authenticate, type Authentication } from '#auth/authenticate.ts'
import { refusalOfAuthentication } from '#auth/refusal.ts'
import { createRequestId } from '#http/middleware/request-id.ts'
import {
  createForwardPolicy,
  planForward,
  refuseMethod,
  type LaneRequest,
  type Refusal,
} from '#stripe/forward.ts'
import { createForwardMeter } from '#stripe/forward-meter.ts'
import { laneHeaders, preflightHeaders } from '#stripe/forward-answer.ts'
import { Exchange, type ExchangeSettings } from './forward-exchange.ts'
import { answerRefusal } from './forward-refusal.ts'
import { createHeaderReader } from './forward-headers.ts'
import { defaultLimits, type ForwarderOptions } from './forward-options.ts'

const prefix = '/stripe'

export type Forwarder = {
  /** Takes requests under `/stripe/`; false means the request is somebody else's and was not touched. */
  handle(req: IncomingMessage, res: ServerResponse): boolean
  /** Refuses new requests and waits for those on their way, but not for ever. */
  close(): Promise<void>
}

/** The lane on Node. One pool to Stripe, HTTP/1.1, so that a stalled answer holds one connection and nothing else. */
export function createNodeForwarder(options: ForwarderOptions): Forwarder {
  const { config } = options
  const limits = { ...defaultLimits, ...options.limits }
  const policy = createForwardPolicy(config)
  const always = laneHeaders(config)
  const preflight = [...always, ...preflightHeaders(config, policy.allowlist.methods)]
  const readHeaders = createHeaderReader(config.proxyHeader)
  const meter = createForwardMeter(options.metrics)
  const pool = new Pool(policy.origin, {
    connections: limits.connections,
    pipelining: 1,
    allowH2: false,
    connectTimeout: limits.connectMs,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyIdleMs,
  })
  let closed: Promise<void> | undefined
  let open = 0
  const settings: ExchangeSettings = { ...options, limits, pool, always, meter, onClose: () => void open-- }
  const authentication = { config, findConnectionKey: options.findConnectionKey, acceptUserId: true }

  const refuse = (
    req: IncomingMessage,
    res: ServerResponse,
    startedMs: number,
    refusal: Refusal,
    more?: string[],
  ) => {
    const requestId = createRequestId(options)
    const status = answerRefusal(req, res, {
      refusal,
      requestId,
      headers: more ? [...always, ...more] : always,
    })
    meter.count(status, 'refused', options.now() - startedMs)
    options.log.info('proxy.refused', { requestId, method: req.method, code: refusal.code, status })
  }

  const forward = (req: IncomingMessage, res: ServerResponse, startedMs: number, request: LaneRequest) => {
    const plan = planForward(request, policy)
    if (!plan.ok) return refuse(req, res, startedMs, plan.refusal)
    // The caller may have left while the connection key was looked up; no close will be heard any more then.
    if (res.destroyed) return meter.count(499, 'aborted', options.now() - startedMs)
    open++
    return new Exchange(req, res, plan.forward, settings, startedMs).start(
      request.getHeader('accept-encoding'),
    )
  }

  const afterAuthentication = (
    req: IncomingMessage,
    res: ServerResponse,
    startedMs: number,
    request: LaneRequest,
    proof: Authentication,
  ) => {
    if (proof.ok) return forward(req, res, startedMs, request)
    const waitSeconds =
      proof.reason === 'repeated' ? undefined : options.noteFailure?.(req.socket.remoteAddress)
    const more = waitSeconds === undefined ? undefined : ['Retry-After', String(waitSeconds)]
    return refuse(req, res, startedMs, refusalOfAuthentication(proof.reason, waitSeconds !== undefined), more)
  }

  const closePool = async () => {
    const late = setTimeout(() => void pool.destroy(), limits.closeMs)
    await pool.close()
    clearTimeout(late)
  }

  return {
    handle(req, res) {
      const url = req.url ?? ''
      if (!url.startsWith(`${prefix}/`)) return false
      const startedMs = options.now()
      if (req.method === 'OPTIONS') {
        res.writeHead(204, preflight).end()
        return true
      }
      const request = {
        method: req.method ?? '',
        target: url.slice(prefix.length),
        getHeader: readHeaders(req.rawHeaders),
      }
      const allowed = refuseMethod(request)
      if (!allowed.ok) {
        refuse(req, res, startedMs, allowed.refusal, [
          'Allow',
          [...policy.allowlist.methods, 'OPTIONS'].join(', '),
        ])
      } else if (closed) {
        refuse(req, res, startedMs, { code: 'shutting_down', message: 'The gateway is shutting down.' })
      } else if (open >= limits.openRequests) {
        refuse(
          req,
          res,
          startedMs,
          { code: 'too_many_requests', message: 'Too many requests are on their way.' },
          ['Retry-After', '1'],
        )
      } else {
        const proof = authenticate(request.getHeader, authentication)
        if (!(proof instanceof Promise)) {
          afterAuthentication(req, res, startedMs, request, proof)
        } else {
          proof.then(
            (known) => afterAuthentication(req, res, startedMs, request, known),
            (error: unknown) => {
              options.log.error('proxy.failed', { cause: error instanceof Error ? error.name : typeof error })
              refuse(req, res, startedMs, {
                code: 'database_unavailable',
                message: 'The connection key could not be looked up.',
              })
            },
          )
        }
      }
      return true
    },
    close() {
      closed ??= closePool()
      return closed
    },
  }
}
