// Builds the cache keys: the tenant, the account with its mode, and what was requested. All caches of this folder use it.

import type { StripeAccount } from '#contract/billing.ts'
import { asItIs, type KeyParts, partsOf } from '../../api/key-parts.ts'
import type { Upstream } from '../../api/upstream.ts'

const ofAccount: KeyParts<StripeAccount> = {
  // Derived from the secret key, and from the account where the key is an organization's.
  key: asItIs,
  mode: asItIs,
  // Learned from answers on the way: the same account before and after.
  accountId: undefined,
  // What people call it.
  name: undefined,
}

/** The parts of a key; the cache writes them as JSON, so that they cannot run into each other. */
export const upstreamKey = (
  tenantId: string,
  upstream: Pick<Upstream, 'account'>,
  ...asked: readonly string[]
): string[] => [tenantId, ...partsOf(ofAccount, upstream.account()).map(String), ...asked]
