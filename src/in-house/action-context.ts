// What the functions of an action are given, for whoever asks now, or asked back then.

import type { SubjectKind } from '#contract/subject.ts'
import type { CallContext, RunContext, SubjectOf } from '#definitions/context.ts'
import type { ActionDefinition, TillsideConfig } from '#definitions/define.ts'
import type { Sources } from '#definitions/source.ts'
import type { JobContext } from '#jobs/task.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { Database } from '#store/schema.ts'
import type { StripeClients } from '#stripe/client.ts'
import { refuseWrites } from './action-stripe.ts'
import type { ActionWork } from './action-work.ts'
import type { PanelLoader } from './load-panels.ts'
import type { SubjectObjects } from './subject-object.ts'

export type ActionMeans = {
  tenantId: string
  db: Database
  ports: Ports
  metrics: Metrics
  config: () => TillsideConfig
  clients: StripeClients
  objects: Pick<SubjectObjects, 'read'>
  sources: Pick<OpenableSources, 'open'>
  panels: Pick<PanelLoader, 'load' | 'invalidate'>
}

/** For whom a function is called: a request, or the work it left behind. */
export type Asked = Omit<ActionWork, 'action' | 'input'> & { signal: AbortSignal }

type AnyCall = CallContext<SubjectKind, Sources>
type AnyRun = RunContext<SubjectKind, Sources, Record<string, unknown>>

/** `undefined`: Stripe has no such object. Past the cache where something is to be changed by what it says. */
export const readSubject = (
  { objects }: Pick<ActionMeans, 'objects'>,
  { subject, account, connected, signal }: Asked,
  fresh: boolean,
): Promise<SubjectOf<SubjectKind> | undefined> =>
  objects.read(subject, { account, signal, fresh, ...(connected === undefined ? {} : { connected }) })

export function callContext(
  means: ActionMeans,
  definition: ActionDefinition,
  asked: Asked,
  found: SubjectOf<SubjectKind>,
): AnyCall {
  const { account, connected, sandbox, caller, requestId, signal, surface, locale } = asked
  const accountId = connected ?? account.accountId
  const named = {
    key: account.key,
    mode: account.mode,
    sandbox,
    ...(accountId === undefined ? {} : { accountId }),
  }
  return {
    subject: found,
    sources: means.sources.open(definition.sources ?? {}, { caller, account: named, requestId, signal }),
    stripe: means.clients.reading(account, connected, signal),
    caller,
    account: { ...named, ...(account.name === undefined ? {} : { name: account.name }) },
    surface,
    locale,
    now: new Date(means.ports.now()),
    signal,
  }
}

/** The same, durable, with the key that writes. */
export function runContext(
  means: ActionMeans,
  call: AnyCall,
  { asked, input, job }: { asked: Asked; input: Record<string, unknown>; job: JobContext },
): AnyRun {
  const { account, connected, signal, locale } = asked
  return {
    ...call,
    stripe: means.clients.acting(account, connected, signal) ?? refuseWrites(call.stripe, locale),
    input,
    step: job.step,
    keyFor: (name) => keyOf(job.id, name),
    attempt: job.attempt,
  }
}

/** Stripe takes keys of up to 255 characters; a shortened one could be that of another write. */
export function keyOf(jobId: string, name: string): string {
  if (name === '' || name.length > 200) throw new RangeError('keyFor() takes a name of 1 to 200 characters')
  return `tillside-${jobId}-${name}`
}
