// The search: asks when typing pauses, and only the newest text's answer is drawn.

import type { PanelsRequest } from '#contract/api.ts'
import { type Answer, applyMessage, noAnswer } from './answer.ts'
import type { LookupPorts } from './lookup.ts'
import { createTurns } from './selection.ts'
import type { Settings } from './settings.ts'
import type { Search } from './state.ts'
import { Failure, readPanels } from './stream.ts'

type Ports = LookupPorts & { locale: () => string }
type Options = {
  settings: Settings
  /** Stays until the next one is here. */ answer: Answer | undefined
  pauseMs: number | undefined
}

/** Turns texts into results. */
export class Searching {
  private readonly turns = createTurns()
  private readonly ports: Ports
  private readonly tell: (search: Search) => void

  constructor(ports: Ports, tell: (search: Search) => void) {
    this.ports = ports
    this.tell = tell
  }

  /** Whatever still comes is not drawn. */
  end(): void {
    this.turns.next()
  }

  /** Takes a text as typed. */
  type(text: string, { settings, answer, pauseMs = 250 }: Options): void {
    const turn = this.turns.next()
    const asked = text.trim().slice(0, 500)
    let search: Search = { text, answer: (asked && answer) || noAnswer, busy: asked !== '' }
    const tell = (change: Partial<Search>) => {
      if (turn.isCurrent()) this.tell((search = { ...search, ...change }))
    }
    tell({})
    const request: PanelsRequest = {
      subject: { kind: 'search', text: asked },
      locale: this.ports.locale(),
      ...(settings.mode ? { mode: settings.mode } : {}),
    }
    const run = async () => {
      let answer = noAnswer
      try {
        for await (const message of readPanels(settings, request, turn.signal, this.ports)) {
          answer = applyMessage(answer, message)
          if (message.type !== 'found') tell({ answer, busy: message.type !== 'done' })
        }
      } catch (error) {
        tell({ busy: false, failure: error instanceof Failure ? error : new Failure('broken') })
      }
    }
    if (asked) this.ports.later(pauseMs, () => turn.isCurrent() && void run())
  }
}
