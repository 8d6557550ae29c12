// Which screen a state makes.

import { stateOf } from './lookup/response.ts'
import type { State } from './state.ts'

/** What the root element says about itself. */
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

/** The screen of a state. */
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
