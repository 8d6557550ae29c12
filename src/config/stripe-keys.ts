// Reads one entry of STRIPE_API_KEY or STRIPE_ACTIONS_KEY.

import type { z } from 'zod'
import { Secret } from '#secret.ts'

export type StripeKey = {
  name?: string
  key: Secret
  mode: 'live' | 'test'
  /** `acct_…` that an organization's key is used for; sent as `Stripe-Context`. https://docs.stripe.com/context */
  context?: string
}

const restrictedKey =
  'make a restricted key: Stripe Dashboard, Developers, API keys, Create restricted key, read permissions only (docs/guide/restricted-key.md)'

/** Reads `rk_live_…`, `Name=rk_live_…` or `Name=sk_org_live_…@acct_…`. Anything else is reported through `context`, never repeated. */
export function parseStripeKey(text: string, context: z.RefinementCtx): StripeKey | undefined {
  const split = /^(?:([^=]{1,60})=\s*)?(\S+?)(?:@(acct_[A-Za-z0-9]{1,100}))?$/.exec(text)
  const [, name, key = '', account] = split ?? []
  const kind = /^(rk|sk_org|sk|pk)_(live|test)_[A-Za-z0-9]{8,}$/.exec(key)
  const report = (message: string) => context.addIssue({ code: 'custom', message })
  if (!kind) {
    report(`expected a restricted key that starts with rk_live_ or rk_test_; ${restrictedKey}`)
  } else if (kind[1] === 'sk') {
    context.addIssue({
      code: 'custom',
      message: `a secret key (sk_…) can do everything and is refused; ${restrictedKey}`,
      params: { linkFor: kind[2] },
    })
  } else if (kind[1] === 'pk') {
    report(`a publishable key (pk_…) cannot read anything; ${restrictedKey}`)
  } else if (kind[1] === 'sk_org' && account === undefined) {
    report(
      'an organization key belongs to none of its accounts: write the account it is used for after it, as in Kelpie EU=sk_org_live_…@acct_…, one entry for each account',
    )
  } else if (kind[1] !== 'sk_org' && account !== undefined) {
    report('a restricted key belongs to one account: take away the @acct_… after it')
  } else {
    return {
      ...(name ? { name: name.trim() } : {}),
      key: new Secret(key),
      mode: kind[2] === 'live' ? 'live' : 'test',
      ...(account === undefined ? {} : { context: account }),
    }
  }
  return undefined
}
