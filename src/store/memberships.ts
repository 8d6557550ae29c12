// Who belongs to which tenant, and as what.

import type { Database, Schema } from './schema.ts'

export type Role = Schema['memberships']['role']
export type Membership = { tenantId: string; personId: string; role: Role }
export type Member = { personId: string; email: string; role: Role; sinceMs: number }
type Place = { tenantId: string; personId: string }

export async function findMembership(
  db: Database,
  { tenantId, personId }: Place,
): Promise<Membership | undefined> {
  const row = await db
    .selectFrom('memberships')
    .select('role')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row && { tenantId, personId, role: row.role }
}

/** Makes changes of one tenant's members wait for each other: two owners could otherwise demote one another. */
export async function lockMembers(transaction: Database, tenantId: string): Promise<void> {
  await transaction
    .updateTable('tenants')
    .set((row) => ({ name: row.ref('name') }))
    .where('id', '=', tenantId)
    .execute()
}

export async function insertMembership(
  transaction: Database,
  { tenantId, personId, role }: Membership,
  atMs: number,
): Promise<void> {
  await transaction
    .insertInto('memberships')
    .values({ tenant_id: tenantId, person_id: personId, role, created_at_ms: atMs })
    .execute()
}

export async function setRole(
  transaction: Database,
  { tenantId, personId, role }: Membership,
): Promise<void> {
  await transaction
    .updateTable('memberships')
    .set({ role })
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .execute()
}

export async function deleteMembership(transaction: Database, { tenantId, personId }: Place): Promise<void> {
  await transaction
    .deleteFrom('memberships')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', personId)
    .execute()
}

export async function countOwners(transaction: Database, tenantId: string): Promise<number> {
  const { owners } = await transaction
    .selectFrom('memberships')
    .select(({ fn }) => fn.countAll<number | string>().as('owners'))
    .where('tenant_id', '=', tenantId)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow()
  return Number(owners)
}

/** A tenant's members, in the order in which they came. */
export async function listMembers(db: Database, tenantId: string): Promise<Member[]> {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('people', 'people.id', 'memberships.person_id')
    .select(['memberships.person_id', 'memberships.role', 'memberships.created_at_ms', 'people.email'])
    .where('memberships.tenant_id', '=', tenantId)
    .orderBy('memberships.created_at_ms')
    .orderBy('memberships.person_id')
    .execute()
  return rows.map((row) => ({
    personId: row.person_id,
    email: row.email,
    role: row.role,
    sinceMs: Number(row.created_at_ms),
  }))
}

export type OwnTenant = { id: string; name: string; role: Role }

/** The tenants that a person belongs to, by name. Over all tenants: that is the question. */
export async function listTenantsOf(db: Database, personId: string): Promise<OwnTenant[]> {
  return db
    .selectFrom('memberships')
    .innerJoin('tenants', 'tenants.id', 'memberships.tenant_id')
    .select(['tenants.id', 'tenants.name', 'memberships.role'])
    .where('memberships.person_id', '=', personId)
    .orderBy('tenants.name')
    .orderBy('tenants.id')
    .execute()
}
