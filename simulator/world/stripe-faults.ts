// The simulated Stripe of the preview world: logs each request, and applies the fault selected on the page.

import { setTimeout } from 'node:timers/promises'
import { cutConnections } from '../stripe/faults.ts'
import { keyTextOf } from '../stripe/keys.ts'
import type { Settings } from '../stripe/settings.ts'
import type { StripeSimulator } from '../stripe/simulator.ts'
import type { Fault } from './facts.ts'
import type { LogLine } from './log-line.ts'

const settingsFor: Record<Fault, Partial<Settings>> = {
  none: {},
  slow: { latencyMs: 800 },
  rate_limited: { faults: [{ match: '*', kind: '429' }] },
  down: { faults: [{ match: '*', kind: 'reset' }] },
  no_disputes: {},
  offline: {},
  missive_limited: {},
}

let counter = 0

/** Path and query in readable form. */
function readable(url: URL): string {
  try {
    return decodeURIComponent(url.pathname + url.search.replaceAll('+', ' '))
  } catch {
    return url.pathname + url.search
  }
}

/** The same request with another key of the simulator, to simulate a permission that was removed. */
async function withKey(request: Request, key: string): Promise<Request> {
  const headers = new Headers(request.headers)
  headers.set('Authorization', `Bearer ${key}`)
  const body = request.method === 'POST' ? await request.text() : null
  return new Request(request.url, { method: request.method, headers, body })
}

export type StripeFaults = {
  /** Replaces the original simulator. */
  simulator: StripeSimulator
  /** Switches one fault on and all others off. */
  set: (fault: Fault) => void
}

/** Wraps a simulator; `publish` gets a line for each request, `holdMs` delays each one. */
export function createStripeFaults(
  simulator: StripeSimulator,
  publish: (line: LogLine) => void,
  holdMs?: () => number,
): StripeFaults {
  let fault: Fault = 'none'

  const ask = async (request: Request): Promise<Response> => {
    const isRestricted =
      fault === 'no_disputes' && keyTextOf(request.headers.get('authorization')) === simulator.keys.live
    return simulator.handle(isRestricted ? await withKey(request, simulator.keys.noDisputes) : request)
  }
  const handle = async (request: Request): Promise<Response> => {
    const atMs = Date.now()
    const startedMs = performance.now()
    const { method } = request
    const what = readable(new URL(request.url))
    if (holdMs) await setTimeout(holdMs())
    const response = await ask(request)
    const requestId = response.headers.get('request-id')
    publish({
      id: `stripe-${(counter += 1)}`,
      kind: 'stripe',
      atMs,
      verb: method,
      what,
      status: cutConnections.has(response) ? 0 : response.status,
      tookMs: performance.now() - startedMs,
      ...(requestId ? { requestId } : {}),
    })
    return response
  }
  return {
    simulator: { ...simulator, handle },
    set: (wanted) => {
      fault = wanted
      simulator.control.set({ latencyMs: 0, faults: [], ...settingsFor[wanted] })
    },
  }
}
