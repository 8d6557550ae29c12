// One question at a time: asks the gateway, draws what comes while the turn lasts, and tries again by itself when it may.

import type { PanelsRequest } from '#contract/api.ts'
import { applyMessage, noAnswer, renew } from './answer.ts'
import type { Turn } from './selection.ts'
import type { Settings } from './settings.ts'
import type { Ask, Looked } from './state.ts'
import { Failure, readPanels, type StreamPorts } from './stream.ts'

/** What a lookup needs of the sidebar around it. */
export type LookupPorts = StreamPorts & {
  now: () => number
  /** Calls back later; returns how to cancel. */
  later: (ms: number, run: () => void) => () => void
  /** Leaves a performance mark, after the next paint if asked. */
  mark: (name: string, painted?: boolean) => void
  /** For `Intl`, and sent to the gateway. */
  locale: () => string
}

type Options = {
  settings: Settings
  conversationId?: string | undefined
  fresh?: boolean
  /** What is drawn already, when it is about the same question. */
  before?: Looked | undefined
}

function subjectOf(ask: Ask): PanelsRequest['subject'] {
  switch (ask.kind) {
    case 'person':
      return { kind: 'people', people: [ask.person] }
    case 'customer':
      return { kind: 'customer', customer: ask.customer }
    case 'people':
    case 'search':
    default:
      return ask
  }
}

/** Asks once; tells of every change while the turn lasts. Resolves to the end state, or undefined when the turn ended first. */
export async function lookUp(
  turn: Turn,
  ask: Ask,
  { settings, conversationId, fresh, before }: Options,
  ports: LookupPorts,
  tell: (looked: Looked) => void,
): Promise<Looked | undefined> {
  const request: PanelsRequest = {
    subject: subjectOf(ask),
    // A tab asks about that person, whoever is pinned.
    conversationId: ask.kind === 'person' ? undefined : conversationId,
    mode: settings.mode,
    locale: ports.locale(),
    fresh,
  }
  let looked: Looked = {
    ask,
    busy: true,
    // The same question has the same answer, until it is renewed.
    answer: before && JSON.stringify(before.ask) === JSON.stringify(ask) ? renew(before.answer) : noAnswer,
  }
  tell(looked)
  try {
    let first = true
    for await (const message of readPanels(settings, request, turn.signal, ports)) {
      if (!turn.isCurrent()) return undefined
      const begins = first && message.type === 'panel'
      if (begins) ports.mark('tillside:data')
      looked = { ...looked, answer: applyMessage(looked.answer, message), busy: message.type !== 'done' }
      tell(looked)
      if (begins) {
        first = false
        ports.mark('tillside:drawn', true)
      }
    }
  } catch (error) {
    looked = { ...looked, busy: false, failure: Failure.of(error) }
  }
  return turn.isCurrent() ? looked : undefined
}

/** When to ask again by itself: at the time Stripe named, or after a growing pause; never for what asking again cannot cure. */
export function retryAt({ answer, failure }: Looked, failures: number, nowMs: number): number | undefined {
  if (failure) {
    const pauseMs = Math.min(120_000, 5_000 * 2 ** failures)
    return ['offline', 'timeout', 'failed', 'broken'].includes(failure.reason) ? nowMs + pauseMs : undefined
  }
  const named = answer.done?.stale?.retryAt
  return named ? Math.max(Date.parse(named), nowMs + 1_000) : undefined
}
