// What the functions of an action are given: for a request, or later for the work that the request left in the queue.

import type { SubjectKind } from '#contract/subject.ts'
import type { CallContext, RunContext, SubjectOf } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Sources } from '#definitions/source.ts'
import type { JobContext } from '#jobs/task.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { Database } from '#store/schema.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import { refuseWrites } from './stripe.ts'
import type { ActionWork } from './work.ts'
import type { PanelLoader } from '../panels/load.ts'
import type { SubjectObjects } from '../subject-object.ts'

export type ActionDeps = {
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

/** For whom and about what a function of an action is called: a request, or the work it left behind. */
export type ActionCall = Omit<ActionWork, 'action' | 'input'> & { signal: AbortSignal }

type AnyCall = CallContext<SubjectKind, Sources>
type AnyRun = RunContext<SubjectKind, Sources, Record<string, unknown>>

/** `undefined`: Stripe has no such object. Past the cache where something is to be changed by what it says. */
export const readSubject = (
  { objects }: Pick<ActionDeps, 'objects'>,
  { subject, account, connected, sandbox, signal }: ActionCall,
  fresh: boolean,
): Promise<SubjectOf<SubjectKind> | undefined> =>
  objects.read(subject, {
    account,
    sandbox,
    signal,
    fresh,
    ...(connected === undefined ? {} : { connected }),
  })

/** The context of a call, made durable, with the key that writes. */
export function runContext(
  deps: ActionDeps,
  context: AnyCall,
  { call, input, job }: { call: ActionCall; input: Record<string, unknown>; job: JobContext },
): AnyRun {
  const { account, connected, signal, locale } = call
  return {
    ...context,
    stripe: deps.clients.acting(account, connected, signal) ?? refuseWrites(context.stripe, locale),
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
