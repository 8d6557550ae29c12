// Calls the `load` of one panel: its subject read from Stripe, its sources opened, a deadline over all of it.

import type { Panel } from '#contract/panel.ts'
import type { SubjectKind } from '#contract/subject.ts'
import type { Caller, LoadContext } from '#definitions/context.ts'
import { panelDeadlineMs } from '#definitions/deadlines.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Sources } from '#definitions/source.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import { untilAborted } from '#until-aborted.ts'
import { completePanel } from './complete.ts'
import { callContext } from '../call-context.ts'
import type { Failure } from '../failure.ts'
import type { Due, PanelLoadRequest } from './request.ts'
import { runAs } from '../stray-failures.ts'
import type { SubjectObjects } from '../subject-object.ts'

export type PanelLoadDeps = {
  config: () => TillsideConfig
  clients: StripeClients
  objects: SubjectObjects
  sources: Pick<OpenableSources, 'open'>
  ports: Ports
  metrics: Metrics
}

export type Drawn = {
  panel: Panel | 'hidden'
  /** It may differ from person to person, and is kept for this one alone. */
  personal: boolean
}

type Head = { id: string; title: string; asOf: string }
type Context = LoadContext<SubjectKind, Sources>

/** What the panel shows, or why it shows nothing. Rejects only when nobody waits any more. */
export async function runLoad(
  due: Due,
  asked: PanelLoadRequest,
  deps: PanelLoadDeps & { head: Head },
): Promise<Drawn | Failure> {
  const { definition } = due
  const deadline = AbortSignal.timeout(definition.deadlineMs ?? panelDeadlineMs)
  const signal = AbortSignal.any([asked.signal, deadline])
  const watched = watchCaller(asked.caller)
  try {
    const opening = openContext(due, { ...asked, signal, caller: watched.caller }, deps)
    const context = await untilAborted(opening, signal)
    if (!context) return { reason: 'gone' }
    const run = runAs(deps, { kind: 'panel', id: definition.id }, async () => definition.load(context))
    const loaded = await untilAborted(run, signal)
    const personal = watched.wasNamed() || tellsWho(definition.sources)
    if (loaded === 'hidden') return { panel: 'hidden', personal }
    const { account, caller, locale } = asked
    const completion = { config: deps.config(), caller, locale, accountKey: account.key }
    const completed = completePanel(loaded, deps.head, completion)
    return completed.ok
      ? { panel: completed.panel, personal }
      : { reason: 'invalid', problem: completed.problem }
  } catch (error) {
    asked.signal.throwIfAborted()
    return deadline.aborted ? { reason: 'late' } : { reason: 'threw', error }
  }
}

/** `undefined`: the subject is not there. */
async function openContext(
  { definition, subject }: Due,
  asked: PanelLoadRequest,
  deps: PanelLoadDeps,
): Promise<Context | undefined> {
  const found = await deps.objects.read(subject, asked)
  return found && { ...callContext(deps, definition, asked, found), params: asked.params ?? {} }
}

/** Services that are told who asks may answer each person differently. */
const tellsWho = (sources: Sources | undefined): boolean =>
  Object.values(sources ?? {}).some(
    ({ kind, options }) => kind === 'http' && 'identity' in options && options.identity?.kind === 'jwt',
  )

/** Notices when `load` asks who somebody is, and not only what they may. */
function watchCaller(who: Caller): { caller: Caller; wasNamed: () => boolean } {
  let named = false
  const caller: Caller = {
    kind: who.kind,
    roles: who.roles,
    get id() {
      named = true
      return who.id
    },
    get name() {
      named = true
      return who.name
    },
  }
  return { caller, wasNamed: () => named }
}
