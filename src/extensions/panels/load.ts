// Draws the in-house panels of one subject: all at once, each with its own deadline, its own error and its own kept result.
// A generator, so that each panel leaves as soon as it is known.

import type { Panel } from '#contract/panel.ts'
import type { PanelDefinition, TillsideConfig } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import type { Metrics } from '#metrics.ts'
import { describeFailure, drawFailure, type Failure } from '../failure.ts'
import { createPanelCache, type EventAccount, type Kept } from './cache.ts'
import { panelKeys } from './key.ts'
import { eventAccountOf, type Due, type PanelLoadRequest } from './request.ts'
import { hasRole } from '../roles.ts'
import { runLoad, type PanelLoadDeps } from './run-load.ts'

export type { PanelLoadRequest } from './request.ts'

export type StartedPanels = {
  /** One each, in the order of the configuration: what is kept, or a pending skeleton. None when one panel is asked for. */
  first: Panel[]
  /** The others as they are known, under the same ids. A panel without title and blocks has nothing to show. */
  rest: AsyncGenerator<Panel>
}

export interface PanelLoader {
  /** Starts at once. Throws `not_found` for a panel that does not exist, is not for the subject, or not for the caller. */
  start(asked: PanelLoadRequest): StartedPanels
  /** The same in one row. */
  load(asked: PanelLoadRequest): AsyncGenerator<Panel>
  /** An event of this account came in: kept results that it makes old are dropped. */
  invalidate(eventType: string, account: EventAccount): void
}

/** Told of each failure with everything about it: for the one at the keyboard, never for a log. */
export type OnPanelFailure = (failed: { panel: string; failure: Failure }) => void

export type PanelLoaderDeps = PanelLoadDeps & {
  tenantId: string
  metrics: Metrics
  cacheBytesMax?: number
  onFailure?: OnPanelFailure
}

const cacheBytesDefault = 16 * 1024 * 1024

/** So that ids never collide with the gateway's own panels. */
const wirePrefix = 'in-house:'

/** For one tenant. */
export function createPanelLoader(deps: PanelLoaderDeps): PanelLoader {
  const { config, objects, ports, metrics } = deps
  const cache = createPanelCache({ bytesMax: deps.cacheBytesMax ?? cacheBytesDefault, now: ports.now })
  metrics.describe('tillside_panel_loads_total', 'In-house panels drawn, by panel and outcome.')
  metrics.describe('tillside_panel_load_seconds', 'How long in-house panels took, with all they asked for.')

  const findKept = (due: Due, asked: PanelLoadRequest): Kept | undefined => {
    if (asked.fresh || !due.definition.ttlSeconds) return undefined
    const { shared, personal } = panelKeys(deps.tenantId, due, asked)
    return cache.get(shared, due.definition) ?? cache.get(personal, due.definition)
  }

  const draw = async (due: Due, asked: PanelLoadRequest): Promise<Panel> => {
    const { definition } = due
    const begunMs = ports.now()
    const head = headOf(definition, begunMs)
    const ticket = cache.begin(definition, eventAccountOf(asked))
    try {
      const outcome = await runLoad(due, asked, { ...deps, head })
      count(definition, outcome, ports.now() - begunMs)
      if ('reason' in outcome) return fail(definition, outcome, asked)
      const { panel, personal } = outcome
      const keys = panelKeys(deps.tenantId, due, asked)
      ticket.keep(personal ? keys.personal : keys.shared, panel)
      return panel === 'hidden' ? nothing(head) : panel
    } finally {
      ticket.end()
    }
  }

  const count = ({ id: panel }: PanelDefinition, outcome: object, tookMs: number) => {
    const named = 'reason' in outcome ? String(outcome.reason) : 'drawn'
    metrics.count('tillside_panel_loads_total', { panel, outcome: named })
    metrics.observe('tillside_panel_load_seconds', { panel }, tookMs / 1000)
  }

  const fail = (definition: PanelDefinition, failure: Failure, asked: PanelLoadRequest): Panel => {
    const { requestId, locale, account } = asked
    const { id: panel } = definition
    const nowMs = ports.now()
    const level = failure.reason === 'gone' ? 'info' : 'error'
    ports.log[level]('panel.failed', { panel, requestId, ...describeFailure(failure) })
    deps.onFailure?.({ panel, failure })
    return drawFailure(failure, headOf(definition, nowMs), { locale, account, requestId, nowMs })
  }

  const start = (asked: PanelLoadRequest): StartedPanels => {
    const dues = findDue(config(), asked).map((due) => ({ due, kept: findKept(due, asked) }))
    const loading = dues.flatMap(({ due, kept }) => (kept ? [] : [draw(due, asked)]))
    // A failure while the first panels are being sent would count as unhandled.
    for (const promise of loading) promise.catch(() => undefined)
    const first = dues.flatMap(({ due, kept }): Panel[] => {
      const head = headOf(due.definition, kept?.atMs ?? ports.now())
      if (kept) return [kept.panel === 'hidden' ? nothing(head) : kept.panel]
      return asked.panel === undefined ? [{ ...head, blocks: [], pending: true }] : []
    })
    return { first, rest: asTheySettle(loading) }
  }

  return {
    start,
    async *load(asked) {
      const { first, rest } = start(asked)
      yield* first
      yield* rest
    },
    invalidate(eventType, account) {
      objects.forget(account)
      cache.invalidate(eventType, account)
    },
  }
}

const headOf = ({ id, title }: PanelDefinition, atMs: number) => ({
  id: `${wirePrefix}${id}`,
  title,
  asOf: new Date(atMs).toISOString(),
})

/** Takes the skeleton away. */
const nothing = ({ id, asOf }: { id: string; asOf: string }): Panel => ({ id, blocks: [], asOf })

/** The panels of the subject that this caller may see, in the order of the configuration. */
function findDue({ panels }: TillsideConfig, asked: PanelLoadRequest): Due[] {
  const { subject, also, caller, panel } = asked
  const wanted = panel?.startsWith(wirePrefix) ? panel.slice(wirePrefix.length) : panel
  const dues = panels
    .filter(({ id, roles }) => (wanted === undefined || id === wanted) && hasRole(caller, roles))
    .flatMap((definition): Due[] => {
      const about = [subject, also].find((one) => one && definition.for.includes(one.kind))
      return about ? [{ definition, subject: about }] : []
    })
  if (wanted !== undefined && dues.length === 0) {
    throw new GatewayError('not_found', { detail: 'There is no such panel.' })
  }
  return dues
}

async function* asTheySettle<T>(work: readonly Promise<T>[]): AsyncGenerator<T> {
  const open = new Map(work.map((promise, at) => [at, promise.then((value) => ({ at, value }))]))
  while (open.size > 0) {
    const { at, value } = await Promise.race(open.values())
    open.delete(at)
    yield value
  }
}
