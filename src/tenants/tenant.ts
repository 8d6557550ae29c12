// For whom a request is made: the tenant and its opened Stripe keys. Self-hosted, that is one tenant from configuration.

import type { StripeAccount } from '#contract/billing.ts'
import type { Config, StripeKey } from '#config.ts'
import { toHex } from '#hex.ts'
import type { Secret } from '#secret.ts'

/** An account and the opened key to ask it with. */
type TenantAccount = { account: StripeAccount; key: Secret }

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
async function openAccount({ key, mode, name }: StripeKey): Promise<TenantAccount> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key.reveal()))
  const hex = toHex(new Uint8Array(digest))
  return { account: { key: `${mode}-${hex.slice(0, 12)}`, mode, ...(name ? { name } : {}) }, key }
}
