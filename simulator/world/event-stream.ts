// `/events`: log lines to every open page, and the last ones to a page that opens later.

import type { ServerResponse } from 'node:http'
import type { LogLine } from './log-line.ts'

const keptMax = 300

export type EventStream = {
  publish: (line: LogLine) => void
  join: (response: ServerResponse) => void
  close: () => void
}

/** A server-sent event stream with a memory of the last lines. */
export function createEventStream(): EventStream {
  const listeners = new Set<ServerResponse>()
  const kept: LogLine[] = []
  const format = (line: LogLine) => `data: ${JSON.stringify(line)}\n\n`
  return {
    publish: (line) => {
      kept.push(line)
      if (kept.length > keptMax) kept.shift()
      for (const listener of listeners) listener.write(format(line))
    },
    join: (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.write(kept.map(format).join('') || ': open\n\n')
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    },
    close: () => {
      for (const listener of listeners) listener.end()
      listeners.clear()
    },
  }
}
