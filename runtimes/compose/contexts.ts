// Creates each tenant's Stripe context on first use and keeps it, because it holds the caches.

import type { Config } from '#config.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createStripeContext, type StripeContext } from '#stripe/customers/context.ts'
import type { Tenant } from '#tenants/tenant.ts'

type ContextDeps = { config: Config; ports: Ports; metrics: Metrics }

export function openContexts({ config, ports, metrics }: ContextDeps): (tenant: Tenant) => StripeContext {
  const contexts = new Map<string, StripeContext>()
  return (tenant) => {
    const known = contexts.get(tenant.id)
    if (known) return known
    const { stripeApiBase: apiBase, teamDomains, teamAddresses, domainMatch } = config
    const { stripeReadsPerMonth: readsPerMonth } = config
    const made = createStripeContext({
      access: tenant.accounts,
      apiBase,
      ports,
      metrics,
      tenantId: tenant.id,
      teamDomains,
      teamAddresses,
      domainMatch,
      ...(readsPerMonth === undefined ? {} : { readsPerMonth }),
    })
    contexts.set(tenant.id, made)
    return made
  }
}
