// What is asked when in-house panels are to be drawn: about what, by whom, on which account.

import type { StripeAccount } from '#contract/billing.ts'
import type { Subject } from '#contract/subject.ts'
import type { Caller, Surface } from '#definitions/context.ts'
import type { PanelDefinition } from '#definitions/define.ts'
import type { EventAccount } from './cache.ts'

export type PanelLoadRequest = {
  subject: Subject
  /** Panels that are not for `subject` are drawn for this one: the address of the person beside the customer. */
  also?: Subject
  /** One panel only, by its id in the configuration. */
  panel?: string
  /** What a `load` action carried. */
  params?: Readonly<Record<string, string>>
  /** Past every cache. */
  fresh?: boolean
  surface: Surface
  /** BCP 47. */
  locale: string
  /** IANA name; the viewer's, or UTC. */
  timeZone: string
  caller: Caller
  account: StripeAccount
  /** `acct_…` of a connected account. */
  connected?: string
  sandbox: boolean
  requestId: string
  signal: AbortSignal
  /** Counts requests made to Stripe for the subjects. */
  tally?: { stripeRequests: number }
}

/** One panel to draw. */
export type Due = { definition: PanelDefinition; subject: Subject }

export const eventAccountOf = ({ account, connected }: PanelLoadRequest): EventAccount => ({
  key: account.key,
  ...(connected === undefined ? {} : { connected }),
})
