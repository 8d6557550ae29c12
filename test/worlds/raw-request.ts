// Raw bytes on a socket, for requests that fetch cannot send: odd methods, repeated headers, several requests on one connection.

import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

export type RawConnection = {
  /** Sends text and resolves with everything received once `until` matches it, or the connection ends. */
  send: (text: string, until?: RegExp) => Promise<string>
  close: () => void
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.setEncoding('utf8')
  let received = ''
  const watchers = new Set<() => void>()
  const notify = () => {
    for (const watcher of watchers) watcher()
  }
  let ended = false
  socket.on('data', (text: string) => {
    received += text
    notify()
  })
  for (const event of ['end', 'close', 'error']) {
    socket.on(event, () => {
      ended = true
      notify()
    })
  }
  return {
    send(text, until) {
      received = ''
      socket.write(text)
      return new Promise((resolve) => {
        const watcher = () => {
          if (!ended && !until?.test(received)) return
          watchers.delete(watcher)
          resolve(received)
        }
        watchers.add(watcher)
        watcher()
      })
    },
    close: () => socket.destroy(),
  }
}

/** Sends one request on a new connection; returns the whole answer as text. */
export async function sendRaw(url: string, text: string): Promise<string> {
  const raw = await openRaw(url)
  const answer = await raw.send(text)
  raw.close()
  return answer
}
