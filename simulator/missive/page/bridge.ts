// The iframe's end of the connection: numbered calls out; answers, events and themes in. Only accepts the inbox's origin.

import { parseFromHost, protocolMark } from '../protocol.ts'
import type { FromFrame, FromHost } from '../protocol.ts'

type PendingCall = { resolve: (value: unknown) => void; reject: (error: Error) => void }
type Signal = Exclude<FromHost, { type: 'result' }>

export type Bridge = { call: (method: string, args: unknown[]) => Promise<unknown> }

/** Connects to the parent window; `onSignal` gets every message that is not the answer to a call. */
export function createBridge(hostOrigin: string, onSignal: (signal: Signal) => void): Bridge {
  const waiting = new Map<number, PendingCall>()
  let lastId = 0
  const send = (message: FromFrame) => window.parent.postMessage(message, hostOrigin)

  const settle = (message: Extract<FromHost, { type: 'result' }>) => {
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.ok) call?.resolve(message.value)
    else call?.reject(new Error(message.error))
  }

  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== hostOrigin) return
    const message = parseFromHost(event.data)
    if (message?.type === 'result') settle(message)
    else if (message) onSignal(message)
  })
  send({ mark: protocolMark, type: 'hello' })

  return {
    call: (method, args) =>
      new Promise((resolve, reject) => {
        lastId += 1
        waiting.set(lastId, { resolve, reject })
        send({ mark: protocolMark, type: 'call', id: lastId, method, args })
      }),
  }
}
