// What is known of the panels of one object while they arrive. No I/O; each step returns the next state.

import type { Failure } from '../failure.ts'
import type { Panel } from '../generated/contract.ts'

export type PanelsState = {
  panels: readonly Panel[]
  /** A response is on its way. */
  loading: boolean
  /** Ids that the response on its way has named; the others are from before and go when it ends. */
  named: readonly string[]
  asOf?: string | undefined
  /** Why the last response did not come; panels from before are still shown. */
  failure?: Failure | undefined
}

export const nothingYet: PanelsState = { panels: [], loading: true, named: [] }

export const begin = (state: PanelsState): PanelsState => ({
  ...state,
  loading: true,
  named: [],
  failure: undefined,
})

/**
 * Replaces in place, else adds at the end. Neither a skeleton nor a panel that waits to be opened wipes out what is shown
 * already; the latter is asked for anew when it is opened the next time.
 */
function put(panels: readonly Panel[], panel: Panel): Panel[] {
  const before = panels.find(({ id }) => id === panel.id)
  if (!before) return [...panels, panel]
  const { pending, onOpen, blocks } = panel
  const next =
    blocks.length > 0 ? panel : pending ? { ...before, pending } : onOpen ? { ...before, onOpen } : panel
  return panels.map((one) => (one.id === panel.id ? next : one))
}

export const arrived = (state: PanelsState, panel: Panel): PanelsState => ({
  ...state,
  panels: put(state.panels, panel),
  named: state.named.includes(panel.id) ? state.named : [...state.named, panel.id],
})

/** In the order the response named them; what it did not name is no longer there. */
export function ended(state: PanelsState, asOf: string): PanelsState {
  const panels = state.named.flatMap((id) => state.panels.find((panel) => panel.id === id) ?? [])
  return { panels, loading: false, named: [], asOf }
}

/** Nothing more comes: what was pending says so no longer. */
export const broke = (state: PanelsState, failure: Failure): PanelsState => ({
  ...state,
  panels: state.panels.flatMap((panel) =>
    panel.pending && panel.blocks.length === 0 ? [] : [{ ...panel, pending: false }],
  ),
  loading: false,
  failure,
})

/** One panel by itself: a filter, or what an action changed. */
export const replaced = (state: PanelsState, panel: Panel): PanelsState => ({
  ...state,
  panels: put(state.panels, panel),
})

export const waiting = (state: PanelsState, id: string, pending: boolean): PanelsState => ({
  ...state,
  panels: state.panels.map((panel) => (panel.id === id ? { ...panel, pending } : panel)),
})
