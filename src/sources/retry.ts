// Sends one HTTP request, with retries, within one time limit. Only reads are retried: a write may have succeeded although its response
// was lost, so the sender decides, with the same idempotency key.

import type { Ports } from '#ports.ts'
import type { SourceCaller } from './caller.ts'
import type { Circuit } from './circuit.ts'
import { exchange, isOutage, type Received, type Sent } from './exchange.ts'
import type { Prove } from './identity.ts'

export type RetryDeps = {
  ports: Ports
  fetch: Ports['fetch']
  circuit: Circuit
  prove: Prove
  timeoutMs: number
  bodyBytesMax: number
  retries: number
  onRetry: () => void
}

const backoffMs = 100

/** 50 to 150 ms, doubled with each retry. The jitter keeps the panels of one page from retrying at the same moment. */
function pauseMs(ports: Ports, retry: number): number {
  const [byte = 0] = ports.randomBytes(1)
  return Math.round(backoffMs * 2 ** retry * (0.5 + byte / 255))
}

/** Throws only when the caller's signal aborts. */
export async function exchangeWithRetries(
  sent: Sent,
  caller: SourceCaller,
  deps: RetryDeps,
): Promise<Received> {
  const { ports, fetch, circuit, prove, timeoutMs, bodyBytesMax } = deps
  const { signal } = caller
  signal.throwIfAborted()
  const deadline = AbortSignal.timeout(timeoutMs)
  const endsAtMs = ports.now() + timeoutMs
  const retriesMax = sent.method === 'GET' ? deps.retries : 0
  const attempt = async () => {
    const headers = { ...sent.headers, ...(await prove(caller)) }
    return exchange({ ...sent, headers }, { fetch, bodyBytesMax, deadline, signal })
  }
  let before: Received | undefined
  for (let retry = 0; ; retry++) {
    const received = await circuit.run(attempt, isOutage)
    if (received === 'open') return before ?? { outcome: 'circuit_open' }
    const waitMs = pauseMs(ports, retry)
    const mayRetry = retry < retriesMax && isOutage(received) && received.outcome !== 'timeout'
    if (!mayRetry || ports.now() + waitMs >= endsAtMs) return received
    deps.onRetry()
    before = received
    await ports.sleep(waitMs, signal)
  }
}
