// The value of a controlled field. A value sent to the extension comes back one round trip later; drawing that echo would
// undo what was typed meanwhile and move the caret. So the field owns its value and takes over only what is no echo.

import { useEffect, useRef, useState } from 'react'

/** How long after the extension has handled a change its silence counts as a refusal of that change. */
const settleMs = 300

/** Which of the values sent out have not come back yet. */
export type Echoes<Value> = readonly Value[]

/** What to do with a value that arrived: an echo is dropped with everything sent before it, anything else is taken over. */
export function receive<Value>(sent: Echoes<Value>, arrived: Value): { sent: Echoes<Value>; adopt: boolean } {
  const at = sent.indexOf(arrived)
  return at >= 0 ? { sent: sent.slice(at + 1), adopt: false } : { sent: [], adopt: true }
}

export type RemoteValue<Value> = {
  value: Value
  /** Shows a value at once and tells the extension, whose answer may be a promise across the port. */
  change: (value: Value, tell: () => unknown) => void
}

/** A value that the extension may control (`remote` given) or only start (`initial`). */
export function useRemoteValue<Value>(remote: Value | undefined, initial: Value): RemoteValue<Value> {
  const [value, setValue] = useState<Value>(remote ?? initial)
  const sent = useRef<Echoes<Value>>([])
  const latest = useRef({ remote, turn: 0 })
  latest.current.remote = remote

  useEffect(() => {
    if (remote === undefined) return
    const result = receive(sent.current, remote)
    sent.current = result.sent
    if (result.adopt) setValue(remote)
  }, [remote])

  const settle = (turn: number) =>
    setTimeout(() => {
      const current = latest.current
      if (current.turn !== turn || current.remote === undefined) return
      // Nothing was typed since, and the extension kept its value: it refused the change.
      sent.current = []
      setValue(current.remote)
    }, settleMs)

  const change = (next: Value, tell: () => unknown) => {
    const turn = ++latest.current.turn
    setValue(next)
    if (remote !== undefined) sent.current = [...sent.current, next]
    void Promise.resolve(tell()).then(() => settle(turn))
  }
  return { value, change }
}
