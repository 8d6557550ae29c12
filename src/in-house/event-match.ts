// Whether a type of event is meant by a pattern of the configuration: `invoice.paid`, `charge.*`, `*`.

/** `charge.*` also means `charge.dispute.created`, and never `chargeback.made`. */
function matchesEvent(pattern: string, eventType: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? eventType.startsWith(pattern.slice(0, -1)) : eventType === pattern
}

/** Whether any of them means it. */
export const matchesAnyEvent = (patterns: readonly string[] | undefined, eventType: string): boolean =>
  patterns?.some((pattern) => matchesEvent(pattern, eventType)) ?? false
