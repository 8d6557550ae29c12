// Notes when a connection key was last used: at most once a minute for each, and off the path of the request.

import { placeOf } from '#errors.ts'
import type { Ports } from '#ports.ts'
import { noteConnectionKeyUse } from '#store/connection-keys.ts'
import type { Database } from '#store/schema.ts'

export interface LastUse {
  note(key: { tenantId: string; id: string }): void
  /** Waits for what is being written. */
  close(): Promise<void>
}

/** How exact the time is. */
const everyMs = 60_000
/** Of so many keys it is remembered that they need not be written yet; of more, the database is asked. */
const keysMax = 10_000

export function createLastUse(
  db: Database,
  { now, invocation, log }: Pick<Ports, 'now' | 'invocation' | 'log'>,
): LastUse {
  const writtenAtMs = new Map<string, number>()
  const writing = new Set<Promise<void>>()

  async function write(key: { tenantId: string; id: string }, atMs: number): Promise<void> {
    try {
      // Replicas agree through the row: only where the stored time is a minute old it changes.
      await noteConnectionKeyUse(db, { ...key, atMs, unlessAfterMs: atMs - everyMs })
    } catch (error) {
      log.warn('connection_key.use_not_stored', placeOf(error))
    }
  }

  return {
    note(key) {
      const atMs = now()
      const before = writtenAtMs.get(key.id)
      if (before !== undefined && atMs - before < everyMs) return
      writtenAtMs.delete(key.id)
      const [oldest] = writtenAtMs.keys()
      if (writtenAtMs.size >= keysMax && oldest !== undefined) writtenAtMs.delete(oldest)
      writtenAtMs.set(key.id, atMs)
      const work = write(key, atMs).finally(() => writing.delete(work))
      writing.add(work)
      invocation?.().waitUntil(work)
    },
    close: async () => void (await Promise.all(writing)),
  }
}
