// Live events from the server: log lines, and posts into conversations. Also ticks off suggestions that only show in the log.

import { followOwnServer } from '../../../dashboard/loopback/own-server.ts'
import { postSchema } from '../../missive/post.ts'
import { logLineSchema, withLine } from '../log-line.ts'
import type { LogLine } from '../log-line.ts'
import { tick, toast } from './actions.ts'
import { refreshDashboard, refreshExtension } from './dashboard/state.ts'
import { emit } from './host.ts'
import { lines, openedAtMs, posts, selectedIds } from './world-state.ts'

/** Reacts to a line; lines from before this page opened are only shown. */
function notice(line: LogLine): void {
  if (line.atMs < openedAtMs) return
  if (line.kind === 'stripe' && line.status === 429) tick('rate_limited')
  if (line.kind === 'stripe' && decodeURIComponent(line.what).includes('last4')) tick('last4')
  // The configuration was read again, so both surfaces may show outdated panels.
  if (line.kind === 'gateway' && line.verb === 'read' && line.status === 200) {
    emit('change:conversations', [...selectedIds.value])
    refreshExtension()
    tick('edit')
  }
  if (
    line.kind === 'stripe' &&
    line.verb === 'POST' &&
    line.what.startsWith('/v1/refunds') &&
    line.status === 200
  ) {
    tick('approve')
    refreshDashboard()
  }
  if (line.kind === 'service' && line.verb === 'PATCH' && line.status === 200) tick('features')
  if (line.kind === 'gateway' && line.verb === 'PUT' && line.what.startsWith('/api/pins/')) tick('pin')
}

const read = (text: string): unknown => JSON.parse(text)

/** Follows `/events`. */
export function followEvents(): void {
  followOwnServer('/events', ({ type, data }) => {
    if (type === 'post') takePost(read(data))
    else takeLine(read(data))
  })
}

function takeLine(given: unknown): void {
  const parsed = logLineSchema.safeParse(given)
  if (!parsed.success) return
  lines.value = withLine(lines.value, parsed.data, 400)
  notice(parsed.data)
}

function takePost(given: unknown): void {
  const parsed = postSchema.safeParse(given)
  // A new connection repeats earlier posts.
  if (!parsed.success || posts.value.some(({ id }) => id === parsed.data.id)) return
  posts.value = [...posts.value, parsed.data]
  if (parsed.data.atMs >= openedAtMs) toast(`${parsed.data.username}: ${parsed.data.title}`)
}
