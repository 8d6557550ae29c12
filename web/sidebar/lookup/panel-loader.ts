// Loads one panel again with other parameters: a filter, the next page. Other panels that it changes come with it.
// Whatever arrives for an earlier press or for another customer is dropped.

import type { Panel } from '#contract/panel.ts'
import { readPanels } from '../gateway.ts'
import type { Settings } from '../settings/parse-settings.ts'
import type { Load } from '../state.ts'
import type { Store } from '../store.ts'
import { createLatestSignal } from './latest-signal.ts'
import type { LookupPorts } from './lookup.ts'

/** Makes one request. Resolves to the panel, which comes last, under the id it is drawn by, and to others that it changes. */
async function loadPanels(
  signal: AbortSignal,
  { panel, params, subject }: Load,
  from: string,
  settings: Settings,
  ports: LookupPorts,
): Promise<Panel[]> {
  const request = {
    subject: { kind: 'panel', panel, subject, params },
    mode: settings.mode,
    ...ports.reader(),
  } as const
  const panels: Panel[] = []
  for await (const message of readPanels(settings, request, signal, ports)) {
    if (message.type === 'panel') panels.unshift(message.panel)
  }
  const own = panels[0]?.id
  return panels.map((one) => (one.id === own ? { ...one, id: from } : one))
}

/** Loads panels, at most one load of each at a time. `onPanels` is told what a load brought: nothing if it failed. */
export function createPanelLoader(store: Store, ports: LookupPorts, onPanels: (panels: Panel[]) => void) {
  let signals: Record<string, ReturnType<typeof createLatestSignal>> = {}
  return {
    /** Drops whatever still arrives. */
    end(): void {
      for (const next of Object.values(signals)) next()
      signals = {}
      // Not drawn yet: the customer on the screen may be gone in the next line of the caller.
      store.state = { ...store.state, loads: {} }
    },
    /** Loads one panel again with other parameters; `from` is the id it is drawn by. */
    load: async (action: Load, from: string): Promise<void> => {
      const { loads, settings } = store.state
      if (!settings) return
      const signal = (signals[from] ??= createLatestSignal())()
      store.show({ loads: { ...loads, [from]: action } })
      const panels = await loadPanels(signal, action, from, settings, ports).catch(() => [])
      if (signal.aborted) return
      const { [from]: _done, ...rest } = store.state.loads
      store.show({ loads: rest })
      onPanels(panels)
    },
  }
}
