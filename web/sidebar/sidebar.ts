// Assembles the sidebar without its drawing: one state, and the parts that change it.

import type { Host } from '../ui/drawing.ts'
import { createActionMemory } from './actions/memory.ts'
import { createActions } from './actions/actions.ts'
import { createSearch } from './lookup/search.ts'
import type { SidebarPorts } from './ports.ts'
import { createSelection } from './selection/selection.ts'
import { createSettings } from './settings/settings.ts'
import { createStore } from './store.ts'

export type Sidebar = ReturnType<typeof createSidebar>

/** Creates the sidebar of one page. */
export function createSidebar(ports: SidebarPorts) {
  const store = createStore(ports)
  const memory = createActionMemory()
  const search = createSearch(store, ports)
  const selection = createSelection({ store, search, memory }, ports)
  const actions = createActions({ store, search, selection }, ports)
  const settings = createSettings({ store, selection, memory }, ports)
  const host: Host = {
    run: actions.run,
    act: actions.act,
    drafts: memory.drafts,
    foresee: (element) => element && ports.foreseeForms(),
    choose: selection.choose,
    pin: selection.pin,
    show: store.show,
  }
  return {
    store,
    memory,
    search,
    selection,
    actions,
    settings,
    host,
    /** Reads the settings, then follows Missive's selection; the listener is registered only once. */
    async start(): Promise<void> {
      await settings.read()
      ports.missive.onSelection((ids) => void selection.select(ids))
    },
  }
}
