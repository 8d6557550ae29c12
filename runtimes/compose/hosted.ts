// Assembles what a gateway with many companies adds to the one of a single company: the vault, and the directory of tenants, whose Stripe
// keys open with the connection key of each request.

import type { Config } from '#config.ts'
import type { HostedPlan } from '#http/plan/hosted-plan.ts'
import { refusalOfPlan } from '#plan/refusal.ts'
import type { Ports } from '#ports.ts'
import type { DecideDeps } from '#proxy/decide.ts'
import { createAllowlist } from '#proxy/allowlist.ts'
import { createScrub } from '#proxy/scrub.ts'
import { listStripeKeys } from '#store/stripe-keys.ts'
import type { Database } from '#store/schema.ts'
import {
  createHostedDirectory,
  type OpenedStripeKey,
  type TenantCaller,
  type TenantDirectory,
} from '#tenants/directory.ts'
import type { Feature } from '#vault/keeping.ts'
import { connectionKeyOpener } from '#vault/openers.ts'
import { createTenantVault, type TenantVault } from '#vault/tenant-vault.ts'
import { createVault } from '#vault/vault.ts'

export type Hosted = {
  vault: TenantVault
  tenants: TenantDirectory
  /** What the proxy lane sends for a company. */
  findPolicy: NonNullable<DecideDeps['findPolicy']>
  close: () => Promise<void>
}

type HostedDeps = { config: Config; ports: Ports; db: Database; plan: HostedPlan | undefined }

/** `undefined` where the gateway is not hosted. */
export function openHosted({ config, ports, db, plan }: HostedDeps): Hosted | undefined {
  if (!config.hosted) return undefined
  const vault = createTenantVault({
    db,
    ports,
    vault: createVault(config.keks, ports.randomBytes, ports.cipher),
  })

  const directoryFor = (feature: Feature) =>
    createHostedDirectory({ db, ports, openKeys: (caller) => openKeys({ vault, db }, caller, feature) })
  const tenants = directoryFor('sidebar')
  const laneTenants = directoryFor('proxy_lane')
  const allowlist = createAllowlist(config.proxyAllow)

  return {
    vault,
    tenants,
    async findPolicy(principal) {
      const tenant = await laneTenants.find(principal)
      if (!tenant)
        return { ok: false, refusal: { code: 'unauthenticated', message: 'The company is not served here.' } }
      const refusal = plan && refusalOfPlan(await plan.stateOf(tenant.id))
      if (refusal) return { ok: false, refusal }
      const mode = 'scope' in principal ? principal.scope?.mode : undefined
      const account = tenant.accounts.find((one) => mode === undefined || one.account.mode === mode)
      const { key, account: found } = account ?? {}
      const ofKey = {
        key,
        mode: found?.mode,
        ...(found?.accountId === undefined ? {} : { accountId: found.accountId }),
      }
      const policy = {
        ...ofKey,
        context: undefined,
        allowlist,
        accounts: noAccounts,
        scrub: createScrub(key),
      }
      return { ok: true, policy }
    },
    close: () => vault.close(),
  }
}

/** Headers that name another account are refused: each key belongs to one. */
const noAccounts: ReadonlySet<string> = new Set()

/** The tenant's Stripe keys that this caller opens. Those that stay closed, because they were just removed, are left out. */
async function openKeys(
  { vault, db }: { vault: TenantVault; db: Database },
  { tenantId, keyId, opener: text }: TenantCaller,
  feature: Feature,
): Promise<OpenedStripeKey[]> {
  const opener = keyId !== undefined && text ? { opener: connectionKeyOpener(keyId, text.reveal()) } : {}
  const rows = await listStripeKeys(db, tenantId)
  const opened = await Promise.all(
    rows.map(async ({ id, mode, accountId, name }) => {
      const one = await vault.keys.open({ tenantId, id, feature, ...opener })
      return one.ok ? [{ id, mode, accountId, name, key: one.key }] : []
    }),
  )
  return opened.flat()
}
