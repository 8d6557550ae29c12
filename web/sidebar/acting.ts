// Asks the gateway about actions of the configuration, and remembers what must outlive the pane: what was entered and
// not sent, and the keys of runs whose end nobody has seen.

import type { ActionAnswer, ActionRequest } from '#contract/actions.ts'
import type { FormInput } from '#contract/form.ts'
import type { Entries, Errand } from '../ui/drawing.ts'
import type { MissiveUser } from './missive-api.d.ts'
import { isRecord, type Settings } from './settings.ts'
import { ask, Failure, type StreamPorts } from './stream.ts'

/** One try to do something once: asked again with the same key it has the same end. */
export type Run = { key: string; input: FormInput; title: string }

type ActingPorts = StreamPorts & { locale: () => string }

/** Names what is done to whom, for both memories. */
export const errandKey = ({ action, subject }: Errand): string => JSON.stringify([action, subject])

const types: readonly string[] = ['form', 'confirm', 'outcome'] satisfies ActionAnswer['type'][]

// Our own gateway validated these by the contract's schema; here only the outline is looked at.
function isAnswer(value: unknown): value is ActionAnswer {
  return isRecord(value) && types.includes(String(value.type))
}

/** Asks about actions in this person's name. */
export class Acting {
  readonly drafts = new Map<string, Entries>()
  readonly runs = new Map<string, Run>()
  /** The open action holds something that was entered and not sent. */
  holds = false
  readonly #ports: ActingPorts
  readonly #settings: () => Settings | undefined
  readonly #me: () => Promise<MissiveUser | undefined>

  constructor(
    ports: ActingPorts,
    settings: () => Settings | undefined,
    me: () => Promise<MissiveUser | undefined>,
  ) {
    this.#ports = ports
    this.#settings = settings
    this.#me = me
  }

  /** Asks about one action; throws a Failure where there is no answer. */
  async ask(action: string, request: ActionRequest, signal?: AbortSignal): Promise<ActionAnswer> {
    const settings = this.#settings()
    if (!settings) throw new Failure('unauthorized')
    const me = await this.#me()
    const by = me?.display_name ?? [me?.first_name, me?.last_name].filter(Boolean).join(' ')
    const body = JSON.stringify({
      ...request,
      by: by.slice(0, 80) || undefined,
      locale: this.#ports.locale(),
    })
    const response = await ask(
      settings,
      `api/actions/${action}`,
      { method: 'POST', body },
      this.#ports,
      signal,
    )
    const answer: unknown = await response.json().catch(() => undefined)
    if (!isAnswer(answer)) throw new Failure('broken', '', response.headers.get('Request-Id') ?? undefined)
    return answer
  }

  forget(): void {
    this.drafts.clear()
    this.runs.clear()
  }
}
