// ANY /stripe/v1/*: the proxy lane, portable. On Node runtimes/node/forward.ts takes these requests before Hono sees them.

import { Hono, type Context } from 'hono'
import { authenticate, type AuthenticateOptions } from '#auth/authenticate.ts'
import { refusalOfAuthentication } from '#auth/refusal.ts'
import type { Config } from '#config.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { drawRefusal, laneHeaders, preflightHeaders } from '#stripe/forward-answer.ts'
import { fetchLimits, forwardByFetch, type FetchLimits } from '#stripe/forward-fetch.ts'
import { createForwardMeter } from '#stripe/forward-meter.ts'
import {
  createForwardPolicy,
  planForward,
  refuseMethod,
  type Forward,
  type Refusal,
} from '#stripe/forward.ts'
import type { Env } from '../gateway.ts'
import { createRequestId } from '../middleware/request-id.ts'
import { causeOf, errorHeader, toGatewayError } from '../problem.ts'

const prefix = '/stripe'

export type StripeLaneOptions = {
  config: Config
  ports: Ports
  metrics: Metrics
  findConnectionKey: AuthenticateOptions['findConnectionKey']
  /** Notes a failed proof; seconds to wait when there were too many. */
  noteFailure?: (remoteAddress: string | undefined) => number | undefined
  limits?: FetchLimits
}

const pairsOf = (flat: readonly string[]): [string, string][] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])

/** The lane as routes. The order is the hot path's: preflight, method, who asks, what is asked, Stripe. */
export function stripeRoutes(options: StripeLaneOptions): Hono<Env> {
  const { config, ports, metrics, findConnectionKey } = options
  const policy = createForwardPolicy(config)
  const always = pairsOf(laneHeaders(config))
  const preflight = pairsOf(preflightHeaders(config, policy.allowlist.methods))
  const meter = createForwardMeter(metrics)

  const refuse = (
    c: Context<Env>,
    startedMs: number,
    refusal: Refusal,
    more: [string, string][] = [],
  ): Response => {
    const { status, body } = drawRefusal(refusal)
    const requestId = c.get('requestId') ?? createRequestId(ports)
    meter.count(status, status === 502 || status === 504 ? 'failed' : 'refused', ports.now() - startedMs)
    ports.log.info('proxy.refused', { requestId, method: c.req.method, code: refusal.code, status })
    const ours: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['Request-Id', requestId],
      [errorHeader, refusal.code],
    ]
    return new Response(body, { status, headers: [...always, ...ours, ...more] })
  }

  const forward = async (c: Context<Env>, startedMs: number, plan: Forward): Promise<Response> => {
    let status = 0
    const answer = await forwardByFetch(plan, {
      origin: policy.origin,
      ports,
      limits: options.limits ?? fetchLimits,
      body: c.req.raw.body,
      signal: c.req.raw.signal,
      onEnd: (outcome) => meter.count(status, outcome, ports.now() - startedMs),
    })
    if (!answer.ok) {
      if (answer.cause) ports.log.warn('proxy.failed', causeOf(toGatewayError(answer.cause)))
      return refuse(c, startedMs, answer.refusal)
    }
    status = answer.status
    return new Response(answer.body, { status, headers: [...always, ...answer.headers] })
  }

  return new Hono<Env>().all(`${prefix}/*`, async (c) => {
    const startedMs = ports.now()
    if (c.req.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: [...always, ...preflight] })
    const url = new URL(c.req.raw.url)
    const request = {
      method: c.req.method,
      target: (url.pathname + url.search).slice(prefix.length),
      getHeader: (name: string) => c.req.raw.headers.get(name) ?? undefined,
    }
    const allowed = refuseMethod(request)
    if (!allowed.ok) {
      return refuse(c, startedMs, allowed.refusal, [
        ['Allow', [...policy.allowlist.methods, 'OPTIONS'].join(', ')],
      ])
    }
    const proof = await authenticate(request.getHeader, { config, findConnectionKey, acceptUserId: true })
    if (!proof.ok) {
      const waitSeconds =
        proof.reason === 'repeated' ? undefined : options.noteFailure?.(c.env?.remoteAddress)
      const refusal = refusalOfAuthentication(proof.reason, waitSeconds !== undefined)
      return refuse(
        c,
        startedMs,
        refusal,
        waitSeconds === undefined ? [] : [['Retry-After', String(waitSeconds)]],
      )
    }
    const plan = planForward(request, policy)
    return plan.ok ? forward(c, startedMs, plan.forward) : refuse(c, startedMs, plan.refusal)
  })
}
