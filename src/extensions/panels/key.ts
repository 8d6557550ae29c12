// Under which key the result of a panel is kept: everything that its `load` can see. The tables name each field of the types, so
// that a new one does not compile until somebody has decided whether results differ by it.

import type { StripeAccount } from '#contract/billing.ts'
import { subjectKey } from '#contract/subject-key.ts'
import type { Caller } from '#definitions/context.ts'
import { asItIs, partsOf, type KeyParts } from '#stripe/api/key-parts.ts'
import type { Due, PanelLoadRequest } from './request.ts'

const ofAccount: KeyParts<StripeAccount> = { key: asItIs, mode: asItIs, accountId: asItIs, name: asItIs }

/** What `load` sees without asking who somebody is; see `watchCaller`. */
const ofAnyCaller: KeyParts<Caller> = {
  kind: asItIs,
  roles: (roles) => roles.toSorted(),
  id: undefined,
  name: undefined,
}
const ofThisCaller: KeyParts<Caller> = { ...ofAnyCaller, id: asItIs, name: asItIs }

const ofAsked = (caller: KeyParts<Caller>): KeyParts<PanelLoadRequest> => ({
  surface: asItIs,
  locale: asItIs,
  timeZone: asItIs,
  params: (params = {}) => Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  account: (account) => partsOf(ofAccount, account),
  connected: asItIs,
  sandbox: asItIs,
  caller: (value) => partsOf(caller, value),
  // The panel and what it is drawn for are those that were found for it: `Due`.
  subject: undefined,
  also: undefined,
  panel: undefined,
  // How it is asked, and not what.
  fresh: undefined,
  requestId: undefined,
  signal: undefined,
  tally: undefined,
})

const shared = ofAsked(ofAnyCaller)
const personal = ofAsked(ofThisCaller)

/** Parts cannot run into each other: the keys are JSON. */
export function panelKeys(tenantId: string, { definition, subject }: Due, asked: PanelLoadRequest) {
  const about = [tenantId, definition.id, subjectKey(subject)]
  return {
    shared: JSON.stringify(['shared', ...about, ...partsOf(shared, asked)]),
    personal: JSON.stringify(['personal', ...about, ...partsOf(personal, asked)]),
  }
}
