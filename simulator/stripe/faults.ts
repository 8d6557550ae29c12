// Faults on demand, to simulate a failing Stripe.

import { RefusalError, refusals } from '../../dashboard/stripe/errors.ts'
import type { Fault, Latency, Settings } from './settings.ts'

/** Responses whose connection must be cut instead; only a server with a socket can do that. */
export const cutConnections = new WeakSet<Response>()

/** Whether a request matches a pattern such as `GET /v1/charges`, `/v1/customers/*` or `*`. */
function fitsPattern(pattern: string, method: string, path: string): boolean {
  const [first = '', second] = pattern.trim().split(/\s+/)
  const [wantedMethod, wantedPath] = second === undefined ? ['*', first] : [first, second]
  if (wantedMethod !== '*' && wantedMethod.toUpperCase() !== method) return false
  const parts = wantedPath.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`).test(path)
}

/** The fault that applies to a request; decrements its `times`. */
export function takeFault(settings: Settings, method: string, path: string): Fault | undefined {
  const fault = settings.faults.find((each) => (each.times ?? 1) > 0 && fitsPattern(each.match, method, path))
  if (fault?.times !== undefined) fault.times -= 1
  return fault
}

/** How long a request takes. */
export function latencyOf(latency: Latency, method: string, path: string): number {
  if (typeof latency === 'number') return latency
  return Object.entries(latency).find(([pattern]) => fitsPattern(pattern, method, path))?.[1] ?? 0
}

const html = (status: number, title: string): Response =>
  new Response(
    `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
    {
      status,
      headers: { 'content-type': 'text/html', server: 'nginx' },
    },
  )

const endless = (): Response => {
  let timer: ReturnType<typeof setInterval> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{\n  "object": "list",\n  "data": ['))
      timer = setInterval(() => controller.enqueue(new TextEncoder().encode(' ')), 250)
    },
    cancel() {
      clearInterval(timer)
    },
  })
  return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } })
}

const cut = (): Response => {
  const response = new Response(null, { status: 500 })
  cutConnections.add(response)
  return response
}

const refusalOf = (fault: Fault): RefusalError | undefined => {
  const retry: Record<string, string> = {
    ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }),
    ...(fault.shouldRetry === undefined ? {} : { 'stripe-should-retry': String(fault.shouldRetry) }),
  }
  const base =
    fault.kind === '429'
      ? refusals.rateLimited(fault.reason ?? 'global-rate')
      : fault.kind === 'lock_timeout'
        ? refusals.lockTimeout()
        : fault.kind === '500'
          ? refusals.broken()
          : undefined
  return base && new RefusalError(base.status, base.fields, { ...base.headers, ...retry })
}

/** Throws a fault that is a refusal in Stripe's format; returns any other response. Nothing for `slow`. */
export function answerFault(fault: Fault, requestId: string): Response | undefined {
  const refusal = refusalOf(fault)
  if (refusal) throw refusal
  switch (fault.kind) {
    case '503html':
      return html(503, 'Service Temporarily Unavailable')
    case '414':
      return html(414, 'Request-URI Too Large')
    case 'brokenJson':
      return new Response('{\n  "object": "list",\n  "data": [\n    {\n      "id": "cu', {
        headers: { 'content-type': 'application/json', 'request-id': requestId },
      })
    case 'reset':
      return cut()
    case 'endless':
      return endless()
    case 'redirect':
      return new Response(null, {
        status: 302,
        headers: { location: fault.location ?? 'https://elsewhere.example/v1/', 'request-id': requestId },
      })
    default:
      return undefined
  }
}
