// Stripe's secret store for apps, in memory: /v1/apps/secrets. Account secrets are shared, a user's secrets are private.
// https://docs.stripe.com/api/secret_management

import { randomBytes } from 'node:crypto'
import { type Params, parseForm, textsOf } from './form.ts'
import { refusals } from './errors.ts'
import type { StripeRequest } from './permissions.ts'

type Scope = { type: 'account' } | { type: 'user'; user: string }
type StoredSecret = {
  id: string
  object: 'apps.secret'
  created: number
  deleted?: true
  expires_at: number | null
  livemode: boolean
  name: string
  scope: Scope
  payload: string
}
export type SecretsCaller = {
  userId: string
  livemode: boolean
  nowMs: number
  /** Makes the id of a new secret; random by default. */
  newId?: () => string
}

/** Stripe's own limit. */
const accountSecretsMax = 10

const textAt = (params: Params, name: string): string => {
  const value = params[name]
  if (typeof value !== 'string') throw refusals.missingParameter(name)
  if (value === '') throw refusals.emptyParameter(name)
  return value
}

/** A user scope names the user, who must be the signed-in one. */
function scopeOf(params: Params, { userId }: SecretsCaller): Scope {
  const scope = params['scope']
  if (typeof scope !== 'object' || Array.isArray(scope)) throw refusals.missingParameter('scope')
  const { type, user } = scope
  if (type === 'account') return { type }
  if (type !== 'user')
    throw refusals.wrongValue('scope[type]', `Invalid scope[type]: must be one of account or user`)
  if (user !== userId)
    throw refusals.wrongValue('scope[user]', 'You may only access secrets of the signed-in user.')
  return { type, user: userId }
}

const keyOf = (scope: Scope, livemode: boolean): string =>
  `${livemode ? 'live' : 'test'} ${scope.type} ${scope.type === 'user' ? scope.user : ''}`

const shown = ({ payload, ...secret }: StoredSecret, params: Params): object =>
  textsOf(params['expand']).some((name) => /(?:^|\.)payload$/.test(name)) ? { ...secret, payload } : secret

const randomId = (): string => `appsecret_${randomBytes(12).toString('hex')}`

/** Each method returns the response body and throws Stripe's refusals. */
export type AppSecrets = {
  set(params: Params, caller: SecretsCaller): object
  list(params: Params, caller: SecretsCaller): object
  find(params: Params, caller: SecretsCaller): object
  remove(params: Params, caller: SecretsCaller): object
  /** Calls the method for the request; undefined if the request is for another resource. */
  answer(request: StripeRequest, caller: SecretsCaller): object | undefined
}

export function createAppSecrets(): AppSecrets {
  const byScope = new Map<string, Map<string, StoredSecret>>()
  const namesIn = (scope: Scope, { livemode, nowMs }: SecretsCaller): Map<string, StoredSecret> => {
    const key = keyOf(scope, livemode)
    const stored = byScope.get(key) ?? new Map<string, StoredSecret>()
    byScope.set(key, stored)
    for (const { name, expires_at: at } of stored.values())
      if (at !== null && at * 1000 <= nowMs) stored.delete(name)
    return stored
  }
  const set = (params: Params, caller: SecretsCaller): object => {
    const name = textAt(params, 'name')
    const payload = textAt(params, 'payload')
    const scope = scopeOf(params, caller)
    const stored = namesIn(scope, caller)
    if (scope.type === 'account' && !stored.has(name) && stored.size >= accountSecretsMax)
      throw refusals.invalid(`An account can have at most ${accountSecretsMax} secrets.`)
    const expires = params['expires_at']
    const secret: StoredSecret = {
      id: stored.get(name)?.id ?? (caller.newId ?? randomId)(),
      object: 'apps.secret',
      created: Math.floor(caller.nowMs / 1000),
      expires_at: typeof expires === 'string' ? Number(expires) : null,
      livemode: caller.livemode,
      name,
      scope,
      payload,
    }
    stored.set(name, secret)
    return shown(secret, params)
  }
  const storedAt = (params: Params, caller: SecretsCaller): StoredSecret => {
    const name = textAt(params, 'name')
    const secret = namesIn(scopeOf(params, caller), caller).get(name)
    if (!secret) throw refusals.missing('apps.secret', name, undefined, undefined)
    return secret
  }
  const find = (params: Params, caller: SecretsCaller): object => shown(storedAt(params, caller), params)
  const remove = (params: Params, caller: SecretsCaller): object => {
    const secret = storedAt(params, caller)
    namesIn(secret.scope, caller).delete(secret.name)
    return { ...shown(secret, {}), deleted: true }
  }
  const list = (params: Params, caller: SecretsCaller): object => ({
    object: 'list',
    data: [...namesIn(scopeOf(params, caller), caller).values()].map((secret) => shown(secret, params)),
    has_more: false,
    url: '/v1/apps/secrets',
  })
  return {
    set,
    list,
    find,
    remove,
    answer({ method, path, body = '' }, caller) {
      const { pathname, search } = new URL(path, 'https://api.stripe.com')
      const params = { ...parseForm(search.slice(1)), ...parseForm(body) }
      switch (`${method} ${pathname}`) {
        case 'POST /v1/apps/secrets':
          return set(params, caller)
        case 'GET /v1/apps/secrets':
          return list(params, caller)
        case 'GET /v1/apps/secrets/find':
          return find(params, caller)
        case 'POST /v1/apps/secrets/delete':
          return remove(params, caller)
        default:
          return undefined
      }
    },
  }
}
