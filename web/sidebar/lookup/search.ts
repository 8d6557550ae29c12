// The search: queries the gateway when typing pauses and shows only the response to the latest text.

import type { Search } from '../state.ts'
import type { Store } from '../store.ts'
import { createLatestSignal } from './latest-signal.ts'
import { type LookupPorts, lookUp } from './lookup.ts'
import { noResponse } from './response.ts'

export type SearchBox = ReturnType<typeof createSearch>

/** Creates the search, closed. */
export function createSearch(store: Store, ports: LookupPorts) {
  const nextSignal = createLatestSignal()
  const show = (search: Search) => store.show({ search })
  return {
    /** Drops anything that still arrives. */
    end: () => void nextSignal(),
    /** Closes the search screen. */
    close(): void {
      nextSignal()
      store.show({ search: undefined })
    },
    /** Opens the search, or updates its text. Earlier results stay until new ones arrive. */
    type(text = '', pauseMs = 250): void {
      const { settings, search } = store.state
      if (!settings) return
      const signal = nextSignal()
      const request = { kind: 'search', text: text.trim().slice(0, 500) } as const
      const busy = request.text !== ''
      show({ text, request, response: (busy && search?.response) || noResponse, busy })
      const run = async () => {
        const end = await lookUp(signal, request, { settings }, ports, (lookup) => {
          if (lookup.response.panels.length > 0) show({ ...lookup, text })
        })
        if (end) show({ ...end, text })
      }
      if (busy) ports.later(pauseMs, () => signal.aborted || void run())
    },
  }
}
