// Derives the current screen from the state.

import { stateOf } from './lookup/response.ts'
import type { State } from './state.ts'

/** Also the `data-state` of the root element. */
export type ScreenName =
  | 'loading'
  | 'outside'
  | 'panel'
  | 'empty'
  | 'setup'
  | 'error'
  | 'search'
  | 'chooser'
  | 'not-found'
  | 'note'
  | 'action'

export function screenOf({ phase, note, pane, search, lookup, selection }: State): ScreenName {
  if (phase !== 'ready') return phase === 'starting' ? 'loading' : phase
  if (note) return 'note'
  if (pane) return 'action'
  if (search) return 'search'
  if (!lookup) return selection.kind === 'many' || selection.failed || selection.people ? 'empty' : 'loading'
  const state = stateOf(lookup.response)
  if (lookup.failure && lookup.response.panels.length === 0) return 'error'
  return state === 'team' ? 'empty' : state
}
