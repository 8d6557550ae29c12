// The connection to a gateway: reads the settings that Missive stores for this person, opens the form, saves and forgets them.

import type { ActionMemory } from '../actions/memory.ts'
import type { MissiveHost } from '../missive.ts'
import type { SidebarPorts } from '../ports.ts'
import type { SelectionPart } from '../selection/selection.ts'
import type { Store } from '../store.ts'
import {
  type Connection,
  olderSettingsKey,
  parseSettings,
  readOlderSettings,
  type Settings,
  settingsKey,
} from './parse-settings.ts'

type SettingsDeps = {
  store: Store
  selection: Pick<SelectionPart, 'again' | 'end' | 'forget' | 'signOut'>
  memory: Pick<ActionMemory, 'forget'>
}

type SettingsPorts = Pick<SidebarPorts, 'pageUrl'> & { missive: Pick<MissiveHost, 'load' | 'save'> }

/** Creates the settings, not read yet. */
export function createSettings(
  { store, selection, memory }: SettingsDeps,
  { missive, pageUrl }: SettingsPorts,
) {
  const { show } = store
  const load = (key: string) => missive.load(key).catch(() => undefined)
  return {
    /** Reads the stored settings, or opens the form, prefilled with those of an older sidebar. */
    read: async (): Promise<void> => {
      const settings = parseSettings(await load(settingsKey))
      if (settings) return show({ phase: 'ready', settings })
      const start = readOlderSettings(await load(olderSettingsKey), pageUrl)
      show({ phase: 'setup', setup: start ? { start, why: 'older' } : {} })
    },
    /** Opens the connection form with the current connection. */
    open: (): void => {
      selection.end()
      show({
        phase: 'setup',
        setup: { start: store.state.settings },
        lookup: undefined,
        search: undefined,
      })
    },
    /** Closes the form without saving. */
    close: (): void => {
      show({ phase: 'ready', setup: undefined })
      void selection.again()
    },
    /** Saves a tested connection, or another mode or language, and starts over. */
    save: async (change: Connection | Pick<Settings, 'mode' | 'locale'>): Promise<void> => {
      // Parsed as it will be on reading, so that nothing unusable is stored.
      const settings = parseSettings({ ...store.state.settings, ...change, version: 1 })
      if (!settings) return
      selection.forget()
      show({ phase: 'ready', settings, setup: undefined })
      await missive.save(settingsKey, settings)
      await selection.again()
    },
    /** Forgets everything, here and in Missive's store. */
    signOut: async (): Promise<void> => {
      selection.signOut()
      memory.forget()
      show({ phase: 'setup', settings: undefined, setup: {} })
      // Overwritten, because the store has no documented way to delete.
      await Promise.all([missive.save(settingsKey, null), missive.save(olderSettingsKey, null)])
    },
  }
}
