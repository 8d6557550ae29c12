// Bytes on a socket, for what fetch would not send: odd methods, repeated headers, requests on one kept-alive connection.

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
  const tell = () => {
    for (const watcher of watchers) watcher()
  }
  let ended = false
  socket.on('data', (text: string) => {
    received += text
    tell()
  })
  for (const event of ['end', 'close', 'error']) {
    socket.on(event, () => {
      ended = true
      tell()
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

/** One request on a connection of its own, the whole answer as text. */
export async function sendRaw(url: string, text: string): Promise<string> {
  const raw = await openRaw(url)
  const answer = await raw.send(text)
  raw.close()
  return answer
}
