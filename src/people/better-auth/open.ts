// Opens better-auth behind our interface: the only file that calls it. Loaded with import() at the first use, because it is large and
// self-hosted gateways never need it.

import { betterAuth } from 'better-auth'
import type { Call, Door, DoorReply, DoorSession, Refusal } from '../door.ts'
import { addressHeader, basePath, betterAuthOptions, type BetterAuthDeps } from './options.ts'

type OpenDeps = Omit<BetterAuthDeps, 'onCode'>

/** User agents are stored with a session; longer ones say nothing more. */
const userAgentCharactersMax = 300

export function openBetterAuth(deps: OpenDeps): Door {
  const codes = new WeakMap<Request, string>()
  const auth = betterAuth(
    betterAuthOptions({
      ...deps,
      onCode: (code, request) => {
        if (request) codes.set(request, code)
      },
    }),
  )

  /** Everything is written anew: nothing of the caller's request gets through but what is named here. */
  function requestOf(call: Call, method: 'GET' | 'POST', path: string, body: object): Request {
    const headers = new Headers({ origin: call.origin ?? 'null' })
    if (call.cookie !== undefined) headers.set('cookie', call.cookie)
    if (call.userAgent !== undefined)
      headers.set('user-agent', call.userAgent.slice(0, userAgentCharactersMax))
    if (call.address !== undefined) headers.set(addressHeader, call.address)
    if (method === 'POST') headers.set('content-type', 'application/json')
    return new Request(`${deps.origin}${basePath}${path}`, {
      method,
      headers,
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    })
  }

  async function ask<T>(request: Request, read: (body: unknown) => T): Promise<DoorReply<T>> {
    const response = await auth.handler(request)
    const body: unknown = await response.json().catch(() => undefined)
    const cookies = response.headers.getSetCookie()
    if (response.ok) return { ok: true, value: read(body), cookies }
    return { ok: false, ...refusalOf(response, body), cookies }
  }
  const post = <T>(call: Call, path: string, body: object, read: (body: unknown) => T) =>
    ask(requestOf(call, 'POST', path, body), read)
  const get = <T>(call: Call, path: string, read: (body: unknown) => T) =>
    ask(requestOf(call, 'GET', path, {}), read)

  return {
    async makeCode(call, email) {
      const request = requestOf(call, 'POST', '/email-otp/send-verification-otp', { email, type: 'sign-in' })
      return ask(request, () => {
        const code = codes.get(request)
        if (code === undefined) throw new Error('better-auth made no code')
        return code
      })
    },
    enter: (call, { email, code }) => post(call, '/sign-in/email-otp', { email, otp: code }, personOf),
    leave: (call) => post(call, '/sign-out', {}, nothing),
    passkeyToMake: (call) => get(call, '/passkey/generate-register-options', asObject),
    addPasskey: (call, { response, name }) =>
      post(call, '/passkey/verify-registration', { response, name }, nothing),
    passkeyToUse: (call) => get(call, '/passkey/generate-authenticate-options', asObject),
    enterByPasskey: (call, response) => post(call, '/passkey/verify-authentication', { response }, personOf),
    async findSession(cookie) {
      const { headers, response } = await auth.api.getSession({
        headers: new Headers({ cookie }),
        returnHeaders: true,
      })
      if (!response) return undefined
      const { session, user } = response
      const found: DoorSession = {
        sessionId: session.id,
        personId: user.id,
        email: user.email,
        createdAtMs: new Date(session.createdAt).getTime(),
        cookies: headers.getSetCookie(),
      }
      return found
    },
  }
}

const nothing = () => undefined
const asObject = (body: unknown): object => (typeof body === 'object' && body !== null ? body : {})

/** Answers contain the session's token too, which goes nowhere. */
function personOf(body: unknown): string {
  const user: unknown = body !== null && typeof body === 'object' && 'user' in body ? body.user : undefined
  const id: unknown = user !== null && typeof user === 'object' && 'id' in user ? user.id : undefined
  return typeof id === 'string' ? id : ''
}

function refusalOf(response: Response, body: unknown): Refusal {
  const code = body !== null && typeof body === 'object' && 'code' in body ? body.code : undefined
  if (response.status === 429) {
    const seconds = Number(response.headers.get('X-Retry-After') ?? 60)
    return { reason: 'too_many', waitSeconds: Number.isFinite(seconds) ? Math.max(1, seconds) : 60 }
  }
  if (code === 'SESSION_NOT_FRESH') return { reason: 'not_fresh' }
  return { reason: 'refused' }
}
