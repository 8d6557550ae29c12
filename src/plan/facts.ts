// What is known of a company's plan: its trial, which is a row of ours, and what Stripe said when it was read last.

import { z } from 'zod'
import type { PlanRow } from '#store/plans.ts'

/** What Stripe said of one customer, read as a whole. Stored as JSON. */
const billingSchema = z.object({
  /** The subscription that counts; absent: there never was one. */
  subscription: z
    .object({
      id: z.string(),
      /** Stripe's word. A new one does not fail here: it suspends by name. */
      status: z.string(),
      /** When it ends by itself, after it was canceled. */
      endsAtMs: z.number().optional(),
      endedAtMs: z.number().optional(),
    })
    .optional(),
  /** The oldest invoice of that subscription that is open. */
  unpaid: z.object({ invoiceId: z.string(), sinceMs: z.number() }).optional(),
  /** `open`: a payment is disputed. `lost`: what was paid last was taken back. */
  dispute: z.enum(['open', 'lost']).optional(),
  /** Stripe cannot compute the tax without a better address. */
  needsAddress: z.boolean(),
  /** The customer was deleted in Stripe. */
  customerIsGone: z.boolean(),
})

export type Billing = z.infer<typeof billingSchema>

export type PlanFacts = {
  trial: PlanRow['trial']
  /** Absent: nothing was ever bought. A read that failed changes nothing here. */
  billing?: Billing
}

/** The facts of a row; of a company without one its trial has not begun. */
export const factsOf = (row: Pick<PlanRow, 'trial' | 'billing'> | undefined): PlanFacts =>
  row === undefined
    ? { trial: { state: 'not_begun' } }
    : {
        trial: row.trial,
        ...(row.billing === undefined ? {} : { billing: billingSchema.parse(JSON.parse(row.billing)) }),
      }
