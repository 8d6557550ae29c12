// Stripe keys that were opened a moment ago, so that a burst of requests pays for the cryptography once. It saves the cryptography
// and never a check: whoever asks has read before that the opener and the key are alive. Bounded over all tenants.

import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'

const keptMs = 60_000
const keysMax = 10_000
const encoder = new TextEncoder()

type Opened = { bytes: Uint8Array; untilMs: number }

/** `sealed` is part of it, so that a replaced key is another one. `openerHash`: what tells openers apart, never the opener itself. */
export type OpenedKeyName = { tenantId: string; stripeKeyId: string; sealed: string; openerHash: string }

export interface OpenedKeys {
  find(name: OpenedKeyName): Secret | undefined
  keep(name: OpenedKeyName, key: Secret): void
  readonly size: number
  /** Overwrites all of them. Nothing is kept afterwards. */
  close(): void
}

export function createOpenedKeys(
  { now, sleep, invocation }: Pick<Ports, 'now' | 'sleep' | 'invocation'>,
  max = keysMax,
): OpenedKeys {
  // Every entry is kept equally long, so that the order of insertion is the order in which they expire.
  const entries = new Map<string, Opened>()
  const closing = new AbortController()
  let isSweeping = false

  function forget(id: string): void {
    entries.get(id)?.bytes.fill(0)
    entries.delete(id)
  }

  function sweep(): void {
    for (const [id, { untilMs }] of entries) {
      if (untilMs > now()) break
      forget(id)
    }
  }

  /** An idle process forgets too. Where each request ends what it started, the next one sweeps. */
  async function sweepUntilEmpty(): Promise<void> {
    isSweeping = true
    while (entries.size > 0) {
      await sleep(keptMs, closing.signal)
      sweep()
    }
    isSweeping = false
  }

  return {
    find(name) {
      sweep()
      const opened = entries.get(idOf(name))
      return opened && new Secret(new TextDecoder().decode(opened.bytes))
    },
    keep(name, key) {
      if (closing.signal.aborted) return
      sweep()
      const id = idOf(name)
      forget(id)
      const [oldest] = entries.keys()
      if (entries.size >= max && oldest !== undefined) forget(oldest)
      entries.set(id, { bytes: encoder.encode(key.reveal()), untilMs: now() + keptMs })
      // The wait ends with `close`, and then there is nothing left to sweep.
      if (!isSweeping && !invocation) void sweepUntilEmpty().catch(() => undefined)
    },
    get size() {
      return entries.size
    },
    close() {
      closing.abort()
      for (const id of entries.keys()) forget(id)
    },
  }
}

const idOf = ({ tenantId, stripeKeyId, sealed, openerHash }: OpenedKeyName): string =>
  JSON.stringify([tenantId, stripeKeyId, sealed, openerHash])
