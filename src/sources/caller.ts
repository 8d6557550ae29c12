// The caller of a source: for its identity, its log lines, and when to stop.

import type { Mode } from '#contract/billing.ts'
import type { Caller } from '#definitions/context.ts'

export type SourceCaller = {
  caller: Caller
  /** Absent for work that concerns no particular account, such as a schedule. */
  account?: { key: string; accountId?: string; mode: Mode; sandbox: boolean }
  requestId: string
  /** Aborts when the result is no longer needed. */
  signal: AbortSignal
}
