// For whom a source is asked: what its identity says, what its log lines carry, when it stops.

import type { Mode } from '#contract/billing.ts'
import type { Caller } from '#definitions/context.ts'

export type SourceCaller = {
  caller: Caller
  /** None where something runs for no account in particular: a schedule. */
  account?: { key: string; accountId?: string; mode: Mode; sandbox: boolean }
  requestId: string
  /** Aborts when nobody waits any more. */
  signal: AbortSignal
}
