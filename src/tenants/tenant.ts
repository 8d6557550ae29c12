// For whom a request is made: the tenant and its opened Stripe keys. Self-hosted, that is one tenant from configuration.

import type { StripeAccount } from '#contract/billing.ts'
import type { Config } from '#config.ts'
import type { StripeKey } from '#config/stripe-keys.ts'
import { sha256Hex } from '#hex.ts'
import type { Secret } from '#secret.ts'

/** An account and the opened key to ask it with. */
type TenantAccount = {
  account: StripeAccount
  key: Secret
  /** Sent as `Stripe-Context`: an organization's key belongs to none of its accounts. */
  context?: string
}

export type Tenant = { id: string; name: string; accounts: TenantAccount[] }

/** The one tenant of a self-hosted gateway, as the settings say. */
export async function createSelfTenant(id: string, config: Pick<Config, 'stripeKeys'>): Promise<Tenant> {
  return {
    id,
    name: 'Self-hosted',
    accounts: await Promise.all(config.stripeKeys.map(openAccount)),
  }
}

/** `live-1a2b…`: the same after every start, and telling nothing about the key. */
async function openAccount({ key, mode, name, context }: StripeKey): Promise<TenantAccount> {
  // Of an organization's key each account has one of its own, or they would share what is kept about them.
  const whose = context === undefined ? key.reveal() : `${key.reveal()}@${context}`
  const hash = await sha256Hex(whose)
  const account = { key: `${mode}-${hash.slice(0, 12)}`, mode, ...(name ? { name } : {}) }
  return context === undefined
    ? { account, key }
    : { account: { ...account, accountId: context }, key, context }
}
