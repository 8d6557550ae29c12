// What the sample in-house services share: a token that names the caller, JSON, switches for trouble, a log of requests.

import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { jwtVerify } from 'jose'
import { z } from 'zod'
import { listenOnLoopback, refuseForeign } from '../../dashboard/loopback/listen.ts'

/** The caller, from the gateway's short-lived token. */
const claimsSchema = z.object({
  sub: z.string(),
  tenant: z.string(),
  /** Absent if the request is not for one account, as from a schedule. */
  account: z.string().optional(),
  mode: z.enum(['live', 'test']).optional(),
  roles: z.array(z.string()),
})
type Claims = z.infer<typeof claimsSchema>
export type ServiceEnv = { Variables: { claims: Claims } }

export type ServiceLine = {
  service: string
  method: string
  path: string
  status: number
  tookMs: number
  requestId?: string
}

/** Trouble that can be switched on: 503 for every request, 503 for every write, or the write is done and its answer lost. */
type Trouble = 'none' | 'down' | 'no_writes' | 'lost_answer'

export type ServiceOptions = {
  name: string
  /** HS256 secret shared with the gateway. */
  secret: string
  routes: Hono<ServiceEnv>
  /** Routes whose callers are not authenticated by the token. */
  hooks?: Hono
  onLine?: (line: ServiceLine) => void
  port?: number
}

export type Service = {
  name: string
  url: string
  setTrouble: (trouble: Trouble) => void
  close: () => Promise<void>
}

const refusal = (error: string) => ({ error })

/** Refuses callers without a valid token for this service. */
function application({ name, secret, routes, hooks }: ServiceOptions): Hono<ServiceEnv> {
  const key = new TextEncoder().encode(secret)
  const app = new Hono<ServiceEnv>()
  if (hooks) app.route('/hooks', hooks)
  app.use(async (c, next) => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(c.req.header('Authorization') ?? '') ?? []
    try {
      const { payload } = await jwtVerify(token, key, { audience: name, algorithms: ['HS256'] })
      c.set('claims', claimsSchema.parse(payload))
    } catch {
      return c.json(refusal('no valid token'), 401)
    }
    return next()
  })
  app.route('/', routes)
  app.notFound((c) => c.json(refusal('not found'), 404))
  app.onError((error, c) =>
    error instanceof z.ZodError
      ? c.json(refusal('the request is invalid'), 400)
      : c.json(refusal('failed'), 500),
  )
  return app
}

/** Listens on the loopback address. */
export async function listenService(options: ServiceOptions): Promise<Service> {
  const { name, onLine, port = 0 } = options
  const app = application(options)
  let trouble: Trouble = 'none'
  const handle = async (request: Request): Promise<Response> => {
    const startedMs = performance.now()
    const isWrite = request.method !== 'GET'
    const isRefused = trouble === 'down' || (trouble === 'no_writes' && isWrite)
    const worked = isRefused ? undefined : await app.fetch(request)
    const response =
      !worked || (trouble === 'lost_answer' && isWrite)
        ? new Response('{"error":"unavailable"}', { status: 503 })
        : worked
    const requestId = request.headers.get('request-id')
    onLine?.({
      service: name,
      method: request.method,
      path: new URL(request.url).pathname,
      status: response.status,
      tookMs: performance.now() - startedMs,
      ...(requestId ? { requestId } : {}),
    })
    return response
  }
  const listener = getRequestListener(handle, { overrideGlobalObjects: false })
  const { url, close } = await listenOnLoopback({
    port,
    refuse: refuseForeign,
    handle: (incoming, outgoing) => void listener(incoming, outgoing),
  })
  return { name, url, setTrouble: (next) => void (trouble = next), close }
}
