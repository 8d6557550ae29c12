// Finds the Stripe account of a signed request and the key to reach it: the account's own key, or the platform's key with
// `Stripe-Account`. Only if the app is installed there, and never in another mode than the signed one.

import type { Mode, StripeAccount } from '#contract/billing.ts'
import type { Config } from '#config.ts'
import type { Ports } from '#ports.ts'
import { findInstallation } from '#store/installations.ts'
import type { Database } from '#store/schema.ts'
import { findAccountOfKey, type AccountOfKey } from '#stripe/api/account-of-key.ts'
import { createFlights } from '#stripe/api/flights.ts'
import type { Tenant } from './tenant.ts'

export type AppAccount = {
  /** The account whose key is used. */
  account: StripeAccount
  /** Sent as `Stripe-Account`, when it is not the key's own account. */
  connected?: `acct_${string}`
}

export type FoundAppAccount =
  | ({ ok: true } & AppAccount)
  /** `key_unanswered`, `key_refused`: Stripe did not say which account a key belongs to, so it may be this one. */
  | { ok: false; reason: 'not_installed' | 'key_unanswered' | 'key_refused' }

export interface AppAccounts {
  find(tenant: Tenant, signed: { accountId: string; mode: Mode }): Promise<FoundAppAccount>
}

type AppAccountDeps = {
  config: Pick<Config, 'stripeApiBase' | 'stripeAppAccounts'>
  ports: Ports
  db: Database
  /** The tenant's accounts, with what is known from Stripe's responses so far. */
  accountsOf: (tenant: Tenant) => readonly StripeAccount[]
}

/** A refusal is cached this long, because the key's permissions may change. */
const refusedForMs = 60_000

export function createAppAccounts({ config, ports, db, accountsOf }: AppAccountDeps): AppAccounts {
  /** Stripe's responses, and until when they are valid. */
  const cache = new Map<string, { response: AccountOfKey; untilMs: number }>()
  const flights = createFlights<AccountOfKey>(ports.invocation)

  async function askStripe(id: string, access: Tenant['accounts'][number]): Promise<AccountOfKey> {
    const response = await findAccountOfKey(access, { ports, apiBase: config.stripeApiBase })
    if (response.known) cache.set(id, { response, untilMs: Infinity })
    else if (response.why === 'refused') cache.set(id, { response, untilMs: ports.now() + refusedForMs })
    return response
  }

  /** Asks once for each key, however many requests wait for it. */
  function ask(tenant: Tenant, { key: accountKey }: StripeAccount): Promise<AccountOfKey> {
    const id = JSON.stringify([tenant.id, accountKey])
    const cached = cache.get(id)
    if (cached && cached.untilMs > ports.now()) return Promise.resolve(cached.response)
    const access = tenant.accounts.find(({ account }) => account.key === accountKey)
    if (!access) return Promise.resolve({ known: false, why: 'refused' })
    return flights.join(id, undefined, () => askStripe(id, access))
  }

  async function identify(tenant: Tenant, account: StripeAccount): Promise<StripeAccount | AccountOfKey> {
    if (account.accountId !== undefined) return account
    const response = await ask(tenant, account)
    return response.known ? { ...account, accountId: response.accountId } : response
  }

  return {
    async find(tenant, { accountId, mode }) {
      const state = await findInstallation(db, { tenantId: tenant.id, accountId, mode })
      // An uninstalled app loses access immediately, whatever else is configured.
      if (state === 'removed') return { ok: false, reason: 'not_installed' }
      const ofMode = accountsOf(tenant).filter((account) => account.mode === mode)
      const known = await Promise.all(ofMode.map((account) => identify(tenant, account)))
      const accounts = known.filter((one) => 'key' in one)
      const own = accounts.find((account) => account.accountId === accountId)
      if (own) return { ok: true, account: own }
      const unknown = known.find((one) => 'why' in one)
      const [platform] = ofMode
      const isElsewhere = state === 'installed' || config.stripeAppAccounts.includes(accountId)
      if (isElsewhere && platform) {
        const account = accounts.find(({ key }) => key === platform.key) ?? platform
        return { ok: true, account, connected: accountId as `acct_${string}` }
      }
      return { ok: false, reason: unknown ? `key_${unknown.why}` : 'not_installed' }
    },
  }
}
