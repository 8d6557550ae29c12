// Whether a type of event is meant by a pattern of the configuration: `invoice.paid`, `charge.*`, `*`.

import type { TillsideConfig } from './define.ts'

/**
 * `charge.*` also means `charge.dispute.created`, and never `chargeback.made`; `v2.core.account.*` also means
 * `v2.core.account[requirements].updated`, because the requirements are a part of the account.
 */
function matchesEvent(pattern: string, eventType: string): boolean {
  if (pattern === '*') return true
  if (!pattern.endsWith('.*')) return eventType === pattern
  const stem = pattern.slice(0, -2)
  return eventType.startsWith(stem) && ['.', '['].includes(eventType.charAt(stem.length))
}

/** Whether any of them means it. */
export const matchesAnyEvent = (patterns: readonly string[] | undefined, eventType: string): boolean =>
  patterns?.some((pattern) => matchesEvent(pattern, eventType)) ?? false

/** What handlers, endpoints and kept panels want to hear of. */
export const wantedPatterns = ({ handlers, endpoints, panels }: TillsideConfig): readonly string[] => [
  ...handlers.flatMap(({ events }) => events),
  ...endpoints.flatMap(({ events }) => events),
  ...panels.flatMap(({ invalidatedBy = [] }) => invalidatedBy),
]

/** Whether anything is done with events of this type: by those, or by the gateway itself. */
export const isEventWanted = (config: TillsideConfig, type: string): boolean =>
  type.startsWith('account.application.') || matchesAnyEvent(wantedPatterns(config), type)
