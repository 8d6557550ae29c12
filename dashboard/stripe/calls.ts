// One call of the extension to Stripe: checks the permissions of app and person, then answers from the app's secret store or
// passes the call on to Stripe. The response is plain data, since it crosses a port.

import { errorBody, refusals, RefusalError } from './errors.ts'
import type { AppManifest } from '../app/manifest.ts'
import type { EnvironmentName, Viewer } from '../facts.ts'
import type { StripeResponse, StripeCall } from '../host-api.ts'
import type { AppSecrets } from './app-secrets.ts'
import { lackingPermissions } from './permissions.ts'
import type { StripeUpstream } from './upstream.ts'

export type StripeCaller = {
  manifest: AppManifest
  viewer: Viewer
  environment: EnvironmentName
  accountId: string
  nowMs: number
}
export type StripeCallDeps = { upstream: StripeUpstream; secrets: AppSecrets }

let requests = 0

const answered = (
  path: string,
  status: number,
  json: unknown,
  headers: Record<string, string> = {},
): StripeResponse => ({
  json,
  headers: { 'content-type': 'application/json', ...headers },
  ok: status >= 200 && status < 300,
  redirected: false,
  status,
  statusText: '',
  type: 'basic',
  url: `https://api.stripe.com${path}`,
})

/** A refusal by the preview itself, in Stripe's wording and format. */
function refusedResponse(path: string, refusal: RefusalError): StripeResponse {
  requests += 1
  const headers = { 'request-id': `req_preview${String(requests).padStart(6, '0')}` }
  return answered(path, refusal.status, JSON.parse(errorBody(refusal, undefined)) as unknown, headers)
}

/** As at Stripe, the app must have the permission and the person must be allowed to do it. */
function refusePermission(call: StripeCall, caller: StripeCaller, key: string): RefusalError | undefined {
  const { manifest, viewer, accountId } = caller
  const lacking = lackingPermissions(
    manifest.permissions.map(({ permission }) => permission),
    call,
  )
  if (lacking.length > 0)
    return refusals.permission(
      key,
      accountId,
      lacking.map((name) => `rak_${name}`),
    )
  const isWrite = !['GET', 'HEAD'].includes(call.method)
  if (isWrite && !viewer.canWrite)
    return new RefusalError(403, {
      type: 'invalid_request_error',
      message: `Your account role (${viewer.roles.map(({ name }) => name).join(', ')}) does not have the required permissions for this endpoint on account '${accountId}'.`,
    })
  return undefined
}

/** The calls that the preview answers itself, because they concern the app and the person, not business data. */
function answerHere(call: StripeCall, caller: StripeCaller, secrets: AppSecrets): unknown {
  const { viewer, environment, nowMs } = caller
  if (call.method === 'GET' && call.path === '/v1/user/email') return { object: 'user', email: viewer.email }
  return secrets.answer(call, { userId: viewer.id, livemode: environment === 'live', nowMs })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Resolves also when Stripe refuses the call; rejects only when Stripe cannot be reached. */
export async function callStripe(
  call: StripeCall,
  caller: StripeCaller,
  deps: StripeCallDeps,
): Promise<StripeResponse> {
  const { upstream, secrets } = deps
  try {
    const refusal = refusePermission(call, caller, upstream.keyFor(caller.environment))
    if (refusal) throw refusal
    const own = answerHere(call, caller, secrets)
    if (own !== undefined) return answered(call.path, 200, own)
  } catch (error) {
    if (error instanceof RefusalError) return refusedResponse(call.path, error)
    throw error
  }
  const response = await upstream.send(caller.environment, call)
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'))
  return answered(call.path, response.status, parsed(await response.text()), headers)
}
