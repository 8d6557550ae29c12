// The panels of one object: loads them from the gateway, refreshes them on request, and keeps their state.

import { type AppFacts, useApp } from '../app-context.tsx'
import { Failure } from '../failure.ts'
import type { ActionOf, AppPanelsArgs, Panel, Subject } from '../generated/contract.ts'
import { createStore, type Task, useTask } from '../store.ts'
import {
  arrived,
  begin,
  broke,
  ended,
  nothingYet,
  type PanelsState,
  replaced,
  waiting,
} from './panels-state.ts'

type PanelsDeps = Pick<AppFacts, 'gateway' | 'locale' | 'timeZone'> & { subject: Subject }

export type Panels = Task<PanelsState> & {
  /** Loads again, bypassing every cache. */
  refresh: () => void
  /** Loads one panel with other parameters; resolves to a failure instead of throwing. */
  load: (action: ActionOf<'load'>) => Promise<Failure | undefined>
  /** Shows panels that arrived with another response. */
  replace: (panels: readonly Panel[]) => void
}

/** Creates the panels of a subject; they are loaded when the view appears. */
export function createPanels({ gateway, locale, timeZone, subject }: PanelsDeps): Panels {
  const store = createStore<PanelsState>(nothingYet)
  let running = new AbortController()
  const update = (change: (state: PanelsState) => PanelsState) => store.set(change(store.state()))

  /** Applies each panel that arrives; resolves to the end of the response, or to undefined once the signal is aborted. */
  async function read(
    args: Omit<AppPanelsArgs, 'locale' | 'timeZone'>,
    signal: AbortSignal,
    onPanel: (state: PanelsState, panel: Panel) => PanelsState,
  ) {
    const messages = gateway.panels({ ...args, locale, timeZone }, signal)
    let next = await messages.next()
    for (; !next.done && !signal.aborted; next = await messages.next()) {
      const panel = next.value
      update((state) => onPanel(state, panel))
    }
    return next.done && !signal.aborted ? next.value : undefined
  }

  async function ask(fresh: boolean): Promise<void> {
    running.abort()
    const { signal } = (running = new AbortController())
    update(begin)
    try {
      const end = await read({ subject, ...(fresh ? { fresh } : {}) }, signal, arrived)
      if (end) update((state) => ended(state, end.asOf))
    } catch (error) {
      if (!signal.aborted) update((state) => broke(state, Failure.of(error)))
    }
  }

  return {
    state: store.state,
    subscribe: store.subscribe,
    start: () => void ask(false),
    close: () => running.abort(),
    refresh: () => void ask(true),
    replace: (panels) => update((state) => panels.reduce(replaced, state)),
    load: async ({ subject: about, panel, params }) => {
      const { signal } = running
      update((state) => waiting(state, panel, true))
      try {
        await read({ subject: about, panel, params }, signal, replaced)
        return undefined
      } catch (error) {
        if (!signal.aborted) update((state) => waiting(state, panel, false))
        return Failure.of(error)
      }
    },
  }
}

export function usePanels(subject: Subject): [PanelsState, Panels] {
  const { gateway, locale, timeZone } = useApp()
  return useTask(
    () => createPanels({ gateway, locale, timeZone, subject }),
    [gateway, locale, timeZone, JSON.stringify(subject)],
  )
}
