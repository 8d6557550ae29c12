// `/events`: log lines to every open page, and the last ones to a page that opens later.

import type { ServerResponse } from 'node:http'
import { withLine } from './log-line.ts'
import type { LogLine } from './log-line.ts'

const keptMax = 300

export type EventStream = {
  publish: (line: LogLine) => void
  join: (response: ServerResponse) => void
  close: () => void
}

/** A server-sent event stream with a memory of the last lines. It begins with the id of this start. */
export function createEventStream(startId: string): EventStream {
  const listeners = new Set<ServerResponse>()
  let kept: LogLine[] = []
  const format = (line: LogLine) => `data: ${JSON.stringify(line)}\n\n`
  return {
    publish: (line) => {
      kept = withLine(kept, line, keptMax)
      for (const listener of listeners) listener.write(format(line))
    },
    join: (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.write(`event: start\ndata: ${startId}\n\n${kept.map(format).join('')}`)
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    },
    close: () => {
      for (const listener of listeners) listener.end()
      listeners.clear()
    },
  }
}
