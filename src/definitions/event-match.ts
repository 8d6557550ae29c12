// Matches event types against the configuration's patterns: `invoice.paid`, `charge.*`, `*`.

import type { TillsideConfig } from './define.ts'

/**
 * `charge.*` also matches `charge.dispute.created`, but not `chargeback.made`. `v2.core.account.*` also matches
 * `v2.core.account[requirements].updated`, because the requirements are part of the account.
 */
function matchesEvent(pattern: string, eventType: string): boolean {
  if (pattern === '*') return true
  if (!pattern.endsWith('.*')) return eventType === pattern
  const stem = pattern.slice(0, -2)
  return eventType.startsWith(stem) && ['.', '['].includes(eventType.charAt(stem.length))
}

/** Whether any of the patterns matches. */
export const matchesAnyEvent = (patterns: readonly string[] | undefined, eventType: string): boolean =>
  patterns?.some((pattern) => matchesEvent(pattern, eventType)) ?? false

/** The patterns of all handlers, endpoints and cached panels. */
export const wantedPatterns = ({ handlers, endpoints, panels }: TillsideConfig): readonly string[] => [
  ...handlers.flatMap(({ events }) => events),
  ...endpoints.flatMap(({ events }) => events),
  ...panels.flatMap(({ invalidatedBy = [] }) => invalidatedBy),
]

/** Whether events of this type are used, by the configuration or by the gateway itself. */
export const isEventWanted = (config: TillsideConfig, type: string): boolean =>
  type.startsWith('account.application.') || matchesAnyEvent(wantedPatterns(config), type)
