// Decides what the panels of tillside.config.ts are about, beside the built-in panels of a customer or an address.

import type { CustomerHit, Mode, StripeAccount } from '#contract/billing.ts'
import type { Subject } from '#contract/subject.ts'
import type { PanelLoadRequest, StartedPanels } from '#extensions/panels/load.ts'
import { merge } from './merge.ts'
import { panelMessages, type Messages } from './messages.ts'

/** The part of a `PanelLoadRequest` that says what it is about. */
export type About = Pick<PanelLoadRequest, 'subject' | 'also' | 'panel' | 'params' | 'account'>

/** The customer, and the e-mail address that the person looks at. `undefined` when there is neither. */
export function aboutHit({ account, customer }: CustomerHit, address: string | undefined): About | undefined {
  const email: Subject | undefined = address === undefined ? undefined : { kind: 'email', address }
  // Stripe has nothing to read for a deleted customer.
  if (customer.deleted) return email && { subject: email, account }
  return { subject: { kind: 'customer', id: customer.id }, account, ...(email ? { also: email } : {}) }
}

/** An e-mail address that belongs to no customer, or to several. */
export function aboutAddress(
  address: string | undefined,
  where: { accounts: readonly StripeAccount[]; mode: Mode },
): About | undefined {
  if (address === undefined) return undefined
  const subject: Subject = { kind: 'email', address }
  const account = accountOf(subject, where)
  return account && { subject, account }
}

/** The account that the subject names, else the first account of the mode. */
export const accountOf = (
  subject: Subject,
  { accounts, mode }: { accounts: readonly StripeAccount[]; mode: Mode },
): StripeAccount | undefined =>
  accounts.find((account) =>
    subject.account === undefined ? account.mode === mode : account.key === subject.account,
  )

export const noPanels = (): StartedPanels => ({ first: [], rest: merge() })

/** First cached panels and skeletons, then each panel as it is drawn. */
export async function* allMessages(started: StartedPanels): Messages {
  yield* panelMessages(started.first)
  yield* restMessages(started)
}

export async function* restMessages({ rest }: StartedPanels): Messages {
  for await (const panel of rest) yield* panelMessages([panel])
}
