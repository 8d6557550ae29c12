// What the server tells while it happens: log lines by SSE. Also ticks off what only shows in them.

import { logLineSchema, withLine } from '../log-line.ts'
import type { LogLine } from '../log-line.ts'
import { tick } from './actions.ts'
import { facts, lines, openedAtMs } from './world-state.ts'

/** Lines of before this page opened are only shown. */
function notice(line: LogLine): void {
  if (line.atMs < openedAtMs) return
  if (line.kind === 'stripe' && line.status === 429) tick('rate_limited')
  if (line.kind === 'stripe' && decodeURIComponent(line.what).includes('last4')) tick('last4')
  if (line.kind === 'gateway' && line.verb === 'PUT' && line.what.startsWith('/api/pins/')) tick('pin')
}

/** Follows `/events`; the browser connects again by itself. */
export function followEvents(): void {
  const source = new EventSource('/events')
  // A server started anew has new secrets: the page begins anew with it.
  source.addEventListener('start', (event: MessageEvent<unknown>) => {
    if (facts.value && String(event.data) !== facts.value.startId) location.reload()
  })
  source.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = logLineSchema.safeParse(JSON.parse(String(event.data)))
    if (!parsed.success) return
    lines.value = withLine(lines.value, parsed.data, 400)
    notice(parsed.data)
  })
}
