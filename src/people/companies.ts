// Companies: a tenant and its first owner.

import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import { insertMembership, listTenantsOf } from '#store/memberships.ts'
import { lockPerson } from '#store/people.ts'
import type { Database } from '#store/schema.ts'
import { insertTenant } from '#store/tenants.ts'
import type { People } from './people.ts'

/** Companies that one person may own: more than anybody needs, and few enough that they are no way around limits. */
const ownedMax = 5

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** `tnt_` and 20 letters: 100 random bits. */
function createTenantId({ randomBytes }: Pick<Ports, 'randomBytes'>): string {
  let id = 'tnt_'
  for (const byte of randomBytes(20)) id += letters[byte % 32]
  return id
}

/** Adds a tenant with its owner, inside the caller's transaction. Returns its id. */
export async function createCompany(
  transaction: Database,
  ports: Pick<Ports, 'now' | 'randomBytes'>,
  { name, personId }: { name: string; personId: string },
): Promise<string> {
  const tenantId = createTenantId(ports)
  const atMs = ports.now()
  await insertTenant(transaction, { id: tenantId, name, createdAtMs: atMs })
  await insertMembership(transaction, { tenantId, personId, role: 'owner' }, atMs)
  await recordAudit(transaction, {
    id: createAuditId(ports),
    tenantId,
    atMs,
    actor: personId,
    action: 'company.created',
    target: tenantId,
    detail: {},
  })
  return tenantId
}

type Created = { ok: true; tenantId: string } | { ok: false; reason: 'sign_up_closed' | 'too_many' }

/** The same for somebody who asks for it, within limits. */
export async function createOwnCompany(
  { db, ports, signUp }: Pick<People, 'db' | 'ports' | 'signUp'>,
  company: { name: string; personId: string },
): Promise<Created> {
  if (!signUp) return { ok: false, reason: 'sign_up_closed' }
  return commitsOf(db).transaction(async (transaction): Promise<Created> => {
    await lockPerson(transaction, company.personId)
    const owned = (await listTenantsOf(transaction, company.personId)).filter(({ role }) => role === 'owner')
    if (owned.length >= ownedMax) return { ok: false, reason: 'too_many' }
    return { ok: true, tenantId: await createCompany(transaction, ports, company) }
  })
}
