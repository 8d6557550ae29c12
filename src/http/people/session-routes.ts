// Signing in and out, and what a signed-in person sees of themselves: sessions and passkeys. better-auth's own routes are never
// reachable; these call its door.

import { Hono, type Context } from 'hono'
import {
  codeRequestSchema,
  codeSentSchema,
  meSchema,
  newPasskeySchema,
  passkeyOptionsSchema,
  passkeySignInSchema,
  passkeysSchema,
  sessionStateSchema,
  sessionsSchema,
  signInSchema,
  type CodeSent,
  type Me,
  type PasskeyOptions,
  type Passkeys,
  type SessionState,
  type Sessions,
} from '#contract/people.ts'
import { GatewayError, type ErrorCode } from '#errors.ts'
import { isExpected, sendCode } from '#people/codes.ts'
import type { Call, Door, DoorReply } from '#people/door.ts'
import { freshMs } from '#people/lifetimes.ts'
import { noticeNewSignIn } from '#people/new-sign-in.ts'
import type { People } from '#people/people.ts'
import {
  deleteOtherSessions,
  deletePasskey,
  deleteSession,
  listPasskeys,
  listSessions,
} from '#store/people.ts'
import { clientAddressOf } from '../client-address.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseBody, parseUnverified } from '../parse.ts'
import { respondProblem } from '../problem.ts'
import type { Route } from '../route.ts'
import { sessionCookies, type Guards, type SignedIn } from './guards.ts'
import { json, personErrors } from './person-route.ts'

const signInErrors: readonly ErrorCode[] = [
  'bad_request',
  'code_refused',
  'forbidden',
  'body_too_large',
  'too_many_requests',
  'internal',
]

export const sessionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/session/code',
    who: 'anybody',
    summary: 'Mails a sign-in code. The answer is the same for every address.',
    request: codeRequestSchema,
    response: json(codeSentSchema),
    errors: [...signInErrors, 'mail_unavailable'],
  },
  {
    method: 'POST',
    path: '/api/session',
    who: 'anybody',
    summary: 'Signs in with a code; somebody new becomes a person.',
    request: signInSchema,
    response: json(meSchema),
    errors: signInErrors,
  },
  {
    method: 'GET',
    path: '/api/session',
    who: 'anybody',
    summary: 'Whether somebody is signed in, and who.',
    response: json(sessionStateSchema),
    errors: ['forbidden', 'internal'],
  },
  {
    method: 'POST',
    path: '/api/session/passkey/options',
    who: 'anybody',
    summary: 'What a browser needs to sign in with a passkey.',
    response: json(passkeyOptionsSchema),
    errors: ['forbidden', 'too_many_requests', 'internal'],
  },
  {
    method: 'POST',
    path: '/api/session/passkey',
    who: 'anybody',
    summary: 'Signs in with a passkey.',
    request: passkeySignInSchema,
    response: json(meSchema),
    errors: [...signInErrors, 'passkey_refused'],
  },
  {
    method: 'DELETE',
    path: '/api/session',
    who: 'anybody',
    summary: 'Signs out.',
    errors: ['forbidden', 'internal'],
  },
  {
    method: 'GET',
    path: '/api/me',
    who: 'person',
    summary: 'Who is signed in.',
    response: json(meSchema),
    errors: personErrors,
  },
  {
    method: 'GET',
    path: '/api/me/sessions',
    who: 'person',
    summary: 'Where the person is signed in.',
    response: json(sessionsSchema),
    errors: personErrors,
  },
  {
    method: 'DELETE',
    path: '/api/me/sessions',
    who: 'person',
    summary: 'Ends all of the person’s sessions but this one.',
    errors: personErrors,
  },
  {
    method: 'DELETE',
    path: '/api/me/sessions/:sessionId',
    who: 'person',
    summary: 'Ends one of the person’s sessions.',
    errors: [...personErrors, 'not_found'],
  },
  {
    method: 'GET',
    path: '/api/me/passkeys',
    who: 'person',
    summary: 'The person’s passkeys.',
    response: json(passkeysSchema),
    errors: personErrors,
  },
  {
    method: 'POST',
    path: '/api/me/passkeys/options',
    who: 'person',
    summary: 'What a browser needs to make a passkey.',
    response: json(passkeyOptionsSchema),
    errors: [...personErrors, 'sign_in_again'],
  },
  {
    method: 'POST',
    path: '/api/me/passkeys',
    who: 'person',
    summary: 'Adds a passkey.',
    request: newPasskeySchema,
    errors: [...personErrors, 'sign_in_again', 'passkey_refused', 'body_too_large'],
  },
  {
    method: 'DELETE',
    path: '/api/me/passkeys/:passkeyId',
    who: 'person',
    summary: 'Removes a passkey.',
    errors: [...personErrors, 'sign_in_again', 'not_found'],
  },
]

type SessionDeps = Pick<Gateway, 'config' | 'unverified'> & { people: People; guards: Guards }

export function serveSessions(deps: SessionDeps): Hono<Env> {
  const { people, guards, config } = deps
  const { db, ports } = people
  const app = new Hono<Env>()

  const callOf = (c: Context<Env>): Call => ({
    cookie: sessionCookies(c),
    origin: c.req.header('Origin'),
    address: clientAddressOf(c, config),
    userAgent: c.req.header('User-Agent'),
  })
  /** Asks the door and passes its cookies on. Returns the value, or the answer to a refusal. */
  async function ask<T>(
    c: Context<Env>,
    question: (door: Door, call: Call) => Promise<DoorReply<T>>,
    refusal: ErrorCode,
  ): Promise<{ value: T } | Response> {
    const reply = await question(await people.openDoor(), callOf(c))
    for (const cookie of reply.cookies) c.header('Set-Cookie', cookie, { append: true })
    if (reply.ok) return { value: reply.value }
    if (reply.reason === 'too_many') return tooMany(c, reply.waitSeconds)
    throw new GatewayError(reply.reason === 'not_fresh' ? 'sign_in_again' : refusal)
  }
  /** The person, once their new cookie counts. */
  async function respondMe(c: Context<Env>, cookies: readonly string[]): Promise<Response> {
    const door = await people.openDoor()
    const cookie = cookies.map((one) => one.split(';')[0]).join('; ')
    const session = await door.findSession(cookie)
    if (!session) throw new GatewayError('internal')
    return c.json(await describeMe(people, session))
  }
  const cookiesSet = (c: Context<Env>) => c.res.headers.getSetCookie()

  app.post('/api/session/code', async (c) => {
    const { email, locale = 'en' } = await parseUnverified(c, deps, codeRequestSchema)
    const sent = await sendCode(people, callOf(c), { email, locale })
    if (sent.ok) {
      const response: CodeSent = { resendAfterSeconds: sent.resendAfterSeconds }
      return c.json(response)
    }
    if (sent.reason === 'too_many') return tooMany(c, sent.waitSeconds)
    throw new GatewayError('bad_request', { detail: 'No code can be sent to this address.' })
  })

  app.post('/api/session', async (c) => {
    const { email, code, locale = 'en' } = await parseUnverified(c, deps, signInSchema)
    if (!(await isExpected(people, email))) throw new GatewayError('code_refused')
    const entered = await ask(c, (door, call) => door.enter(call, { email, code }), 'code_refused')
    if (entered instanceof Response) return entered
    await noticeNewSignIn(people, {
      personId: entered.value,
      email,
      locale,
      userAgent: c.req.header('User-Agent'),
    })
    return respondMe(c, cookiesSet(c))
  })

  app.get('/api/session', async (c) => {
    const signedIn = await guards.findSession(c)
    const response: SessionState = signedIn
      ? { signedIn: true, me: await describeMe(people, signedIn) }
      : { signedIn: false }
    return c.json(response)
  })

  app.post('/api/session/passkey/options', async (c) => {
    const made = await ask(c, (door, call) => door.passkeyToUse(call), 'passkey_refused')
    return made instanceof Response ? made : c.json({ options: made.value } as PasskeyOptions)
  })

  app.post('/api/session/passkey', async (c) => {
    const { response } = await parseUnverified(c, deps, passkeySignInSchema)
    const entered = await ask(
      c,
      (door, call) => door.enterByPasskey(call, withoutExtensions(response)),
      'passkey_refused',
    )
    return entered instanceof Response ? entered : respondMe(c, cookiesSet(c))
  })

  app.delete('/api/session', async (c) => {
    const left = await ask(c, (door, call) => door.leave(call), 'forbidden')
    return left instanceof Response ? left : c.body(null, 204)
  })

  app.get('/api/me', async (c) => c.json(await describeMe(people, await guards.requireSession(c))))

  app.get('/api/me/sessions', async (c) => {
    const { personId, sessionId } = await guards.requireSession(c)
    const sessions = await listSessions(db, { personId, nowMs: ports.now() })
    const response: Sessions = {
      sessions: sessions.map((session) => ({ ...session, isThis: session.id === sessionId })),
    }
    return c.json(response)
  })

  app.delete('/api/me/sessions', async (c) => {
    const { personId, sessionId } = await guards.requireSession(c)
    await deleteOtherSessions(db, { personId, sessionId })
    return c.body(null, 204)
  })

  app.delete('/api/me/sessions/:sessionId', async (c) => {
    const { personId } = await guards.requireSession(c)
    const isDeleted = await deleteSession(db, { personId, sessionId: c.req.param('sessionId') })
    if (!isDeleted) throw new GatewayError('not_found')
    return c.body(null, 204)
  })

  app.get('/api/me/passkeys', async (c) => {
    const { personId } = await guards.requireSession(c)
    return c.json({ passkeys: await listPasskeys(db, personId) } satisfies Passkeys)
  })

  app.post('/api/me/passkeys/options', async (c) => {
    guards.requireFresh(await guards.requireSession(c))
    const made = await ask(c, (door, call) => door.passkeyToMake(call), 'passkey_refused')
    return made instanceof Response ? made : c.json({ options: made.value } as PasskeyOptions)
  })

  app.post('/api/me/passkeys', async (c) => {
    guards.requireFresh(await guards.requireSession(c))
    const { response, name } = await parseBody(c, newPasskeySchema)
    const passkey = { response: withoutExtensions(response), name }
    const added = await ask(c, (door, call) => door.addPasskey(call, passkey), 'passkey_refused')
    return added instanceof Response ? added : c.body(null, 204)
  })

  app.delete('/api/me/passkeys/:passkeyId', async (c) => {
    const signedIn = await guards.requireSession(c)
    guards.requireFresh(signedIn)
    const { personId } = signedIn
    const isDeleted = await deletePasskey(db, { personId, passkeyId: c.req.param('passkeyId') })
    if (!isDeleted) throw new GatewayError('not_found')
    return c.body(null, 204)
  })

  return app
}

const tooMany = (c: Context<Env>, waitSeconds: number) =>
  respondProblem(c, new GatewayError('too_many_requests'), { 'Retry-After': String(Math.ceil(waitSeconds)) })

/**
 * Our page clears the results of extensions before it posts a credential, because that of PRF opens keys. Should a page forget it,
 * they still go no further than here.
 */
const withoutExtensions = (response: Record<string, unknown>) => ({ ...response, clientExtensionResults: {} })

async function describeMe({ db, signUp }: People, signedIn: SignedIn): Promise<Me> {
  const { personId, email, sessionId, createdAtMs } = signedIn
  return {
    id: personId,
    email,
    sessionId,
    signedInAt: new Date(createdAtMs).toISOString(),
    freshUntil: new Date(createdAtMs + freshMs).toISOString(),
    hasPasskey: (await listPasskeys(db, personId)).length > 0,
    signUp,
  }
}
