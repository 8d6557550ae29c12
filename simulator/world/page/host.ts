// The inbox's end of the connection: answers the sidebar's calls and sends it events. Only talks to its iframe and origin.

import { parseFromFrame, protocolMark } from '../../missive/protocol.ts'
import type { FromHost } from '../../missive/protocol.ts'
import { themeFor } from './themes.ts'
import { facts, selectedIds, theme } from './world-state.ts'

type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>

let frame: HTMLIFrameElement | undefined
/** Whether the script in the iframe has said hello and is listening. */
let isGreeted = false

const sidebarOrigin = () => (facts.value ? new URL(facts.value.sidebarUrl).origin : undefined)

function send(message: FromHost): void {
  const origin = sidebarOrigin()
  if (origin) frame?.contentWindow?.postMessage(message, origin)
}

/** Sends an event to the sidebar. */
export function emit(name: string, ...args: unknown[]): void {
  if (isGreeted) send({ mark: protocolMark, type: 'event', name, args })
}

/** Runs one of the actions that the sidebar registered. */
export function runAction(index: number, data: unknown): void {
  send({ mark: protocolMark, type: 'action', index, data })
}

/** Sends the current theme to the sidebar. */
export function sendTheme(): void {
  if (isGreeted) send({ mark: protocolMark, type: 'theme', theme: themeFor(theme.value) })
}

/** Sets the sidebar's iframe; a new one has to say hello first. */
export function attachFrame(element: HTMLIFrameElement | null): void {
  frame = element ?? undefined
  isGreeted = false
}

async function answer(methods: Methods, id: number, method: string, args: unknown[]): Promise<void> {
  try {
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (!run) throw new Error(`The simulator does not know Missive.${method}`)
    send({ mark: protocolMark, type: 'result', id, ok: true, value: await run(...args) })
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    send({ mark: protocolMark, type: 'result', id, ok: false, error: text })
  }
}

/** Starts listening; anything from another window or origin is ignored. */
export function startHost(methods: Methods): void {
  window.addEventListener('message', (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== sidebarOrigin()) return
    const message = parseFromFrame(event.data)
    if (message?.type === 'call') void answer(methods, message.id, message.method, message.args)
    if (message?.type === 'hello') {
      isGreeted = true
      sendTheme()
      if (selectedIds.value.length > 0) emit('change:conversations', [...selectedIds.value])
    }
  })
}
