// States of sign-ins under way: issued once, taken once, forgotten soon. Only the hash is stored.

import type { Database } from './schema.ts'

export type SignInState = {
  tenantId: string
  stateHash: string
  service: string
  accountId: string
  mode: string
  owner: string
  expiresAtMs: number
}

/** Keeps a state, and forgets those that ended an hour ago. */
export async function addSignInState(db: Database, state: SignInState, nowMs: number): Promise<void> {
  await db
    .deleteFrom('sign_in_states')
    .where('tenant_id', '=', state.tenantId)
    .where('expires_at_ms', '<', nowMs - 3_600_000)
    .execute()
  await db
    .insertInto('sign_in_states')
    .values({
      tenant_id: state.tenantId,
      state_hash: state.stateHash,
      service: state.service,
      account_id: state.accountId,
      mode: state.mode,
      owner: state.owner,
      expires_at_ms: state.expiresAtMs,
      used_at_ms: null,
    })
    .execute()
}

/** Takes a state: true once, for the one it was issued to, before it ends. */
export async function takeSignInState(
  db: Database,
  state: Omit<SignInState, 'expiresAtMs'>,
  nowMs: number,
): Promise<boolean> {
  const result = await db
    .updateTable('sign_in_states')
    .set({ used_at_ms: nowMs })
    .where('tenant_id', '=', state.tenantId)
    .where('state_hash', '=', state.stateHash)
    .where('service', '=', state.service)
    .where('account_id', '=', state.accountId)
    .where('mode', '=', state.mode)
    .where('owner', '=', state.owner)
    .where('expires_at_ms', '>', nowMs)
    .where('used_at_ms', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}
