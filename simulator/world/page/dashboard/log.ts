// The extension's calls to the Dashboard, as log lines.

import type { HostEvent } from '../../../../dashboard/host-api.ts'
import { withLine } from '../../log-line.ts'
import type { LogLine } from '../../log-line.ts'
import { nextNumber } from '../actions.ts'
import { lines } from '../world-state.ts'

/** Frequent calls that are not worth a line. */
const silent = new Set([
  'isPermissionAuthorized',
  'isSourceInAuthorizedCSP',
  'getUserAuthorizedPermissions',
  'supportsFetchAppEmbeddedKey',
])

function lineOf(event: HostEvent): Omit<LogLine, 'id' | 'atMs' | 'kind'> | undefined {
  switch (event.type) {
    case 'call':
      if (silent.has(event.name)) return undefined
      return {
        verb: 'call',
        what: event.name,
        status: event.ok ? 200 : 400,
        tookMs: event.ms,
        ...(event.error ? { note: event.error } : {}),
      }
    case 'ready':
      return {
        verb: 'ready',
        what: `extension drawn, SDK ${event.sdkVersion}`,
        status: 200,
        tookMs: event.ms,
      }
    case 'error':
      return { verb: 'error', what: event.message, status: 500 }
    case 'blocked':
      return { verb: 'blocked', what: event.url, status: 403, note: event.directive }
    default:
      return undefined
  }
}

/** Adds a log line for an event, if it is worth one. */
export function noteHostEvent(event: HostEvent): void {
  const line = lineOf(event)
  if (!line) return
  const tookMs = line.tookMs ?? 0
  lines.value = withLine(
    lines.value,
    { id: `app-${nextNumber()}`, kind: 'app', atMs: Date.now() - tookMs, ...line },
    400,
  )
}
