// Looks up customers: asks the gateway and reports each part of the response until the signal is aborted.

import type { PanelsRequest } from '#contract/api.ts'
import { Failure, isRefusal, readPanels } from '../gateway.ts'
import type { SidebarPorts } from '../ports.ts'
import type { Settings } from '../settings/parse-settings.ts'
import type { Lookup, LookupRequest } from '../state.ts'
import { applyMessage, noResponse, renew } from './response.ts'

/** What every request for panels needs. */
export type LookupPorts = Pick<
  SidebarPorts,
  'fetch' | 'onBuild' | 'limitMs' | 'later' | 'mark' | 'now' | 'reader'
>

type Options = {
  settings: Settings
  conversationId?: string | undefined
  fresh?: boolean
  /** What is shown now; kept while the same request is made again. */
  before?: Lookup | undefined
}

function subjectOf(request: LookupRequest): PanelsRequest['subject'] {
  switch (request.kind) {
    case 'person':
      return { kind: 'people', people: [request.person] }
    case 'customer':
      return { kind: 'customer', customer: request.customer }
    case 'people':
    case 'search':
    default:
      return request
  }
}

/** Makes one request and reports every change. Resolves to the final state, or to undefined if the signal was aborted first. */
export async function lookUp(
  signal: AbortSignal,
  request: LookupRequest,
  { settings, conversationId, fresh, before }: Options,
  ports: LookupPorts,
  onChange: (lookup: Lookup) => void,
): Promise<Lookup | undefined> {
  const body: PanelsRequest = {
    subject: subjectOf(request),
    // A tab looks up that person, regardless of a pin.
    conversationId: request.kind === 'person' ? undefined : conversationId,
    mode: settings.mode,
    ...ports.reader(),
    fresh,
  }
  let lookup: Lookup = {
    request,
    busy: true,
    // The same request keeps showing its response until it is renewed.
    response:
      before && JSON.stringify(before.request) === JSON.stringify(request)
        ? renew(before.response)
        : noResponse,
  }
  onChange(lookup)
  try {
    let first = true
    for await (const message of readPanels(settings, body, signal, ports)) {
      if (signal.aborted) return undefined
      const begins = first && message.type === 'panel'
      if (begins) ports.mark('tillside:data')
      lookup = {
        ...lookup,
        response: applyMessage(lookup.response, message),
        busy: message.type !== 'done',
      }
      onChange(lookup)
      if (begins) {
        first = false
        ports.mark('tillside:drawn', true)
      }
    }
  } catch (error) {
    lookup = { ...lookup, busy: false, failure: Failure.of(error) }
  }
  return signal.aborted ? undefined : lookup
}

/** When to retry automatically: at the time Stripe named, or after a growing pause. A refusal is not retried. */
export function retryAt({ response, failure }: Lookup, failures: number, nowMs: number): number | undefined {
  if (failure) {
    const pauseMs = Math.min(120_000, 5_000 * 2 ** failures)
    return isRefusal(failure) ? undefined : nowMs + pauseMs
  }
  const named = response.done?.stale?.retryAt
  return named ? Math.max(Date.parse(named), nowMs + 1_000) : undefined
}
