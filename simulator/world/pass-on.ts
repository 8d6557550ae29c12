// Passes a request on to another server of this machine, and its answer back: bytes unchanged, as they come.

import { request as send, type IncomingMessage, type ServerResponse } from 'node:http'

/** `host` names the other server where it answers to one name only. `onAnswer` hears of the answer's head. What is on its way ends with the asker. */
export function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { port, host, onAnswer }: { port: number; host?: string; onAnswer?: (answer: IncomingMessage) => void },
): void {
  const { method, url: path } = incoming
  const headers = { ...incoming.headers, ...(host === undefined ? {} : { host }) }
  const upstream = send({ host: '127.0.0.1', port, method, path, headers })
  upstream.on('response', (answer) => {
    onAnswer?.(answer)
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    outgoing.flushHeaders()
    answer.pipe(outgoing)
  })
  upstream.on('error', () => outgoing.destroy())
  incoming.pipe(upstream)
  outgoing.on('close', () => upstream.destroy())
}
