// Who makes a request, proven.

import type { Mode } from '#contract/billing.ts'
import type { Secret } from '#secret.ts'
import type { Scope } from './scope.ts'

export type Principal =
  | {
      kind: 'secret_header' | 'connection_key'
      tenantId: string
      /** Id of the connection key. */
      keyId?: string
      /** The connection key's text, where it opens what is sealed under it. */
      opener?: Secret
      /** For people: the connection key's name, or `secret header`. */
      name: string
      /** What the key is limited to; absent for the secret, and for a key without limits. */
      scope?: Scope
    }
  | {
      kind: 'stripe_app'
      tenantId: string
      /** `usr_…`; absent where an account was signed without a person. */
      userId?: string
      accountId: string
      /** Absent in Stripe's plain form, which does not say. */
      mode?: Mode
      sandbox: boolean
      /** Ids of built-in roles that were signed. */
      roles: readonly string[]
      name: string
    }

/** Self-hosting is one tenant, from configuration. */
export const selfTenantId = 'self'
