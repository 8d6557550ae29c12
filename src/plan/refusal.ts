// What a suspended company hears: on the proxy lane in Stripe's shape, elsewhere as an error of the gateway.

import { GatewayError, type ErrorCode } from '#errors.ts'
import { planWordsFor } from '#words/words-for.ts'
import type { PlanState } from './plan-state.ts'

/** The proxy lane's refusal while the plan is suspended; `undefined` while it works. In English, for the developer of the page. */
export function refusalOfPlan(state: PlanState): { code: ErrorCode; message: string } | undefined {
  if (state.works) return undefined
  return { code: 'plan_suspended', message: planWordsFor('en').suspended[state.reason] }
}

/** Throws while the plan is suspended, in words for whoever looks at the page. */
export function assertWorks(state: PlanState, locale: string): void {
  if (!state.works)
    throw new GatewayError('plan_suspended', { detail: planWordsFor(locale).suspended[state.reason] })
}
