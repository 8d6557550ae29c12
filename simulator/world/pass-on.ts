// Proxies a request to another server on this machine, streaming the bytes unchanged both ways.

import { request as send, type IncomingMessage, type ServerResponse } from 'node:http'

/** `host` replaces the Host header, if the other server requires its own. `onAnswer` gets the response head. Aborts with the client. */
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
