// Assembles people's sign-ins to third-party services and the stores for their tokens.

import type { Config } from '#config.ts'
import type { Extensions } from '#http/gateway.ts'
import type { Ports } from '#ports.ts'
import { createSignIns, type SignIns } from '#sign-in/sign-ins.ts'
import { sealedTokenStore, stripeTokenStore } from '#sign-in/token-store.ts'
import type { Database } from '#store/schema.ts'
import { createStripeClients } from '#stripe/sdk/client.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { createVault } from '#vault/vault.ts'

type SignInsDeps = {
  config: Config
  ports: Ports
  db: Database
  tenant: Tenant
  extensions: Pick<Extensions, 'config'>
}

export function openSignIns({ config, ports, db, tenant, extensions }: SignInsDeps): SignIns {
  const vault = createVault(config.keks, ports.randomBytes, ports.cipher)
  const clients = createStripeClients({ config, ports, tenant })
  return createSignIns({
    definitions: () => extensions.config().signIns,
    db,
    ports,
    storeOf({ id, keep }, { tenantId, accountId, mode, userId, account, connected }) {
      const purpose = `sign-in:${id}`
      // Prefers the key that can write: reading a secret needs the same permission.
      const stripe = clients.acting(account, connected) ?? clients.reading(account, connected)
      return keep === 'stripe'
        ? stripeTokenStore(stripe, purpose, userId)
        : sealedTokenStore(
            { db, vault, now: ports.now },
            { tenantId, purpose, accountId, mode, owner: userId },
          )
    },
  })
}
