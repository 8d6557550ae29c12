// The proxy lane's hot path: node:http on one side, undici on the other, and the decision of proxy/decide.ts in between. It does
// the same as http/proxy/routes.ts without Request, Response and web streams, which cost more than all checks together.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { Pool } from 'undici'
import type { Gateway } from '#http/gateway.ts'
import type { Decision } from '#proxy/decide.ts'
import type { LaneRequest } from '#proxy/plan.ts'
import { lanePrefix } from '#proxy/target.ts'
import { Exchange, type ExchangeDeps } from './exchange.ts'
import { createHeaderReader } from './headers.ts'
import { sendRefusal } from './refusal.ts'
import { createResumeQueue } from './resume-queue.ts'

/** Together they take about a millisecond. */
const resumedPerIteration = 8

const pathStart = `${lanePrefix}/`

export type Forwarder = {
  /** Handles requests under `/stripe/`. Returns false, leaving the request untouched, if it is not the lane's. */
  handle(req: IncomingMessage, res: ServerResponse): boolean
  /** Waits for open requests, up to a limit. The lane must be closed first. */
  close(): Promise<void>
}

/** The lane on Node. One pool to Stripe, HTTP/1.1, so that a stalled response holds one connection and nothing else. */
export function createNodeForwarder(gateway: Pick<Gateway, 'config' | 'lane' | 'ports'>): Forwarder {
  const { config, lane, ports } = gateway
  const { limits } = lane
  const { now } = ports
  const readHeaders = createHeaderReader(config.proxyHeader)
  const pool = new Pool(lane.origin, {
    connections: limits.openRequests,
    pipelining: 1,
    allowH2: false,
    connectTimeout: limits.connectMs,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyIdleMs,
  })
  let closed: Promise<void> | undefined
  const deps: ExchangeDeps = { lane, ports, pool, resumes: createResumeQueue(resumedPerIteration) }

  const carryOut = (
    req: IncomingMessage,
    res: ServerResponse,
    { startedMs, request }: { startedMs: number; request: LaneRequest },
    decision: Decision,
  ) => {
    if (decision.kind === 'preflight') {
      res.writeHead(204, [...lane.preflight]).end()
    } else if (decision.kind === 'refusal') {
      sendRefusal(req, res, lane.draw(decision, { method: request.method, startedMs }))
    } else if (res.destroyed) {
      // The caller disconnected while the connection key was looked up: no `close` event will follow.
      lane.leave(decision.place)
      lane.meter.count(499, 'aborted', now() - startedMs)
    } else {
      new Exchange(req, res, decision, deps, startedMs).start(request.getHeader('accept-encoding'))
    }
  }

  const closePool = async () => {
    const late = setTimeout(() => void pool.destroy(), limits.closeMs)
    await pool.close()
    clearTimeout(late)
  }

  return {
    handle(req, res) {
      const target = req.url ?? ''
      if (!target.startsWith(pathStart)) return false
      const startedMs = now()
      const request = { method: req.method ?? '', target, getHeader: readHeaders(req.rawHeaders) }
      const received = { startedMs, request }
      const decision = lane.decide(request, req.socket.remoteAddress)
      if (decision instanceof Promise) void decision.then((made) => carryOut(req, res, received, made))
      else carryOut(req, res, received, decision)
      return true
    },
    close: () => (closed ??= closePool()),
  }
}
