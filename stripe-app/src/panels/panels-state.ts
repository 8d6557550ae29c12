// The state of one object's panels while they arrive. No I/O; each function returns the next state.

import type { Failure } from '../failure.ts'
import type { Panel } from '../generated/contract.ts'

export type PanelsState = {
  panels: readonly Panel[]
  /** Whether a response is in progress. */
  loading: boolean
  /** Ids that the current response has named; the others are from an earlier one and are removed when it ends. */
  named: readonly string[]
  asOf?: string | undefined
  /** Why the last response failed; earlier panels are still shown. */
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
 * Replaces a panel in place or adds it at the end. Neither a skeleton nor a panel that loads on opening replaces content already
 * shown; the latter is loaded again the next time it is opened.
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

/** Ends a response: keeps the panels it named, in its order, and removes the others. */
export function ended(state: PanelsState, asOf: string): PanelsState {
  const panels = state.named.flatMap((id) => state.panels.find((panel) => panel.id === id) ?? [])
  return { panels, loading: false, named: [], asOf }
}

/** The response failed: no panel is pending any more. */
export const broke = (state: PanelsState, failure: Failure): PanelsState => ({
  ...state,
  panels: state.panels.flatMap((panel) =>
    panel.pending && panel.blocks.length === 0 ? [] : [{ ...panel, pending: false }],
  ),
  loading: false,
  failure,
})

/** Replaces a single panel, after a filter or an action. */
export const replaced = (state: PanelsState, panel: Panel): PanelsState => ({
  ...state,
  panels: put(state.panels, panel),
})

export const waiting = (state: PanelsState, id: string, pending: boolean): PanelsState => ({
  ...state,
  panels: state.panels.map((panel) => (panel.id === id ? { ...panel, pending } : panel)),
})
