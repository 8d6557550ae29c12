// The Stripe API that the extension's calls go to: any implementation of the interface, or an address with a key.

import type { EnvironmentName } from '../facts.ts'

export interface StripeUpstream {
  /** The environments that have a key. */
  environments: readonly EnvironmentName[]
  /** Shown masked in errors about missing permissions. */
  keyFor(environment: EnvironmentName): string
  send(environment: EnvironmentName, request: UpstreamRequest): Promise<Response>
}
type UpstreamRequest = {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | undefined
}

const answerMsMax = 20_000

/** Headers of the extension that are passed to Stripe. Its authorization is only a placeholder. */
const passed = ['content-type', 'stripe-version', 'idempotency-key', 'stripe-account', 'accept-language']

/** Builds the request to a Stripe API, with the extension's headers that may pass. */
export function requestTo(
  base: string,
  key: string,
  { method, path, headers, body }: UpstreamRequest,
): Request {
  const sent = new Headers({ authorization: `Bearer ${key}` })
  for (const name of passed) if (headers[name]) sent.set(name, headers[name])
  const withBody = body !== undefined && method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(path, base), {
    method,
    headers: sent,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerMsMax),
    ...(withBody ? { body } : {}),
  })
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Why an address and its key may not be used, or undefined if they may. */
export function refuseUpstream(url: string, key: string): string | undefined {
  if (!URL.canParse(url)) return 'The address of the Stripe API is not a valid URL.'
  const { protocol, hostname } = new URL(url)
  const isLocal = loopback.has(hostname)
  if (protocol !== 'https:' && !isLocal) return 'The Stripe API must be called over https.'
  if (!/^(sk|rk)_(test|live)_\w+$/.test(key))
    return 'STRIPE_API_KEY must be a restricted or secret key of test mode: rk_test_… or sk_test_….'
  if (/^(sk|rk)_live_/.test(key) && !isLocal)
    return 'A live key is refused: an extension under development would act on real customers. Use a key of test mode.'
  return undefined
}

/** A remote Stripe API: a simulator in another process, or Stripe itself in test mode. */
export function remoteUpstream(url: string, key: string): StripeUpstream {
  const refusal = refuseUpstream(url, key)
  if (refusal) throw new Error(refusal)
  const isLive = /^(sk|rk)_live_/.test(key)
  return {
    environments: isLive ? ['live'] : ['test', 'sandbox'],
    keyFor: () => key,
    send: (_, request) => fetch(requestTo(url, key, request)),
  }
}
