// One response as it grows: messages in, what is to be drawn out. A renewed response replaces panels in place,
// so that nothing flickers; an response about somebody else starts empty.

import type { PanelsMessage } from '#contract/api.ts'
import type { Panel } from '#contract/panel.ts'

/** What the gateway said so far. */
export type PanelsResponse = {
  found?: PanelsMessage & { type: 'found' }
  panels: Panel[]
  done?: PanelsMessage & { type: 'done' }
  /** Ids that came in this round; the others are of the round before and go at its end. */
  fresh: ReadonlySet<string>
}

/** Nothing yet. */
export const noResponse: PanelsResponse = { panels: [], fresh: new Set() }

/** The same response, about to be renewed. */
export function renew(response: PanelsResponse): PanelsResponse {
  return { ...response, fresh: new Set() }
}

const about = ({ found }: PanelsResponse) => JSON.stringify([found?.customer, found?.current])

/** The response with one more message in it. */
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
      // What was opened stays until it is renewed.
      const panel = known && onOpen ? { ...known, onOpen } : message.panel
      // What says the same stays the same object, so that it is not drawn again. What is asked for when opened is asked for again.
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

/** The response with these panels in place of those of the same ids; strangers to it are left out. */
export function replacePanels(response: PanelsResponse, panels: Panel[]): PanelsResponse {
  return { ...response, panels: response.panels.map((one) => panels.find(({ id }) => id === one.id) ?? one) }
}

/** What kind of screen an response makes. */
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

/** One line about a drawn customer, for screen readers and comments: name, verdict. */
export function findBlocks(panels: Panel[]) {
  const blocks = panels.flatMap((panel) => panel.blocks)
  return {
    header: blocks.find((block) => block.type === 'header'),
    verdict: blocks.find((block) => block.type === 'verdict'),
  }
}
