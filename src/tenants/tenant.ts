// The tenant of a request and its opened Stripe keys. A self-hosted gateway has one tenant, from the settings.

import type { StripeAccount } from '#contract/billing.ts'
import type { Config } from '#config.ts'
import type { StripeKey } from '#config/stripe-keys.ts'
import { sha256Hex } from '#hex.ts'
import type { Secret } from '#secret.ts'

/** An account and its opened key. */
type TenantAccount = {
  account: StripeAccount
  key: Secret
  /** Sent as `Stripe-Context`, because an organization's key belongs to none of its accounts. */
  context?: string
}

export type Tenant = { id: string; name: string; accounts: TenantAccount[] }

/** Creates the one tenant of a self-hosted gateway from the settings. */
export async function createSelfTenant(id: string, config: Pick<Config, 'stripeKeys'>): Promise<Tenant> {
  return {
    id,
    name: 'Self-hosted',
    accounts: await Promise.all(config.stripeKeys.map(openAccount)),
  }
}

/** The account's key is `live-1a2b…`: the same after every start, and revealing nothing about the Stripe key. */
async function openAccount({ key, mode, name, context }: StripeKey): Promise<TenantAccount> {
  // Includes the account for an organization's key, or all its accounts would share what is cached about them.
  const identity = context === undefined ? key.reveal() : `${key.reveal()}@${context}`
  const hash = await sha256Hex(identity)
  const account = { key: `${mode}-${hash.slice(0, 12)}`, mode, ...(name ? { name } : {}) }
  return context === undefined
    ? { account, key }
    : { account: { ...account, accountId: context }, key, context }
}
