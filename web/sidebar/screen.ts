// Which screen a state makes.

import { stateOf } from './answer.ts'
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
export function screenOf({ phase, note, pane, search, looked, selection }: State): ScreenName {
  if (phase !== 'ready') return phase === 'starting' ? 'loading' : phase
  if (note) return 'note'
  if (pane) return 'action'
  if (search) return 'search'
  if (!looked) return selection.kind === 'many' || selection.failed || selection.people ? 'empty' : 'loading'
  const state = stateOf(looked.answer)
  if (looked.failure && looked.answer.panels.length === 0) return 'error'
  return state === 'team' ? 'empty' : state
}
