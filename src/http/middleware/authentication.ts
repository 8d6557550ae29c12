// Authenticates the caller and finds its tenant. A caller without a valid proof only learns that it must sign in.

import { createMiddleware } from 'hono/factory'
import { authenticate } from '#auth/authenticate.ts'
import { selfTenantId, type Principal } from '#auth/principal.ts'
import { modesFor } from '#auth/scope.ts'
import { GatewayError } from '#errors.ts'
import { assertWorks } from '#plan/refusal.ts'
import { findConnectionKeyByHash } from '#store/connection-keys.ts'
import type { Env, Gateway } from '../gateway.ts'
import { respondProblem } from '../problem.ts'

const modesOf = (principal: Principal) =>
  modesFor((principal.kind !== 'stripe_app' && principal.scope) || {}, 'sidebar')

/** Sets `principal`, `tenant` and the modes that the caller's key permits, and prevents caching of all responses. */
export function authentication(gateway: Gateway) {
  const { config, metrics, failures, lastUse } = gateway
  const { now } = gateway.ports
  const noteUse = (key: { tenantId: string; id: string }) => lastUse.note(key)
  metrics.describe('tillside_authentication_failures_total', 'Requests without a valid proof, by reason.')
  const findConnectionKey = async (hash: string) => {
    try {
      return await findConnectionKeyByHash(gateway.db, hash)
    } catch (cause) {
      throw new GatewayError('database_unavailable', { cause })
    }
  }
  return createMiddleware<Env>(async (c, next) => {
    const proof = await authenticate((name) => c.req.header(name), {
      config,
      findConnectionKey,
      now,
      noteUse,
    })
    const tenant = proof.ok ? await gateway.tenants.find(proof.principal) : undefined
    const modes = proof.ok ? modesOf(proof.principal) : []
    if (proof.ok && tenant && modes.length === 0) {
      const detail = 'This connection key is not for the sidebar.'
      c.res = respondProblem(c, new GatewayError('forbidden', { detail }))
    } else if (proof.ok && tenant) {
      if (tenant.id !== selfTenantId && gateway.plan) assertWorks(await gateway.plan.stateOf(tenant.id), 'en')
      c.set('principal', proof.principal)
      c.set('modes', modes)
      c.set('tenant', tenant)
      await next()
    } else if (!proof.ok && proof.reason === 'repeated') {
      c.res = respondProblem(c, new GatewayError('bad_request', { detail: 'A header came twice.' }))
    } else {
      const reason = proof.ok ? 'tenant_gone' : proof.reason
      metrics.count('tillside_authentication_failures_total', { reason })
      const waitSeconds = failures.fail(c.env?.remoteAddress)
      c.res =
        waitSeconds === undefined
          ? respondProblem(c, new GatewayError('unauthenticated'))
          : respondProblem(c, new GatewayError('too_many_requests'), { 'Retry-After': String(waitSeconds) })
    }
    c.header('Cache-Control', 'private, no-store')
    c.header('Vary', `Authorization, ${config.proxyHeader}`, { append: true })
  })
}
