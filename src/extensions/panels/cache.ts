// Results of panels, kept as long as each declares: bounded in bytes, dropped when an event of their account says they are old.

import { LRUCache } from 'lru-cache'
import type { Panel } from '#contract/panel.ts'
import type { PanelDefinition } from '#definitions/define.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'

/** On whose behalf something is kept. */
export type EventAccount = { key: string; connected?: string }

/** `hidden`: the panel had nothing to show. */
export type Kept = { panel: Panel | 'hidden'; atMs: number }

type Entry = Kept & { definition: PanelDefinition; account: EventAccount }

/** A load under way: what happens meanwhile may make its result old before it is there. */
type Ticket = { keep(key: string, panel: Panel | 'hidden'): void; end(): void }

export interface PanelCache {
  /** Only a result of this very definition: a reloaded configuration begins anew. */
  get(key: string, definition: PanelDefinition): Kept | undefined
  begin(definition: PanelDefinition, account: EventAccount): Ticket
  invalidate(eventType: string, account: EventAccount): void
}

/** Map entry, key and object headers, roughly. */
const entryOverheadBytes = 300

export function createPanelCache({ bytesMax, now }: { bytesMax: number; now: () => number }): PanelCache {
  const entries = new LRUCache<string, Entry>({
    maxSize: bytesMax,
    // Two bytes a character of its JSON: close to what the objects take, and never far below.
    sizeCalculation: ({ panel }, key) => 2 * (JSON.stringify(panel).length + key.length) + entryOverheadBytes,
  })
  const flying = new Set<{ definition: PanelDefinition; account: EventAccount; old: boolean }>()
  const isInvalidatedBy = (
    one: { definition: PanelDefinition; account: EventAccount },
    eventType: string,
    account: EventAccount,
  ) =>
    one.account.key === account.key &&
    one.account.connected === account.connected &&
    matchesAnyEvent(one.definition.invalidatedBy, eventType)

  return {
    get(key, definition) {
      const entry = entries.get(key)
      if (!entry) return undefined
      const isOld = now() - entry.atMs > (definition.ttlSeconds ?? 0) * 1000
      if (!isOld && entry.definition === definition) return entry
      entries.delete(key)
      return undefined
    },
    begin(definition, account) {
      const flight = { definition, account, old: false }
      flying.add(flight)
      return {
        keep(key, panel) {
          if (!flight.old && definition.ttlSeconds)
            entries.set(key, { panel, atMs: now(), definition, account })
        },
        end: () => void flying.delete(flight),
      }
    },
    invalidate(eventType, account) {
      for (const flight of flying) if (isInvalidatedBy(flight, eventType, account)) flight.old = true
      for (const [key, entry] of entries.entries())
        if (isInvalidatedBy(entry, eventType, account)) entries.delete(key)
    },
  }
}
