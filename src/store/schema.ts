// The tables as types. Only what SQLite and Postgres share: text, integer, bigint; times as integer milliseconds; ids as text.

import type { ColumnType, Kysely } from 'kysely'

/** Postgres gives a bigint as text, SQLite as a number. */
type Milliseconds = ColumnType<number | string, number, number>
type MillisecondsOrNull = ColumnType<number | string | null, number | null, number | null>

type TenantsTable = { id: string; name: string; created_at_ms: Milliseconds }

type ConnectionKeysTable = {
  id: string
  tenant_id: string
  name: string
  /** SHA-256 of the key's text, as hex; the text itself is shown once and never stored. */
  hash: string
  created_at_ms: Milliseconds
  revoked_at_ms: MillisecondsOrNull
}

type PinsTable = {
  tenant_id: string
  conversation_id: string
  mode: string
  customer_id: string
  account_key: string
  pinned_by: string | null
  pinned_at_ms: Milliseconds
}

type AuditTable = {
  id: string
  tenant_id: string
  at_ms: Milliseconds
  /** Who did it: a connection key's id, `secret_header`, or `cli`. */
  actor: string
  /** `noun.past_verb`. */
  action: string
  /** Id of what it was done to. */
  target: string
  /** JSON: ids and names only. */
  detail: string
}

type JobsTable = {
  id: string
  tenant_id: string
  /** Which kind of work: `action`. */
  task: string
  state: 'waiting' | 'running' | 'done' | 'dead'
  /** JSON. */
  payload: string
  result: string | null
  /** Why the last attempt failed: a code, never a message of others. */
  error: string | null
  attempts: number
  next_attempt_at_ms: Milliseconds
  lease_until_ms: MillisecondsOrNull
  /** Who works on it; a worker whose lease was taken over writes nothing any more. */
  lease_id: string | null
  created_at_ms: Milliseconds
  updated_at_ms: Milliseconds
}

type JobStepsTable = { tenant_id: string; job_id: string; name: string; result: string; at_ms: Milliseconds }

type ActionRunsTable = {
  tenant_id: string
  idempotency_key: string
  action: string
  caller: string
  subject: string
  input_hash: string
  job_id: string
  created_at_ms: Milliseconds
}

type NoncesTable = { tenant_id: string; account_id: string; nonce: string; expires_at_ms: Milliseconds }

type InstallationsTable = {
  tenant_id: string
  account_id: string
  mode: string
  state: 'installed' | 'removed'
  changed_at_ms: Milliseconds
}

type SealedSecretsTable = {
  tenant_id: string
  purpose: string
  account_id: string
  mode: string
  /** Whose it is within the account: `usr_…`, or `account`. */
  owner: string
  sealed: string
  changed_at_ms: Milliseconds
}

type SignInStatesTable = {
  tenant_id: string
  state_hash: string
  service: string
  account_id: string
  mode: string
  owner: string
  expires_at_ms: Milliseconds
  used_at_ms: MillisecondsOrNull
}

export type Schema = {
  tenants: TenantsTable
  connection_keys: ConnectionKeysTable
  pins: PinsTable
  audit: AuditTable
  jobs: JobsTable
  job_steps: JobStepsTable
  action_runs: ActionRunsTable
  nonces: NoncesTable
  installations: InstallationsTable
  sealed_secrets: SealedSecretsTable
  sign_in_states: SignInStatesTable
}

/** An open database, of either dialect. */
export type Database = Kysely<Schema>
