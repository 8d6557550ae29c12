// What routes need of the plan, where companies pay for Tillside itself.

import type { IntakeDeps } from '#plan/events.ts'
import type { PlanDeps } from '#plan/plan-deps.ts'
import type { PlanState } from '#plan/plan-state.ts'
import type { TrialRequest } from '#plan/trial.ts'
import type { Database } from '#store/schema.ts'

export type HostedPlan = PlanDeps &
  IntakeDeps & {
    /** Where a company manages its billing. */
    billingUrl: (tenantId: string) => string
    /** What works for a company now. */
    stateOf: (tenantId: string) => Promise<PlanState>
    /** Begins the trial in the transaction that connects an account, unless the account or the person has had one. */
    beginTrial: (transaction: Database, request: Omit<TrialRequest, 'nowMs'>) => Promise<void>
  }
