// `/events`: sends log lines and posts to every open page, and the latest ones to a page that opens later.

import type { ServerResponse } from 'node:http'
import type { Post } from '../missive/post.ts'
import { withLine } from './log-line.ts'
import type { LogLine } from './log-line.ts'

const keptMax = 300

export type EventStream = {
  publish: (line: LogLine) => void
  /** Sends a post into a conversation. */
  post: (post: Post) => void
  join: (response: ServerResponse) => void
  close: () => void
}

/** A server-sent event stream that remembers the latest lines. */
export function createEventStream(): EventStream {
  const listeners = new Set<ServerResponse>()
  let recent: LogLine[] = []
  let posts: Post[] = []
  const send = (text: string) => {
    for (const listener of listeners) listener.write(text)
  }
  const formatPost = (post: Post) => `event: post\ndata: ${JSON.stringify(post)}\n\n`
  const format = (line: LogLine) => `data: ${JSON.stringify(line)}\n\n`
  return {
    publish: (line) => {
      recent = withLine(recent, line, keptMax)
      send(format(line))
    },
    post: (post) => {
      posts = [...posts.slice(1 - keptMax), post]
      send(formatPost(post))
    },
    join: (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.flushHeaders()
      response.write([...recent.map(format), ...posts.map(formatPost)].join(''))
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    },
    close: () => {
      for (const listener of listeners) listener.end()
      listeners.clear()
    },
  }
}
