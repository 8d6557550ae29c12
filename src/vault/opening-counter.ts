// Counts the openings of Stripe keys, off the path of the requests: what is opened within a second is stored together.

import { placeOf } from '#errors.ts'
import type { Ports } from '#ports.ts'
import { countOpenings, type KeyOpening } from '#store/key-openings.ts'
import type { Database } from '#store/schema.ts'
import type { Feature } from './keeping.ts'

type Counted = KeyOpening & { feature: Feature; count: number; atMs: number }

export interface OpeningCounter {
  note(opening: KeyOpening & { feature: Feature }): void
  /** Stores what was counted and not stored yet. */
  close(): Promise<void>
}

type CounterDeps = { db: Database; ports: Pick<Ports, 'now' | 'sleep' | 'invocation' | 'log'> }

const gatherMs = 1000
const rowsMax = 500
/** Beyond this the database has been away for long, and each new opening is stored at once or not at all. */
const waitingMax = 20_000

export function createOpeningCounter({ db, ports }: CounterDeps): OpeningCounter {
  const { now, sleep, invocation, log } = ports
  const waiting = new Map<string, Counted>()
  const closing = new AbortController()
  let storing: Promise<void> | undefined

  async function store(counted: readonly Counted[]): Promise<void> {
    try {
      await countOpenings(db, counted)
    } catch (error) {
      log.error('key_openings.not_stored', { count: counted.length, ...placeOf(error) })
    }
  }

  async function storeWaiting(): Promise<void> {
    await sleep(gatherMs, closing.signal).catch(() => undefined)
    while (waiting.size > 0) {
      const page = [...waiting].slice(0, rowsMax)
      for (const [id] of page) waiting.delete(id)
      await store(page.map(([, counted]) => counted))
    }
    storing = undefined
  }

  return {
    note(opening) {
      const counted = { ...opening, count: 1, atMs: now() }
      // There what waits ends with its request.
      if (invocation) return invocation().waitUntil(store([counted]))
      const id = idOf(counted)
      const known = waiting.get(id)
      if (known) {
        known.count += 1
        known.atMs = counted.atMs
      } else if (waiting.size < waitingMax) waiting.set(id, counted)
      else log.error('key_openings.not_stored', { count: 1 })
      storing ??= storeWaiting()
    },
    async close() {
      closing.abort()
      await storing
    },
  }
}

/** One for each row of the table. */
const idOf = ({ tenantId, stripeKeyId, openerKind, openerId, feature, atMs }: Counted): string =>
  JSON.stringify([tenantId, stripeKeyId, openerKind, openerId, feature, Math.floor(atMs / 3_600_000)])
