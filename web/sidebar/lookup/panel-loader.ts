// Loads one panel again with other parameters: a filter, the next page. Other panels that this changes come with it.
// Anything that arrives for an earlier press or for another customer is dropped.

import type { Panel } from '#contract/panel.ts'
import { readPanels } from '../gateway.ts'
import type { Settings } from '../settings/parse-settings.ts'
import type { Load } from '../state.ts'
import type { Store } from '../store.ts'
import { createLatestSignal } from './latest-signal.ts'
import type { LookupPorts } from './lookup.ts'

/**
 * Makes one request. Resolves to the requested panel, which arrives last and gets the id it is drawn under, followed by the
 * other panels that change.
 */
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

/** Creates the loader: at most one load of each panel at a time. `onPanels` gets the loaded panels; none if the load failed. */
export function createPanelLoader(store: Store, ports: LookupPorts, onPanels: (panels: Panel[]) => void) {
  let signals: Record<string, ReturnType<typeof createLatestSignal>> = {}
  return {
    /** Drops anything that still arrives. */
    end(): void {
      for (const next of Object.values(signals)) next()
      signals = {}
      // Without a redraw: the caller may be about to remove the customer on screen.
      store.state = { ...store.state, loads: {} }
    },
    /** Loads one panel again with other parameters; `from` is the id it is drawn under. */
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
