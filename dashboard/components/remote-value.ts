// The value of a controlled field. A value sent to the extension comes back one round trip later; drawing that echo would
// undo what was typed meanwhile and move the caret. So the field owns its value and adopts only what is not an echo.

import { useEffect, useRef, useState } from 'react'

/** How long after the extension has handled a change its silence counts as a rejection. */
const settleMs = 300

/** Values sent to the extension that have not come back yet. */
export type Echoes<Value> = readonly Value[]

/** Classifies a value that arrived: an echo is dropped with everything sent before it, anything else is adopted. */
export function receive<Value>(sent: Echoes<Value>, arrived: Value): { sent: Echoes<Value>; adopt: boolean } {
  const at = sent.indexOf(arrived)
  return at >= 0 ? { sent: sent.slice(at + 1), adopt: false } : { sent: [], adopt: true }
}

export type RemoteValue<Value> = {
  value: Value
  /** Shows a value immediately and notifies the extension; `notify` may return a promise. */
  change: (value: Value, notify: () => unknown) => void
}

/** A value that the extension controls (`remote` is given) or only initialises (`initial`). */
export function useRemoteValue<Value>(remote: Value | undefined, initial: Value): RemoteValue<Value> {
  const [value, setValue] = useState<Value>(remote ?? initial)
  const sent = useRef<Echoes<Value>>([])
  const latest = useRef({ remote, revision: 0 })
  latest.current.remote = remote

  useEffect(() => {
    if (remote === undefined) return
    const result = receive(sent.current, remote)
    sent.current = result.sent
    if (result.adopt) setValue(remote)
  }, [remote])

  const settle = (revision: number) =>
    setTimeout(() => {
      const current = latest.current
      if (current.revision !== revision || current.remote === undefined) return
      // Nothing was typed since, and the extension kept its value: it rejected the change.
      sent.current = []
      setValue(current.remote)
    }, settleMs)

  const change = (next: Value, notify: () => unknown) => {
    const revision = ++latest.current.revision
    setValue(next)
    if (remote !== undefined) sent.current = [...sent.current, next]
    void Promise.resolve(notify()).then(() => settle(revision))
  }
  return { value, change }
}
