// A TCP relay in front of the gateway, so that "the gateway is offline" can be tried without losing what it holds in memory.

import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

export type Relay = {
  port: number
  /** Offline, every connection is cut and new ones are cut at once. */
  setOnline: (isOnline: boolean) => void
  close: () => Promise<void>
}

/** Passes bytes between a port here and `targetPort()` on this machine. */
export async function listenRelay(options: { port: number; targetPort: () => number }): Promise<Relay> {
  const sockets = new Set<Socket>()
  let isOnline = true
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
  }
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((caller) => {
    keep(caller)
    if (!isOnline) {
      caller.destroy()
      return
    }
    const target = connect(options.targetPort(), '127.0.0.1')
    keep(target)
    caller.pipe(target).pipe(caller)
    caller.on('close', () => target.destroy())
    target.on('close', () => caller.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    setOnline: (wanted) => {
      isOnline = wanted
      if (!wanted) cutAll()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cutAll()
      }),
  }
}
