// Decides whether requests should be sent to this process. Each "no" is an error that says what to do.
//
// The Stripe key is judged by the responses to other requests, never by a request of the probe. Only a key that Stripe has refused and
// never accepted counts: it stops the rollout of a wrong key at its first replica. A key that is revoked later takes no replica out of
// rotation, because all of them have the same one, and events of Stripe would then be refused although they can be stored. Only a
// process that starts after that is not ready.

import { sql } from 'kysely'
import { selfTenantId } from '#auth/principal.ts'
import { GatewayError } from '#errors.ts'
import { assertMigrated } from '#store/migrate.ts'
import { probeWrite } from '#store/probe-write.ts'
import { untilAborted } from '#until-aborted.ts'
import type { Gateway } from '../gateway.ts'

const databaseTimeoutMs = 2000
/** The result of the schema and write probe is cached: `/ready` is public, and each write syncs to disk. */
const probedForMs = 5000

export type ReadinessDeps = Pick<Gateway, 'db' | 'readAsset' | 'tenants' | 'contextOf' | 'isDraining'> & {
  ports: Pick<Gateway['ports'], 'now'>
}

/** Creates a function that returns why the process is not ready, or `undefined` if it is. `pages`: those that it serves. */
export function createReadiness(gateway: ReadinessDeps, pages: readonly string[]) {
  const probeDatabase = createDatabaseProbe(gateway)
  return async (): Promise<GatewayError | undefined> =>
    (gateway.isDraining() ? new GatewayError('shutting_down') : undefined) ??
    (await findMissingPage(gateway, pages)) ??
    (await refuseKeys(gateway)) ??
    (await askDatabase(gateway)) ??
    (await probeDatabase())
}

async function findMissingPage({ readAsset }: ReadinessDeps, pages: readonly string[]) {
  for (const page of pages) {
    if (await readAsset(page)) continue
    return new GatewayError('pages_missing', {
      detail: `${page} is missing: run npm run build, and restart.`,
    })
  }
  return undefined
}

async function refuseKeys({ tenants, contextOf }: ReadinessDeps) {
  const tenant = await tenants.find({ tenantId: selfTenantId })
  if (!tenant || tenant.accounts.length === 0)
    return new GatewayError('stripe_key_unusable', {
      detail: 'STRIPE_API_KEY is missing: set it, and restart.',
    })
  if (contextOf(tenant).hasUsableKey()) return undefined
  return new GatewayError('stripe_key_unusable', {
    detail: 'Stripe refuses STRIPE_API_KEY: run tillside doctor, set a key that works, and restart.',
  })
}

/** Returns why the database does not answer, or `undefined` if it does. */
export async function askDatabase({ db }: Pick<Gateway, 'db'>): Promise<GatewayError | undefined> {
  try {
    await sql`select 1`.execute(db, { signal: AbortSignal.timeout(databaseTimeoutMs) })
    return undefined
  } catch (cause) {
    return unavailable(cause)
  }
}

/** Creates a function that returns why the database cannot be used as it is, or `undefined` if it is migrated and accepts writes. */
function createDatabaseProbe({ db, ports }: Pick<ReadinessDeps, 'db' | 'ports'>) {
  let known: { refusal: GatewayError | undefined; atMs: number } | undefined
  const probe = async (): Promise<GatewayError | undefined> => {
    try {
      const probing = assertMigrated(db).then(() => probeWrite(db, selfTenantId))
      await untilAborted(probing, AbortSignal.timeout(databaseTimeoutMs))
      return undefined
    } catch (cause) {
      return unavailable(cause)
    }
  }
  return async () => {
    if (known && ports.now() - known.atMs < probedForMs) return known.refusal
    const refusal = await probe()
    known = { refusal, atMs: ports.now() }
    return refusal
  }
}

const unavailable = (cause: unknown) =>
  cause instanceof GatewayError ? cause : new GatewayError('database_unavailable', { cause })
