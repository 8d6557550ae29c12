// What a function of a panel or an action is given: its subject, its sources, Stripe, and who calls it for which account.

import type { StripeAccount } from '#contract/billing.ts'
import type { SubjectKind } from '#contract/subject.ts'
import type { CallContext, Caller, SubjectOf, Surface } from '#definitions/context.ts'
import type { Sources } from '#definitions/source.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'

type CallContextDeps = {
  clients: Pick<StripeClients, 'reading'>
  sources: Pick<OpenableSources, 'open'>
  ports: Pick<Ports, 'now'>
}

/** For whom a function is called, and until when. */
type Call = {
  caller: Caller
  account: StripeAccount
  /** `acct_…` of a connected account. */
  connected?: string
  sandbox: boolean
  surface: Surface
  requestId: string
  locale: string
  timeZone: string
  signal: AbortSignal
}

export function callContext(
  deps: CallContextDeps,
  declared: { sources?: Sources },
  call: Call,
  subject: SubjectOf<SubjectKind>,
): CallContext<SubjectKind, Sources> {
  const { account, connected, sandbox, caller, requestId, signal, surface, locale, timeZone } = call
  const accountId = connected ?? account.accountId
  const named = {
    key: account.key,
    mode: account.mode,
    sandbox,
    ...(accountId === undefined ? {} : { accountId }),
  }
  return {
    subject,
    sources: deps.sources.open(declared.sources ?? {}, { caller, account: named, requestId, signal }),
    stripe: deps.clients.reading(account, connected, signal),
    caller,
    account: { ...named, ...(account.name === undefined ? {} : { name: account.name }) },
    surface,
    locale,
    timeZone,
    now: new Date(deps.ports.now()),
    signal,
  }
}
