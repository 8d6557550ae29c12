// Builds a route of the Stripe App: it checks proof, arguments, resource, account and nonce, then calls the handler.

import type { Context } from 'hono'
import type { z } from 'zod'
import { toAppPrincipal, type AppPrincipal } from '#auth/stripe-app/app-principal.ts'
import type { Verified } from '#auth/stripe-app/verify-signed.ts'
import { selfTenantId } from '#auth/principal.ts'
import type { Mode } from '#contract/billing.ts'
import type { SignedOp } from '#contract/signed.ts'
import type { Caller } from '#definitions/context.ts'
import { GatewayError, type ErrorCode } from '#errors.ts'
import { createAppAccounts, type AppAccount, type FoundAppAccount } from '#tenants/app-account.ts'
import type { Nonce } from '#store/nonces.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseValue } from '../parse.ts'
import { createNonces, nonceOf } from './nonces.ts'
import { createProve } from './prove.ts'

/** Errors that any signed route may return. */
export const signedErrors: readonly ErrorCode[] = [
  'bad_request',
  'signature_refused',
  'forbidden',
  'not_installed',
  'nonce_used',
  'body_too_large',
  'too_many_requests',
  'internal',
  'stripe_unreachable',
]

/** The caller and the account, in the form that panels, actions and sources take. */
export type SignedWho = AppAccount & {
  principal: AppPrincipal
  tenant: Tenant
  caller: Caller
  mode: Mode
  sandbox: boolean
  requestId: string
  signal: AbortSignal
}

export type SignedCall<Args> = {
  c: Context<Env>
  args: Args
  who: SignedWho
  /** To be taken by the transaction of the request's effect. Absent if it is already taken. */
  nonce?: Nonce
}

type SignedRouteOptions<Args> = {
  /** The expected `resource` of the envelope, from the address or the arguments. Without this, `resource` must be absent. */
  resource?: (args: Args, c: Context<Env>) => string
  /** Also accepts Stripe's plain form, if the settings allow it. Only for routes that change nothing: it has no nonce. */
  plain?: true
  /** Requests whose nonce the handler takes, whatever their outcome. The nonce of any other is taken before the handler. */
  leavesNonce?: (args: Args) => boolean
}

export type SignedRoute = <S extends z.ZodType>(
  op: SignedOp,
  argsSchema: S,
  handler: (call: SignedCall<z.infer<S>>) => Promise<Response> | Response,
  options?: SignedRouteOptions<z.infer<S>>,
) => (c: Context<Env>) => Promise<Response>

/** Creates `signedRoute`, used as `app.post('/stripe-app/…', signedRoute('op', argsSchema, handler))`. */
export function createSignedRoute(gateway: Gateway): SignedRoute {
  const prove = createProve(gateway)
  const admit = createAdmit(gateway)
  const nonces = createNonces(gateway)
  return (op, argsSchema, handler, options = {}) =>
    async (c) => {
      const acceptPlain = options.plain === true && gateway.config.stripeAppPlainSignatures
      const verified = await prove(c, { op, acceptPlain })
      if (verified instanceof Response) return verified
      const call = await logRefusal(c, op, async () => {
        const args = parseValue(argsSchema, verified.args, 'args')
        checkResource(verified, options.resource?.(args, c))
        const who = await admit(c, verified)
        const nonce = nonceOf(who, verified)
        if (nonce && options.leavesNonce?.(args)) {
          await nonces.assertUnused(nonce)
          return { c, args, who, nonce }
        }
        if (nonce) await nonces.take(nonce)
        return { c, args, who }
      })
      return handler(call)
    }
}

/** Logs only the code; the request stays out of the log. */
async function logRefusal<T>(c: Context<Env>, op: SignedOp, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GatewayError) c.var.log.info('signature.refused', { reason: error.code, op })
    throw error
  }
}

function checkResource(verified: Verified, expected: string | undefined): void {
  if (verified.form === 'plain' || verified.envelope.resource === expected) return
  throw new GatewayError('forbidden', { detail: 'This was signed for something else (resource).' })
}

const refusals: Record<Extract<FoundAppAccount, { ok: false }>['reason'], () => GatewayError> = {
  not_installed: () => new GatewayError('not_installed'),
  key_unanswered: () => new GatewayError('stripe_unreachable'),
  key_refused: () =>
    new GatewayError('not_installed', {
      detail:
        'Stripe does not say which account a key of STRIPE_API_KEY belongs to. Run tillside doctor, or name the account in STRIPE_APP_ACCOUNTS.',
    }),
}

/** Sets `principal` and `tenant`; refuses accounts without the app, and modes without a key. */
function createAdmit(gateway: Gateway) {
  const accounts = createAppAccounts({
    ...gateway,
    accountsOf: (tenant) => gateway.contextOf(tenant).accounts(),
  })
  return async (c: Context<Env>, verified: Verified): Promise<SignedWho> => {
    const { principal, tenant } = await identify(gateway, c, verified)
    const { mode, accountId, userId, roles, sandbox, name } = principal
    if (mode === undefined) {
      throw new GatewayError('bad_request', { detail: 'The signed payload does not say livemode.' })
    }
    const found = await accounts.find(tenant, { accountId, mode })
    if (!found.ok) throw refusals[found.reason]()
    const { account, connected } = found
    // The plain form can be replayed while its signature is valid, so it gets no roles and can only read.
    const caller: Caller = {
      id: userId ?? accountId,
      kind: 'stripe_app',
      name,
      roles: verified.form === 'plain' ? [] : roles,
    }
    const { requestId, signal } = c.var
    const base = { principal, tenant, caller, account, mode, sandbox, requestId, signal }
    return connected === undefined ? base : { ...base, connected }
  }
}

/** Finds principal and tenant. The signing secrets belong to the self-hosted tenant. */
export async function identify(
  gateway: Pick<Gateway, 'tenants'>,
  c: Context<Env>,
  verified: Verified,
): Promise<{ principal: AppPrincipal; tenant: Tenant }> {
  const principal = toAppPrincipal(selfTenantId, verified)
  const tenant = await gateway.tenants.find({ tenantId: principal.tenantId })
  if (!tenant) throw new GatewayError('signature_refused')
  c.set('principal', principal)
  c.set('tenant', tenant)
  return { principal, tenant }
}
