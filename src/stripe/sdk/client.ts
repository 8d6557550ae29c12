// Creates Stripe's own client for the functions of a configuration: typed, over our network port, pinned to our API version. The
// gateway itself reads through upstream.ts, which is bounded and rationed.

import { Stripe } from 'stripe'
import type { Config } from '#config.ts'
import type { StripeAccount } from '#contract/billing.ts'
import { observing } from '#definitions/observed.ts'
import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'
import type { AccountAccess } from '../api/account-access.ts'
import { stripeVersion } from '../api/fetch-json.ts'

/** `acct_…` of a connected account. */
type ConnectedId = string

export interface StripeClients {
  /** The client for this account, or one connected to it, with the read key. Throws `RangeError` for an unknown account. */
  reading(account: StripeAccount, connected?: ConnectedId, signal?: AbortSignal): Stripe
  /** The same with the key for actions; `undefined` if none is configured. */
  acting(account: StripeAccount, connected?: ConnectedId, signal?: AbortSignal): Stripe | undefined
}

export type StripeClientsOptions = {
  tenant: { accounts: readonly AccountAccess[] }
  config: Pick<Config, 'stripeApiBase' | 'stripeActionsKeys'>
  ports: Pick<Ports, 'fetch'>
}

/** For each request and each retry, within the deadline of the panel or the action. */
const timeoutMs = 10_000
const retriesMax = 1

type ClientOptions = {
  config: Pick<Config, 'stripeApiBase'>
  ports: Pick<Ports, 'fetch'>
  signal?: AbortSignal | undefined
}

/** Creates a client with one key. It costs a tenth of a millisecond, so each call can have its own signal. */
export function openStripe(
  key: Secret,
  { config, ports, signal }: ClientOptions,
  headers: { stripeAccount?: string; stripeContext?: string } = {},
): Stripe {
  const { hostname, port, protocol } = new URL(config.stripeApiBase)
  return new Stripe(key.reveal(), {
    apiVersion: stripeVersion,
    httpClient: Stripe.createFetchHttpClient(boundFetch(ports, signal)),
    host: hostname,
    protocol: protocol === 'http:' ? 'http' : 'https',
    ...(port ? { port } : {}),
    ...headers,
    timeout: timeoutMs,
    maxNetworkRetries: retriesMax,
    telemetry: false,
  })
}

/** Creates the clients of one tenant. */
export function createStripeClients({ tenant, config, ports }: StripeClientsOptions): StripeClients {
  const open = (
    { key, context }: { key: Secret; context?: string },
    connected: ConnectedId | undefined,
    signal: AbortSignal | undefined,
  ) =>
    // Observed, because a function of the configuration may leave failed calls behind.
    observing(openStripe(key, { config, ports, signal }, headersOf(context, connected)))
  const known = ({ key }: StripeAccount) => {
    const access = tenant.accounts.find(({ account }) => account.key === key)
    if (!access) throw new RangeError('this tenant has no such Stripe account')
    return access
  }
  return {
    reading: (account, connected, signal) => open(known(account), connected, signal),
    acting(account, connected, signal) {
      // By the configured name, which pairs the two settings.
      const { name, mode } = known(account).account
      const found = config.stripeActionsKeys.find((one) => one.mode === mode && one.name === name)
      return found && open(found, connected, signal)
    },
  }
}

/** With an organization's key, a connected account is addressed through its platform account. */
function headersOf(context: string | undefined, connected: ConnectedId | undefined) {
  if (context !== undefined) return { stripeContext: connected ? `${context}/${connected}` : context }
  return connected ? { stripeAccount: connected } : {}
}

/** Our port in the form the client expects. A redirect fails, and nothing is sent once nobody waits. */
function boundFetch(ports: Pick<Ports, 'fetch'>, signal: AbortSignal | undefined) {
  return async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    signal?.throwIfAborted()
    const signals = [init.signal, signal].filter((one) => one !== undefined && one !== null)
    const response = await ports.fetch(input, {
      ...init,
      redirect: 'manual',
      ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}),
    })
    // The client treats any status below 400 as a success.
    if (response.status >= 300 && response.status < 400) throw new TypeError('redirected')
    return response
  }
}
