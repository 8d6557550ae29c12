// Proves who asks on the sidebar's and the proxy lane's routes: by the secret header, else by a connection key.
// The secret header is judged without a promise: the proxy's hot path depends on it.

import type { Config } from '#config.ts'
import { equalsInConstantTime, Secret } from '#secret.ts'
import type { FoundConnectionKey } from '#store/connection-keys.ts'
import { hashConnectionKey, isConnectionKey } from './connection-key.ts'
import { selfTenantId, type Principal } from './principal.ts'
import { readScope } from './scope.ts'

/** `repeated` is a malformed request (400). Routes answer the other two alike, so that nobody learns what was wrong. */
export type AuthenticationFault = 'missing' | 'wrong' | 'repeated'

export type Authentication = { ok: true; principal: Principal } | { ok: false; reason: AuthenticationFault }

export type AuthenticateOptions = {
  config: Config
  findConnectionKey: (hash: string) => Promise<FoundConnectionKey | undefined>
  now: () => number
  /** Hears of each connection key that is valid. Must not keep the request waiting. */
  noteUse?: (key: { tenantId: string; id: string }) => void
  /** Also take a connection key from `x-user-id`, as older iframes send it. Only on the proxy lane. */
  acceptUserId?: boolean
}

const bySecret: Authentication = {
  ok: true,
  principal: Object.freeze({ kind: 'secret_header', tenantId: selfTenantId, name: 'secret header' }),
}
const no = (reason: AuthenticationFault): Authentication => ({ ok: false, reason })
const missing = no('missing')
const wrong = no('wrong')
const repeated = no('repeated')

/** Longer headers are not compared at all: the work of a comparison grows with what is presented. */
const presentedCharsMax = 1024

/** Compares with every configured secret, so that the time does not tell which of them matched. */
function isOneOf(presented: string, secrets: readonly Secret[]): boolean {
  let found = false
  if (presented.length > presentedCharsMax) return found
  for (const secret of secrets) if (equalsInConstantTime(presented, secret.reveal())) found = true
  return found
}

async function byConnectionKey(key: string, options: AuthenticateOptions): Promise<Authentication> {
  // The lookup goes by hash: how long it takes says nothing about the key. https://codahale.com/a-lesson-in-timing-attacks/
  const found = await options.findConnectionKey(await hashConnectionKey(key))
  if (!found || (found.expiresAtMs !== undefined && found.expiresAtMs <= options.now())) return wrong
  const { id, tenantId, name, mode = null, scope: stored = null } = found
  // Limits that cannot be read may be any, so the key is as good as none.
  const scope = readScope({ mode, scope: stored })
  if (!scope) return wrong
  options.noteUse?.({ tenantId, id })
  const limits = Object.keys(scope).length === 0 ? {} : { scope }
  const opener = tenantId === selfTenantId ? {} : { opener: new Secret(key) }
  return { ok: true, principal: { kind: 'connection_key', tenantId, keyId: id, name, ...limits, ...opener } }
}

/**
 * `getHeader` takes lower-case names and joins repeated headers with a comma. Where the secret header is present it alone decides.
 * Neither secrets nor keys can hold a comma, so a comma means a header sent twice.
 */
export function authenticate(
  getHeader: (name: string) => string | undefined,
  options: AuthenticateOptions,
): Authentication | Promise<Authentication> {
  const { config } = options
  const authorization = getHeader('authorization')
  if (authorization?.includes(',')) return repeated
  const presented = getHeader(config.proxyHeader.toLowerCase())
  if (presented !== undefined) {
    if (presented.includes(',')) return repeated
    return isOneOf(presented, config.proxySecrets) ? bySecret : wrong
  }
  const userId = options.acceptUserId ? getHeader('x-user-id') : undefined
  if (userId?.includes(',')) return repeated
  if (authorization === undefined && userId === undefined) return missing
  const key = authorization === undefined ? userId : /^Bearer (\S{1,100})$/i.exec(authorization)?.[1]
  return key !== undefined && isConnectionKey(key) ? byConnectionKey(key, options) : wrong
}
