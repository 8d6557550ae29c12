// The console's session: sign in, stay signed in, sign out.

import { Hono, type Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { openSession, sessionMs, verifySession, type SessionFault } from '#auth/console-session.ts'
import { consoleSessionSchema, consoleSignInSchema, type ConsoleSession } from '#contract/console.ts'
import { GatewayError } from '#errors.ts'
import { isLoopbackHost } from '#ip-address.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseUnverified } from '../parse.ts'
import { respondProblem } from '../problem.ts'
import type { Route } from '../route.ts'
import { createGuessLimit } from './guess-limit.ts'
import { changeErrors } from './session-route.ts'

const cookieName = 'tillside-console'
const path = '/api/console/session'

export const sessionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    who: 'operator',
    summary: 'Whether the caller is signed in.',
    response: { contentTypes: ['application/json'], schema: consoleSessionSchema },
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path,
    who: 'operator',
    summary: 'Signs in with TILLSIDE_CONSOLE_SECRET; the session is a cookie of twelve hours.',
    request: consoleSignInSchema,
    response: { contentTypes: ['application/json'], schema: consoleSessionSchema },
    errors: [...changeErrors, 'body_too_large'],
  },
  {
    method: 'DELETE',
    path,
    who: 'operator',
    summary: 'Signs out.',
    errors: ['forbidden', 'not_found'],
  },
]

type SessionDeps = Pick<Gateway, 'config' | 'ports' | 'metrics' | 'failures' | 'unverified'>

/** Registers the session's routes and the middleware that requires a session on all others. */
export function serveSession(gateway: SessionDeps): Hono<Env> {
  const { config, ports, metrics } = gateway
  const hasher = ports.hasher ?? createWebHasher()
  const sessionDeps = () => ({ secrets: config.consoleSecrets, hasher, nowMs: ports.now() })
  const guesses = createGuessLimit(ports.now)
  const app = new Hono<Env>()
  metrics.describe(
    counter,
    'Requests to the console without a valid session, and sign-ins refused, by reason.',
  )

  const find = (c: Context<Env>) => verifySession(readCookie(c, gateway), sessionDeps())

  app.get(path, async (c) => {
    const session = await find(c)
    const response: ConsoleSession = session.ok
      ? { signedIn: true, expiresAt: new Date(session.expiresAtMs).toISOString() }
      : { signedIn: false }
    return c.json(response)
  })

  app.post(path, async (c) => {
    const { secret } = await parseUnverified(c, gateway, consoleSignInSchema)
    const guess = guesses.take(c.env?.remoteAddress)
    if (!guess.ok) {
      metrics.count(counter, { reason: 'too_many' })
      return respondProblem(c, new GatewayError('too_many_requests'), {
        'Retry-After': String(guess.waitSeconds),
      })
    }
    const opened = await openSession(secret, sessionDeps(), ports)
    if (!opened) return refuse(c, gateway, 'wrong_secret')
    guess.giveBack()
    const { isPlain, ...cookie } = cookieOf(c, gateway)
    setCookie(c, cookieName, opened.token, {
      ...cookie,
      ...(isPlain ? {} : { prefix: 'host' }),
      maxAge: sessionMs / 1000,
    })
    c.var.log.info('console.signed_in', {})
    return c.json({
      signedIn: true,
      expiresAt: new Date(opened.expiresAtMs).toISOString(),
    } satisfies ConsoleSession)
  })

  app.delete(path, (c) => {
    const { isPlain, ...cookie } = cookieOf(c, gateway)
    deleteCookie(c, cookieName, { ...cookie, ...(isPlain ? {} : { prefix: 'host' }) })
    return c.body(null, 204)
  })

  const signedInOnly = createMiddleware<Env>(async (c, next) => {
    const session = await find(c)
    if (!session.ok) return refuse(c, gateway, session.reason)
    return next()
  })
  app.use('/api/console/*', signedInOnly)
  return app
}

const counter = 'tillside_console_refused_total'

/** The response does not say what is wrong. An expired session is not a guess, and does not count as a failure. */
function refuse(
  c: Context<Env>,
  { metrics, failures }: SessionDeps,
  reason: SessionFault | 'wrong_secret',
): Response {
  metrics.count(counter, { reason })
  const isGuess = reason === 'wrong_secret' || reason === 'forged'
  if (isGuess) c.var.log.warn('console.refused', { reason })
  const waitSeconds = isGuess ? failures.fail(c.env?.remoteAddress) : undefined
  if (waitSeconds === undefined) return respondProblem(c, new GatewayError('unauthenticated'))
  return respondProblem(c, new GatewayError('too_many_requests'), { 'Retry-After': String(waitSeconds) })
}

/**
 * Over plain http browsers accept neither `Secure` nor the `__Host-` prefix; on loopback, traffic cannot be intercepted, so both are
 * left out. An https proxy in front is recognized by its host name or by TILLSIDE_CONSOLE_URL.
 */
function cookieOf(c: Context<Env>, { config }: Pick<SessionDeps, 'config'>) {
  const { protocol, hostname } = new URL(c.req.url)
  const isPlain = protocol === 'http:' && isLoopbackHost(hostname) && !config.consoleUrl?.startsWith('https:')
  return { isPlain, path: '/', httpOnly: true, secure: !isPlain, sameSite: 'Strict' } as const
}

function readCookie(c: Context<Env>, gateway: Pick<SessionDeps, 'config'>): string | undefined {
  return cookieOf(c, gateway).isPlain ? getCookie(c, cookieName) : getCookie(c, cookieName, 'host')
}
