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

/** What every row of durable work has. Whoever works on it holds its lease. */
type WorkColumns = {
  id: string
  tenant_id: string
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

type JobsTable = WorkColumns & {
  /** Which kind of work: `action`. */
  task: string
  state: 'waiting' | 'running' | 'done' | 'dead'
  /** JSON. */
  payload: string
  result: string | null
}

/** What Stripe sent, once: unique by tenant, account, mode and event id. What is done with it are runs of handlers and deliveries. */
type EventsTable = {
  id: string
  tenant_id: string
  /** `acct_…` of a connected account; empty for the tenant's own. */
  account_id: string
  /** Which of the own accounts, by its name in the settings; empty when the signing secret has none. */
  account_name: string
  mode: 'live' | 'test'
  /** `evt_…`. */
  event_id: string
  form: 'snapshot' | 'thin'
  type: string
  object_id: string | null
  /** Whose object it is: `cus_…`. */
  customer_id: string | null
  /** Stripe's `created`. */
  occurred_at_ms: Milliseconds
  came_by: 'live' | 'test' | 'reconciliation'
  /** The body as it was sent; empty once it was erased. */
  payload: string
  /** `waiting`: until its last run has ended; `dead`: one of them gave up. `set_aside`: stored, and not processed: `error` says why. */
  state: 'waiting' | 'done' | 'dead' | 'set_aside'
  /** 1 once it is written down which handlers and endpoints it is for; 0 again for a replay. */
  handed_out: number
  error: string | null
  /** When it was last put into the queue: at first, or for a replay. */
  queued_at_ms: Milliseconds
  created_at_ms: Milliseconds
  updated_at_ms: Milliseconds
  ended_at_ms: MillisecondsOrNull
}

/** One event for one handler. Account, mode, object and time are the event's, so that a claim reads one table. */
type HandlerRunsTable = WorkColumns & {
  event_row_id: string
  handler: string
  account_id: string
  mode: 'live' | 'test'
  object_id: string | null
  occurred_at_ms: Milliseconds
  /** Of two events of one second: 0 for what created the object, 2 for what deleted it, 1 for all else. */
  rank: number
  state: 'waiting' | 'running' | 'done' | 'dead'
  /** JSON: `"handled"`, or `"superseded"` where a newer event of the object was handled before. */
  result: string | null
  queued_at_ms: Milliseconds
}

/** Of the events of one object that an ordered handler has handled, when the newest one occurred. */
type ObjectVersionsTable = {
  tenant_id: string
  handler: string
  account_id: string
  mode: string
  object_id: string
  occurred_at_ms: Milliseconds
  /** As in `handler_runs`. */
  rank: number
}

/** Until when nothing is missing of what an account's Events API lists. */
type ReconciliationsTable = { tenant_id: string; listing: string; complete_until_ms: Milliseconds }

/** How an endpoint of the configuration fares. */
type EndpointsTable = {
  tenant_id: string
  id: string
  url: string
  state: 'enabled' | 'disabled'
  /** Why it is disabled: `gone`, `failing`. */
  reason: string | null
  /** Failed attempts since the last good one. */
  failures: number
  failing_since_ms: MillisecondsOrNull
  succeeded_at_ms: MillisecondsOrNull
  /** The circuit is open until then. */
  paused_until_ms: MillisecondsOrNull
  changed_at_ms: Milliseconds
}

/** One event for one endpoint. The id is its `webhook-id`, the same in every attempt and replay. */
type DeliveriesTable = WorkColumns & {
  endpoint_id: string
  event_row_id: string
  state: 'waiting' | 'running' | 'done' | 'dead'
  queued_at_ms: Milliseconds
}

/** What was done once in the life of a piece of work, with its result. */
type StepsTable = {
  tenant_id: string
  queue: string
  work_id: string
  name: string
  result: string
  at_ms: Milliseconds
}

type AttemptsTable = {
  tenant_id: string
  queue: string
  work_id: string
  lease_id: string
  number: number
  at_ms: Milliseconds
  took_ms: Milliseconds
  outcome: string
  error: string | null
  /** JSON, bounded: the status and the beginning of an answer. */
  note: string | null
}

type SchedulesTable = { tenant_id: string; id: string; looked_until_ms: Milliseconds }

/** A moment of a schedule; without a job it was missed and skipped. */
type TicksTable = { tenant_id: string; schedule_id: string; tick_at_ms: Milliseconds; job_id: string | null }

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

/** What a company pays for Tillside itself, where Tillside is hosted. */
type PlansTable = {
  tenant_id: string
  trial_began_at_ms: MillisecondsOrNull
  trial_ends_at_ms: MillisecondsOrNull
  /** Who had a trial before, so that this company has none. */
  trial_refused: 'account' | 'person' | null
  trial_refused_at_ms: MillisecondsOrNull
  /** `cus_…` of the company in our own Stripe account. */
  customer_id: string | null
  /** Counts the customers that were created for it; the next one after Stripe's was deleted. */
  customer_number: number
  /** Counts the Checkout sessions; the last one began then, and has this id once Stripe has answered. */
  checkout_number: number
  checkout_begun_at_ms: MillisecondsOrNull
  checkout_id: string | null
  /** JSON: what Stripe said last. Null: nothing was ever read. */
  billing: string | null
  read_at_ms: MillisecondsOrNull
  /** Counts the reads that were begun, and says which of them is stored: a read that was begun earlier never replaces a later one. */
  reads_begun: number
  read_stored: number
  suspended_since_ms: MillisecondsOrNull
  created_at_ms: Milliseconds
  updated_at_ms: Milliseconds
}

/** Who has had a trial: keyed hashes of accounts and people, which stay when the company is erased. */
type TrialsTable = {
  hash: string
  tenant_id: string
  kind: 'account' | 'person'
  began_at_ms: Milliseconds
}

/** A notice that was given: one row for each kind and occasion. */
type PlanNoticesTable = { tenant_id: string; kind: string; occasion: string; at_ms: Milliseconds }

export type Schema = {
  tenants: TenantsTable
  connection_keys: ConnectionKeysTable
  pins: PinsTable
  audit: AuditTable
  jobs: JobsTable
  steps: StepsTable
  attempts: AttemptsTable
  events: EventsTable
  handler_runs: HandlerRunsTable
  object_versions: ObjectVersionsTable
  reconciliations: ReconciliationsTable
  endpoints: EndpointsTable
  deliveries: DeliveriesTable
  schedules: SchedulesTable
  ticks: TicksTable
  action_runs: ActionRunsTable
  nonces: NoncesTable
  installations: InstallationsTable
  sealed_secrets: SealedSecretsTable
  sign_in_states: SignInStatesTable
  plans: PlansTable
  trials: TrialsTable
  plan_notices: PlanNoticesTable
}

/** An open database, of either dialect. */
export type Database = Kysely<Schema>
