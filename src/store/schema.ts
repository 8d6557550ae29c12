// The tables as types. Only what SQLite and Postgres share: text, integer, bigint; times as integer milliseconds; ids as text.

import type { ColumnType, Generated, Kysely } from 'kysely'

/** Postgres gives a bigint as text, SQLite as a number. */
type Milliseconds = ColumnType<number | string, number, number>
type MillisecondsOrNull = ColumnType<number | string | null, number | null, number | null>

/** Columns that an insert may leave out. */
type OptionalText = ColumnType<string | null, string | null | undefined, string | null>
type OptionalMilliseconds = ColumnType<number | string | null, number | null | undefined, number | null>

type TenantsTable = {
  id: string
  name: string
  created_at_ms: Milliseconds
  /** `suspended` by an operator: nothing is served, and nothing is lost. */
  state: Generated<'active' | 'suspended'>
  suspended_at_ms: ColumnType<number | string | null, number | undefined, number | null>
}

type ConnectionKeysTable = {
  id: string
  tenant_id: string
  name: string
  /** SHA-256 of the key's text, as hex; the text itself is shown once and never stored. */
  hash: string
  created_at_ms: Milliseconds
  revoked_at_ms: MillisecondsOrNull
  /** Of the key's text, to tell keys apart; null for keys of older releases. */
  last_four: OptionalText
  /** The only mode it is for; null for both. */
  mode: OptionalText
  /** JSON: what else it is limited to (auth/scope.ts); null for nothing. */
  scope: OptionalText
  /** Who made it; null for keys of older releases. */
  created_by: OptionalText
  expires_at_ms: OptionalMilliseconds
  /** To the minute. */
  last_used_at_ms: OptionalMilliseconds
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

/** A person with an address that was proven. Times of the first six tables are ISO text, booleans 0 and 1: they are better-auth's. */
type PeopleTable = {
  id: string
  name: string
  email: string
  email_verified: number
  image: string | null
  created_at: string
  updated_at: string
}

type SessionsTable = {
  id: string
  /** Worthless without the HMAC that the cookie adds. */
  token: string
  user_id: string
  ip_address: string | null
  user_agent: string | null
  expires_at: string
  created_at: string
  updated_at: string
}

/** Stays empty: there are no passwords and no sign-ins by others. */
type IdentitiesTable = { id: string; user_id: string; provider_id: string; password: string | null }

type CodesTable = {
  id: string
  /** Hash of the address. */
  identifier: string
  /** Keyed hash of the code, and how often it was guessed wrong. */
  value: string
  expires_at: string
  created_at: string
  updated_at: string
}

type PasskeysTable = {
  id: string
  name: string | null
  public_key: string
  user_id: string
  credential_id: string
  counter: number
  device_type: string
  backed_up: number
  transports: string | null
  created_at: string | null
  aaguid: string | null
}

/** How often an address of the network has asked for one route. */
type SignInLimitsTable = { id: string; key: string; count: number; last_request: Milliseconds }

/** How often codes were asked for an e-mail address. */
type CodeRequestsTable = {
  /** Keyed hash of the address. */
  address_hash: string
  /** JSON: when, of the last day. */
  sent: string
  updated_at_ms: Milliseconds
}

type MembershipsTable = {
  tenant_id: string
  person_id: string
  role: 'owner' | 'admin' | 'viewer'
  created_at_ms: Milliseconds
}

type InvitationsTable = {
  id: string
  tenant_id: string
  email: string
  role: 'owner' | 'admin' | 'viewer'
  /** SHA-256 of the token, which only the mail has. */
  token_hash: string
  /** What the vault sends along for whoever accepts; gone once accepted or ended. */
  wrapped: string | null
  invited_by: string
  state: 'open' | 'accepted' | 'revoked'
  created_at_ms: Milliseconds
  expires_at_ms: Milliseconds
  ended_at_ms: MillisecondsOrNull
}

/** A key pair that seals a tenant's secrets: `keys` for Stripe keys, `standing` for what opens without a person. */
type TenantRootsTable = {
  tenant_id: string
  purpose: 'keys' | 'standing'
  id: string
  /** Sealed, so that nobody who can only write to the database puts another in its place. */
  public_half: string
  created_at_ms: Milliseconds
}

/** A root's private half, for one opener. */
type RootWrapsTable = {
  tenant_id: string
  purpose: 'keys' | 'standing'
  root_id: string
  opener_kind: 'connection_key' | 'recovery_code' | 'passkey' | 'invitation' | 'standing'
  /** Of the connection key, the passkey, the invitation. */
  opener_id: string
  wrapped: string
  created_at_ms: Milliseconds
  expires_at_ms: MillisecondsOrNull
}

type StripeKeysTable = {
  tenant_id: string
  id: string
  mode: 'live' | 'test'
  /** `acct_…`. */
  account_id: string
  /** What people call the account. */
  name: string
  /** By its prefix; no other is accepted. */
  kind: 'restricted'
  last_four: string
  /** Null once it was replaced or removed. */
  sealed: string | null
  created_at_ms: Milliseconds
  replaced_at_ms: MillisecondsOrNull
  revoked_at_ms: MillisecondsOrNull
}

/** How often a Stripe key was opened within an hour, by which opener and for what. */
type KeyOpeningsTable = {
  tenant_id: string
  stripe_key_id: string
  opener_kind: RootWrapsTable['opener_kind']
  opener_id: string
  /** As in vault/keeping.ts. */
  feature: string
  hour_at_ms: Milliseconds
  count: number
  last_at_ms: Milliseconds
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
  people: PeopleTable
  sessions: SessionsTable
  identities: IdentitiesTable
  codes: CodesTable
  passkeys: PasskeysTable
  sign_in_limits: SignInLimitsTable
  code_requests: CodeRequestsTable
  memberships: MembershipsTable
  invitations: InvitationsTable
  tenant_roots: TenantRootsTable
  root_wraps: RootWrapsTable
  stripe_keys: StripeKeysTable
  key_openings: KeyOpeningsTable
  plans: PlansTable
  trials: TrialsTable
  plan_notices: PlanNoticesTable
}

/** An open database, of either dialect. */
export type Database = Kysely<Schema>
