// The secret store of Stripe Apps: secrets by name, of an account or of one person of it. The payload shows only when expanded.
// https://docs.stripe.com/api/apps/secret_store

import { textsOf } from '../../../dashboard/stripe/form.ts'
import { textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { JsonObject } from '../json.ts'
import type { Compartment } from '../store.ts'

type Kept = {
  id: string
  name: string
  scope: { type: 'account' } | { type: 'user'; user: string }
  payload: string
  created: number
  expiresAt: number | null
}

const kept = new WeakMap<Compartment, Map<string, Kept>>()
const accountScopeMax = 10
const needs = ['rak_secret_write']

function secretsOf({ scene }: Call): Map<string, Kept> {
  const known = kept.get(scene.store) ?? new Map<string, Kept>()
  kept.set(scene.store, known)
  return known
}

function scopeOf(call: Call): Kept['scope'] {
  const scope = call.params['scope']
  const given = typeof scope === 'object' && !Array.isArray(scope) ? scope : {}
  if (given['type'] === 'account') return { type: 'account' }
  if (given['type'] === 'user' && typeof given['user'] === 'string')
    return { type: 'user', user: given['user'] }
  throw refusals.missingParameter('scope')
}

function nameOf(call: Call): string {
  const name = textOf(call.params, 'name')
  if (name === undefined || name === '') throw refusals.missingParameter('name')
  return name
}

const placeOf = (name: string, scope: Kept['scope']): string => JSON.stringify([name, scope])

function draw(
  call: Call,
  { id, name, scope, payload, created, expiresAt }: Kept,
  deleted = false,
): JsonObject {
  return {
    id,
    object: 'apps.secret',
    created,
    ...(deleted ? { deleted: true } : {}),
    expires_at: expiresAt,
    livemode: call.scene.store.livemode,
    name,
    ...(textsOf(call.params['expand']).some((path) => /(^|\.)payload$/.test(path)) ? { payload } : {}),
    scope,
  }
}

function create(call: Call): JsonObject {
  const [name, scope, payload] = [nameOf(call), scopeOf(call), textOf(call.params, 'payload')]
  if (payload === undefined) throw refusals.missingParameter('payload')
  if (payload === '')
    throw refusals.invalid('You passed an empty string for payload.', 'parameter_invalid_empty', 'payload')
  const secrets = secretsOf(call)
  const place = placeOf(name, scope)
  const ofAccount = [...secrets.values()].filter((one) => one.scope.type === 'account')
  if (scope.type === 'account' && !secrets.has(place) && ofAccount.length >= accountScopeMax) {
    throw refusals.invalid('An account can hold at most 10 secrets of account scope.')
  }
  const expires = textOf(call.params, 'expires_at')
  const made: Kept = {
    id: secrets.get(place)?.id ?? call.ids.next('appsecret'),
    name,
    scope,
    payload,
    created: Math.floor(call.nowMs / 1000),
    expiresAt: expires === undefined ? null : Number(expires),
  }
  secrets.set(place, made)
  return draw(call, made)
}

function held(call: Call): Kept {
  const name = nameOf(call)
  const found = secretsOf(call).get(placeOf(name, scopeOf(call)))
  if (!found || (found.expiresAt !== null && found.expiresAt * 1000 < call.nowMs)) {
    throw refusals.missing('secret', name)
  }
  return found
}

const endpoint = (part: Pick<Endpoint, 'method' | 'path' | 'answer'>): Endpoint => ({
  ...part,
  takes: { name: 'text', scope: 'map', payload: 'word', expires_at: 'integer' },
  needs,
  kind: 'apps.secret',
})

/** All endpoints of the secret store. */
export const secretEndpoints: Endpoint[] = [
  endpoint({ method: 'POST', path: '/v1/apps/secrets', answer: create }),
  endpoint({ method: 'GET', path: '/v1/apps/secrets/find', answer: (call) => draw(call, held(call)) }),
  endpoint({
    method: 'POST',
    path: '/v1/apps/secrets/delete',
    answer(call) {
      const found = held(call)
      secretsOf(call).delete(placeOf(found.name, found.scope))
      return draw(call, found, true)
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/apps/secrets',
    answer(call) {
      const scope = JSON.stringify(scopeOf(call))
      const data = [...secretsOf(call).values()].filter((one) => JSON.stringify(one.scope) === scope)
      return {
        object: 'list',
        url: '/v1/apps/secrets',
        has_more: false,
        data: data.map((one) => draw(call, one)),
      }
    },
  }),
]
