// ANY /stripe/v1/*: the portable proxy lane. On Node, runtimes/node/proxy/forward.ts handles these requests before Hono sees them.

import { Hono, type Context } from 'hono'
import { targetOf } from '#canonical-target.ts'
import type { Decision } from '#proxy/decide.ts'
import { forwardByFetch } from '#proxy/fetch/forward.ts'
import { tooManyRequests } from '#proxy/refusal.ts'
import { lanePrefix } from '#proxy/target.ts'
import type { Env, Gateway } from '../gateway.ts'
import { causeOf, toGatewayError } from '../problem.ts'
import type { Route } from '../route.ts'

const pairsOf = (flat: readonly string[]): [string, string][] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])

export const proxyRoutes: readonly Route[] = [
  {
    method: 'ANY',
    path: '/stripe/v1/*',
    who: 'proxy',
    summary: 'Passed on to Stripe when the allow-list permits it; answers and errors have Stripe’s shape.',
    response: { contentTypes: ['application/json'] },
    errors: [
      'unauthenticated',
      'not_allowed_by_proxy',
      'stripe_unreachable',
      'stripe_redirected',
      'stripe_timeout',
    ],
  },
]

export function serveProxy({ lane, ports }: Pick<Gateway, 'lane' | 'ports'>): Hono<Env> {
  const { limits, origin, meter } = lane
  const always = pairsOf(lane.headers)

  type Refused = Parameters<typeof lane.draw>[0] & { cause?: unknown }
  const refuse = (c: Context<Env>, startedMs: number, refused: Refused): Response => {
    const requestId = c.get('requestId')
    const { cause } = refused.cause === undefined ? {} : causeOf(toGatewayError(refused.cause))
    const { status, headers, body } = lane.draw(refused, {
      method: c.req.method,
      startedMs,
      ...(requestId === undefined ? {} : { requestId }),
      ...(cause === undefined ? {} : { cause }),
    })
    return new Response(body, { status, headers: pairsOf(headers) })
  }

  const forward = async (
    c: Context<Env>,
    startedMs: number,
    { forward: plan, place }: Extract<Decision, { kind: 'forward' }>,
  ): Promise<Response> => {
    const response = await forwardByFetch(plan, {
      origin,
      ports,
      limits,
      body: c.req.raw.body,
      signal: c.req.raw.signal,
      onOpen: (end) => (place.onGivingWay = () => end(tooManyRequests)),
      onWaiting: (waitingFor) => lane.waits(place, plan, waitingFor),
      onEnd: (counted) => {
        lane.leave(place)
        if (counted) meter.count(counted.status, counted.result, ports.now() - startedMs)
      },
    })
    if (response.kind === 'caller_left') return new Response(null, { status: 499 })
    if (response.kind === 'refusal') return refuse(c, startedMs, response)
    c.set('isStreaming', response.body instanceof ReadableStream)
    return new Response(response.body, { status: response.status, headers: [...always, ...response.headers] })
  }

  return new Hono<Env>().all(`${lanePrefix}/*`, async (c) => {
    const startedMs = ports.now()
    const request = {
      method: c.req.method,
      target: targetOf(c.req.raw.url),
      getHeader: (name: string) => c.req.raw.headers.get(name) ?? undefined,
    }
    const decision = await lane.decide(request, c.env?.remoteAddress)
    if (decision.kind === 'preflight') {
      return new Response(null, { status: 204, headers: pairsOf(lane.preflight) })
    }
    if (decision.kind === 'refusal') return refuse(c, startedMs, decision)
    return forward(c, startedMs, decision)
  })
}
