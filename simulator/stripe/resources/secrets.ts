// The endpoints of the secret store of Stripe Apps, over the store of the Dashboard host; one store per account and mode.
// https://docs.stripe.com/api/apps/secret_store

import {
  type AppSecrets,
  createAppSecrets,
  type SecretsCaller,
} from '../../../dashboard/stripe/app-secrets.ts'
import type { Call, Endpoint } from '../call.ts'
import { toJson } from '../json.ts'
import type { Compartment } from '../store.ts'

const stores = new WeakMap<Compartment, AppSecrets>()

function secretsOf({ scene }: Call): AppSecrets {
  const secrets = stores.get(scene.store) ?? createAppSecrets()
  stores.set(scene.store, secrets)
  return secrets
}

/** The API, unlike a Dashboard page, may access the secrets of any user. */
function callerOf({ params, scene, nowMs, ids }: Call): SecretsCaller {
  const scope = params['scope']
  const user = typeof scope === 'object' && !Array.isArray(scope) ? scope['user'] : undefined
  return {
    userId: typeof user === 'string' ? user : '',
    livemode: scene.store.livemode,
    nowMs,
    newId: () => ids.next('appsecret'),
  }
}

const endpoint = (
  method: Endpoint['method'],
  path: string,
  operation: 'set' | 'list' | 'find' | 'remove',
): Endpoint => ({
  method,
  path,
  takes: { name: 'text', scope: 'map', payload: 'word', expires_at: 'integer' },
  needs: ['rak_secret_write'],
  kind: 'apps.secret',
  answer: (call) => toJson(secretsOf(call)[operation](call.params, callerOf(call))),
})

/** All endpoints of the secret store. */
export const secretEndpoints: Endpoint[] = [
  endpoint('POST', '/v1/apps/secrets', 'set'),
  endpoint('GET', '/v1/apps/secrets/find', 'find'),
  endpoint('POST', '/v1/apps/secrets/delete', 'remove'),
  endpoint('GET', '/v1/apps/secrets', 'list'),
]
