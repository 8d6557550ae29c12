// Builds up one response: takes messages and returns what to draw. A renewed response replaces panels in place,
// so that nothing flickers; a response about another customer starts empty.

import type { PanelsMessage } from '#contract/api.ts'
import type { Panel } from '#contract/panel.ts'

/** What the gateway has sent so far. */
export type PanelsResponse = {
  found?: PanelsMessage & { type: 'found' }
  panels: Panel[]
  done?: PanelsMessage & { type: 'done' }
  /** Ids that arrived in this round; the others are from the round before and are removed when this one ends. */
  fresh: ReadonlySet<string>
}

export const noResponse: PanelsResponse = { panels: [], fresh: new Set() }

/** The same response at the start of a new round. */
export function renew(response: PanelsResponse): PanelsResponse {
  return { ...response, fresh: new Set() }
}

const about = ({ found }: PanelsResponse) => JSON.stringify([found?.customer, found?.current])

/** Returns the response with one more message applied. */
export function applyMessage(response: PanelsResponse, message: PanelsMessage): PanelsResponse {
  switch (message.type) {
    case 'found': {
      const next = { ...response, found: message }
      return about(next) === about(response) ? next : { found: message, panels: [], fresh: new Set() }
    }
    case 'panel': {
      const { id, onOpen } = message.panel
      const at = response.panels.findIndex((one) => one.id === id)
      const known = response.panels[at]
      const fresh = new Set([...response.fresh, id])
      // An opened section keeps its content until it is loaded again.
      const panel = known && onOpen ? { ...known, onOpen } : message.panel
      // An unchanged panel stays the same object, so that it is not redrawn. A panel that loads on opening is loaded again.
      if (known && !onOpen && JSON.stringify(known) === JSON.stringify({ ...panel, asOf: known.asOf }))
        return { ...response, fresh }
      return {
        ...response,
        panels: known ? response.panels.with(at, panel) : [...response.panels, panel],
        fresh,
      }
    }
    case 'done':
      return {
        ...response,
        done: message,
        panels: response.panels.filter(({ id }) => response.fresh.has(id)),
      }
    case 'error':
    default:
      return response
  }
}

/** Returns the response with the given panels replacing those with the same ids; panels with unknown ids are ignored. */
export function replacePanels(response: PanelsResponse, panels: Panel[]): PanelsResponse {
  return { ...response, panels: response.panels.map((one) => panels.find(({ id }) => id === one.id) ?? one) }
}

/** The kind of screen for a response. */
export function stateOf(response: PanelsResponse): 'loading' | 'panel' | 'chooser' | 'not-found' | 'team' {
  const { found, panels } = response
  if (!found) return 'loading'
  if (found.customer) return panels.length > 0 ? 'panel' : 'loading'
  const looked = found.people.filter((person) => !person.skipped)
  if (found.people.length > 0 && looked.length === 0) return 'team'
  if (panels.length === 0) return response.done ? 'not-found' : 'loading'
  const hits = looked.find((person) => person.address === found.current)?.customers ?? 0
  return hits > 0 ? 'chooser' : 'not-found'
}

/** Finds the header and the verdict among the panels; screen readers announce them. */
export function findBlocks(panels: Panel[]) {
  const blocks = panels.flatMap((panel) => panel.blocks)
  return {
    header: blocks.find((block) => block.type === 'header'),
    verdict: blocks.find((block) => block.type === 'verdict'),
  }
}
