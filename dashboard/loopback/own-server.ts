// Requests from a page to its own server. Each carries the token from the page.

import { tokenHeader, tokenMeta } from './token.ts'

const retryAfterMs = 500

/** Sends a request; a body is sent as JSON. */
export function askOwnServer(
  path: string,
  given: { body?: unknown; signal?: AbortSignal } = {},
): Promise<Response> {
  const token = document.querySelector<HTMLMetaElement>(`meta[name=${tokenMeta}]`)?.content ?? ''
  const { body, signal = null } = given
  return fetch(path, {
    signal,
    headers: { [tokenHeader]: token, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
}

export type StreamEvent = { type: string; data: string }

/** Parses one event of the stream from its lines. https://html.spec.whatwg.org/multipage/server-sent-events.html */
function eventOf(block: string): StreamEvent {
  const field = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n')
  return { type: field('event') || 'message', data: field('data') }
}

async function readStream(
  path: string,
  listener: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await askOwnServer(path, { signal })
  // The token is from an earlier start of the server, so the page reloads.
  if (response.status === 403) location.reload()
  const reader = response.ok ? response.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined
  let text = ''
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const blocks = `${text}${part.value}`.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) listener(eventOf(block))
  }
}

/** Follows a stream of events, reconnecting when it breaks; returns a stop function. `EventSource` cannot send the token. */
export function followOwnServer(path: string, listener: (event: StreamEvent) => void): () => void {
  const ending = new AbortController()
  const follow = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await readStream(path, listener, ending.signal).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs))
    }
  }
  void follow()
  return () => ending.abort()
}
