// Creates each tenant's Stripe context on first use and keeps it as long as the tenant, because it holds the caches.

import { selfTenantId } from '#auth/principal.ts'
import type { Config } from '#config.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createStripeContext, type StripeContext } from '#stripe/customers/context.ts'
import type { Tenant } from '#tenants/tenant.ts'

type ContextDeps = { config: Config; ports: Ports; metrics: Metrics }

/** Of one of many tenants: a few dozen customers. */
const cacheBytesOfMany = 1024 * 1024

export function openContexts({ config, ports, metrics }: ContextDeps): (tenant: Tenant) => StripeContext {
  const contexts = new WeakMap<Tenant, StripeContext>()
  return (tenant) => {
    const known = contexts.get(tenant)
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
      ...(tenant.id === selfTenantId ? {} : { cacheBytesMax: cacheBytesOfMany }),
      ...(readsPerMonth === undefined ? {} : { readsPerMonth }),
    })
    contexts.set(tenant, made)
    return made
  }
}
