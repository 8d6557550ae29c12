// One answer as it grows: messages in, what is to be drawn out. A renewed answer replaces panels in place,
// so that nothing flickers; an answer about somebody else starts empty.

import type { PanelsMessage } from '#contract/api.ts'
import type { Panel } from '#contract/panel.ts'

/** What the gateway said so far. */
export type Answer = {
  found?: PanelsMessage & { type: 'found' }
  panels: Panel[]
  done?: PanelsMessage & { type: 'done' }
  /** Ids that came in this round; the others are of the round before and go at its end. */
  fresh: ReadonlySet<string>
}

/** Nothing yet. */
export const noAnswer: Answer = { panels: [], fresh: new Set() }

/** The same answer, about to be renewed. */
export function renew(answer: Answer): Answer {
  return { ...answer, fresh: new Set() }
}

const about = ({ found }: Answer) => JSON.stringify([found?.customer, found?.current])

/** The answer with one more message in it. */
export function applyMessage(answer: Answer, message: PanelsMessage): Answer {
  switch (message.type) {
    case 'found': {
      const next = { ...answer, found: message }
      return about(next) === about(answer) ? next : { found: message, panels: [], fresh: new Set() }
    }
    case 'panel': {
      const { panel } = message
      const at = answer.panels.findIndex(({ id }) => id === panel.id)
      const known = answer.panels[at]
      const fresh = new Set([...answer.fresh, panel.id])
      // What says the same stays the same object, so that it is not drawn again.
      if (known && JSON.stringify(known) === JSON.stringify({ ...panel, asOf: known.asOf }))
        return { ...answer, fresh }
      return { ...answer, panels: known ? answer.panels.with(at, panel) : [...answer.panels, panel], fresh }
    }
    case 'done':
      return { ...answer, done: message, panels: answer.panels.filter(({ id }) => answer.fresh.has(id)) }
    case 'error':
    default:
      return answer
  }
}

/** The answer with these panels in place of those of the same ids; strangers to it are left out. */
export function replacePanels(answer: Answer, panels: Panel[]): Answer {
  return { ...answer, panels: answer.panels.map((one) => panels.find(({ id }) => id === one.id) ?? one) }
}

/** What kind of screen an answer makes. */
export function stateOf(answer: Answer): 'loading' | 'panel' | 'chooser' | 'not-found' | 'team' {
  const { found, panels } = answer
  if (!found) return 'loading'
  if (found.customer) return panels.length > 0 ? 'panel' : 'loading'
  const looked = found.people.filter((person) => !person.skipped)
  if (found.people.length > 0 && looked.length === 0) return 'team'
  if (panels.length === 0) return answer.done ? 'not-found' : 'loading'
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
