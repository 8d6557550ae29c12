// Calls the `load` of one panel: its subject read from Stripe, its sources opened, a deadline over all of it.

import type { Panel } from '#contract/panel.ts'
import type { SubjectKind } from '#contract/subject.ts'
import type { Caller, LoadContext } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Sources } from '#definitions/source.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { StripeClients } from '#stripe/client.ts'
import { completePanel } from './complete-panel.ts'
import type { Failure } from './failure.ts'
import type { Due, PanelsAsked } from './panels-asked.ts'
import type { SubjectObjects } from './subject-object.ts'

export type LoadMeans = {
  config: () => TillsideConfig
  clients: StripeClients
  objects: SubjectObjects
  sources: Pick<OpenableSources, 'open'>
  ports: Ports
}

export type Drawn = {
  panel: Panel | 'hidden'
  /** It may differ from person to person, and is kept for this one alone. */
  personal: boolean
}

type Head = { id: string; title: string; asOf: string }
type Context = LoadContext<SubjectKind, Sources>

const deadlineDefaultMs = 5000

/** What the panel shows, or why it shows nothing. Rejects only when nobody waits any more. */
export async function runLoad(
  due: Due,
  asked: PanelsAsked,
  means: LoadMeans & { head: Head },
): Promise<Drawn | Failure> {
  const { definition } = due
  const deadline = AbortSignal.timeout(definition.deadlineMs ?? deadlineDefaultMs)
  const signal = AbortSignal.any([asked.signal, deadline])
  const watched = watchCaller(asked.caller)
  try {
    const context = await before(
      signal,
      openContext(due, { ...asked, signal, caller: watched.caller }, means),
    )
    if (!context) return { reason: 'gone' }
    const loaded = await before(signal, Promise.resolve(definition.load(context)))
    const personal = watched.wasNamed() || tellsWho(definition.sources)
    if (loaded === 'hidden') return { panel: 'hidden', personal }
    const { account, caller, locale } = asked
    const completion = { config: means.config(), caller, locale, accountKey: account.key }
    const completed = completePanel(loaded, means.head, completion)
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
  asked: PanelsAsked,
  means: LoadMeans,
): Promise<Context | undefined> {
  const { caller, account, connected, sandbox, requestId, signal, surface, locale, params = {} } = asked
  const found = await means.objects.read(subject, asked)
  if (!found) return undefined
  const about = { key: account.key, mode: account.mode, sandbox }
  const accountId = connected ?? account.accountId
  const named = { ...about, ...(accountId === undefined ? {} : { accountId }) }
  return {
    subject: found,
    sources: means.sources.open(definition.sources ?? {}, {
      caller: asked.caller,
      account: named,
      requestId,
      signal,
    }),
    stripe: means.clients.reading(account, connected, signal),
    caller,
    account: { ...named, ...(account.name === undefined ? {} : { name: account.name }) },
    surface,
    locale,
    now: new Date(means.ports.now()),
    signal,
    params,
  }
}

/** An author's function may ignore the signal; its panel does not wait for it. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
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
