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

export type Schema = {
  tenants: TenantsTable
  connection_keys: ConnectionKeysTable
  pins: PinsTable
  audit: AuditTable
}

/** An open database, of either dialect. */
export type Database = Kysely<Schema>
