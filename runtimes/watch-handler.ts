// Tells whoever watches what a handler made of an event: for a log that people read while they try things out.

import type { Ports } from '#ports.ts'
import type { EventRow } from '#store/events.ts'
import type { WantedHandler } from '#webhooks/event-task.ts'

export type Handled = Pick<EventRow, 'eventId' | 'type'> & {
  handler: string
  ok: boolean
  startedMs: number
  endedMs: number
}
export type OnHandled = (handled: Handled) => void

/** The same handler; `onHandled` hears of each run when it ends. */
export function watchHandler(
  handler: WantedHandler,
  { now }: Pick<Ports, 'now'>,
  onHandled: OnHandled | undefined,
): WantedHandler {
  if (!onHandled) return handler
  return {
    ...handler,
    async run(row, context) {
      const startedMs = now()
      let ok = false
      try {
        await handler.run(row, context)
        ok = true
      } finally {
        const { eventId, type } = row
        onHandled({ eventId, type, handler: handler.id, ok, startedMs, endedMs: now() })
      }
    },
  }
}
