// Decides whether an account is one of the tenant's own: from Stripe's responses so far or, if they do not tell, by asking Stripe once
// for each key.

import type { Config } from '#config.ts'
import type { Mode, StripeAccount } from '#contract/billing.ts'
import type { Ports } from '#ports.ts'
import { findAccountOfKey, type AccountOfKey } from '#stripe/api/account-of-key.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import type { Tenant } from './tenant.ts'

export type OwnAccountsDeps = {
  config: Pick<Config, 'stripeApiBase'>
  ports: Ports
  tenant: Tenant
  /** Provides the tenant's accounts, with what is known from Stripe's responses so far. */
  context: Pick<StripeContext, 'accounts'>
}

export type OwnAccounts = {
  /**
   * Resolves with the own account of this id, `other` if it belongs to no key of the mode, or `unknown` while Stripe does not say which
   * account a key belongs to. A key that Stripe refuses belongs to no account.
   */
  find: (accountId: string, mode: Mode) => Promise<StripeAccount | 'other' | 'unknown'>
}

/** Short, because the sender of an event waits for this. */
const timeoutMs = 3000
/** A missing response is cached this long, so that not every event waits for it. */
const silentForMs = 10_000
/** A refusal is cached this long, because the key's permissions may change. */
const refusedForMs = 10 * 60_000

type CachedAccount = { account: AccountOfKey; untilMs: number }

/** Caches values and not their promises: on Workers a request must not wait for what another one started. */
export function createOwnAccounts({ config, ports, tenant, context }: OwnAccountsDeps): OwnAccounts {
  const cache = new Map<string, CachedAccount>()

  async function findAccount({ key }: StripeAccount): Promise<AccountOfKey> {
    const cached = cache.get(key)
    if (cached && cached.untilMs > ports.now()) return cached.account
    const access = tenant.accounts.find(({ account }) => account.key === key)
    if (!access) return { known: false, why: 'refused' }
    const account = await findAccountOfKey(access, { ports, apiBase: config.stripeApiBase, timeoutMs })
    const keptMs = account.known ? Infinity : account.why === 'refused' ? refusedForMs : silentForMs
    cache.set(key, { account, untilMs: ports.now() + keptMs })
    return account
  }

  async function find(accountId: string, mode: Mode): Promise<StripeAccount | 'other' | 'unknown'> {
    const ofMode = context.accounts().filter((account) => account.mode === mode)
    const own = ofMode.find((account) => account.accountId === accountId)
    if (own) return own
    const unlearned = ofMode.filter((account) => account.accountId === undefined)
    const answers = await Promise.all(unlearned.map(findAccount))
    const found = answers.findIndex((answer) => answer.known && answer.accountId === accountId)
    const account = unlearned[found]
    if (account) return { ...account, accountId }
    return answers.some((answer) => !answer.known && answer.why === 'unanswered') ? 'unknown' : 'other'
  }

  return { find }
}
