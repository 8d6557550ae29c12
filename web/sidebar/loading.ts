// One panel asked for again with other parameters: a filter, the next page. What comes late for an earlier press,
// or for somebody else, is dropped.

import type { Action, Panel } from '#contract/panel.ts'
import type { LookupPorts } from './lookup.ts'
import { createTurns, type Turn } from './selection.ts'
import type { Settings } from './settings.ts'
import { readPanels } from './stream.ts'

export type Load = Action & { kind: 'load' }

/** Asks once; resolves to the panel under the id it is drawn by, or undefined when it is not wanted any more. */
async function loadPanel(
  turn: Turn,
  { panel, params, subject }: Load,
  from: string,
  settings: Settings,
  ports: LookupPorts,
): Promise<Panel | undefined> {
  const request = {
    subject: { kind: 'panel', panel, subject, params },
    mode: settings.mode,
    locale: ports.locale(),
  } as const
  let last: Panel | undefined
  for await (const message of readPanels(settings, request, turn.signal, ports)) {
    if (message.type === 'panel') last = { ...message.panel, id: from }
  }
  return turn.isCurrent() ? last : undefined
}

/** What is told: the loads on their way by panel, and each panel as it comes; no panel where one failed. */
type Tell = (loads: Record<string, Load>, end?: { panel: Panel | undefined }) => void

/** Loads panels, each in turns of its own. */
export function createLoading(ports: LookupPorts, tell: Tell) {
  let running: Record<string, Load> = {}
  let turns: Record<string, ReturnType<typeof createTurns>> = {}
  return {
    /** Whatever still comes is not drawn. */
    end(): void {
      for (const one of Object.values(turns)) one.next()
      turns = running = {}
    },
    async load(action: Load, from: string, settings: Settings | undefined): Promise<void> {
      if (!settings) return
      const turn = (turns[from] ??= createTurns()).next()
      tell((running = { ...running, [from]: action }))
      const panel = await loadPanel(turn, action, from, settings, ports).catch(() => undefined)
      if (!turn.isCurrent()) return
      const { [from]: _done, ...rest } = running
      tell((running = rest), { panel })
    },
  }
}
