// Stripe's own client for the functions of a configuration: typed, over our network port, pinned to our API version.
// What the gateway itself reads goes through upstream.ts, which is bounded and rationed.

import { Stripe } from 'stripe'
import type { StripeAccount } from '#contract/billing.ts'
import type { Config } from '#config.ts'
import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'
import type { AccountAccess } from './context.ts'
import { stripeVersion } from './fetch-json.ts'

/** `acct_…` of a connected account. */
type ConnectedId = string

export interface StripeClients {
  /** Asks as this account, or one connected to it, with the key that reads. Throws `RangeError` for an account the tenant lacks. */
  reading(account: StripeAccount, connected?: ConnectedId, signal?: AbortSignal): Stripe
  /** The same with the key for actions; `undefined` where none is configured. */
  acting(account: StripeAccount, connected?: ConnectedId, signal?: AbortSignal): Stripe | undefined
}

export type StripeClientsOptions = {
  tenant: { accounts: readonly AccountAccess[] }
  config: Pick<Config, 'stripeApiBase' | 'stripeActionsKeys'>
  ports: Pick<Ports, 'fetch'>
}

/** For one request; every retry has the same again, within the deadline of the panel or the action. */
const timeoutMs = 10_000
const retriesMax = 1

/** Makes the clients of one tenant. A client costs a tenth of a millisecond, so that each call can have its own signal. */
export function createStripeClients({ tenant, config, ports }: StripeClientsOptions): StripeClients {
  const { hostname, port, protocol } = new URL(config.stripeApiBase)
  const open = (key: Secret, connected: ConnectedId | undefined, signal: AbortSignal | undefined) =>
    new Stripe(key.reveal(), {
      apiVersion: stripeVersion,
      httpClient: Stripe.createFetchHttpClient(boundFetch(ports, signal)),
      host: hostname,
      protocol: protocol === 'http:' ? 'http' : 'https',
      ...(port ? { port } : {}),
      ...(connected ? { stripeAccount: connected } : {}),
      timeout: timeoutMs,
      maxNetworkRetries: retriesMax,
      telemetry: false,
    })
  const known = ({ key }: StripeAccount) => {
    const access = tenant.accounts.find(({ account }) => account.key === key)
    if (!access) throw new RangeError('this tenant has no such Stripe account')
    return access
  }
  return {
    reading: (account, connected, signal) => open(known(account).key, connected, signal),
    acting(account, connected, signal) {
      // As configured, not as learned from Stripe: the two settings are paired by name.
      const { name, mode } = known(account).account
      const found = config.stripeActionsKeys.find((one) => one.mode === mode && one.name === name)
      return found && open(found.key, connected, signal)
    },
  }
}

/** Our port as the client wants it: a redirect is an answer like any other and fails, nobody is asked when nobody waits. */
function boundFetch(ports: Pick<Ports, 'fetch'>, signal: AbortSignal | undefined) {
  return async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    signal?.throwIfAborted()
    const signals = [init.signal, signal].filter((one) => one !== undefined && one !== null)
    const response = await ports.fetch(input, {
      ...init,
      redirect: 'manual',
      ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}),
    })
    // The client takes any status below 400 for a success.
    if (response.status >= 300 && response.status < 400) throw new TypeError('redirected')
    return response
  }
}
