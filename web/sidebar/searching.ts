// The search: asks when typing pauses, and only the newest text's answer is drawn.

import { noAnswer } from './answer.ts'
import { type LookupPorts, lookUp } from './lookup.ts'
import { createTurns } from './selection.ts'
import type { Settings } from './settings.ts'
import type { Search } from './state.ts'

/** Turns texts into results. */
export function createSearching(ports: LookupPorts, tell: (search: Search) => void) {
  const turns = createTurns()
  return {
    /** Whatever still comes is not drawn. */
    end: () => void turns.next(),
    /** Takes a text as typed; what `before` found stays until something else is here. */
    type(text: string, settings: Settings, before: Search | undefined, pauseMs = 250): void {
      const turn = turns.next()
      const ask = { kind: 'search', text: text.trim().slice(0, 500) } as const
      const asks = ask.text !== ''
      tell({ text, ask, answer: (asks && before?.answer) || noAnswer, busy: asks })
      const run = async () => {
        const end = await lookUp(turn, ask, { settings }, ports, (looked) => {
          if (looked.answer.panels.length > 0) tell({ ...looked, text })
        })
        if (end) tell({ ...end, text })
      }
      if (asks) ports.later(pauseMs, () => turn.isCurrent() && void run())
    },
  }
}
