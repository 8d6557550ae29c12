// The one way in which this app holds what outlives a drawing: a value in a store, replaced as a whole, and a task that changes
// it. A task is plain code that tests run without React; components follow its state. What one control alone knows, such as
// how many rows it shows, stays in that component.

import { useEffect, useMemo, useSyncExternalStore } from 'react'

/** Something that goes on while a view is shown: its state, and how it begins and ends. */
export type Task<State> = {
  state: () => State
  /** Calls the listener after each change; returns how to stop. */
  subscribe: (listener: () => void) => () => void
  /** Called when the view appears. */
  start?: () => void
  /** Called when the view goes: whatever still arrives is dropped. */
  close: () => void
}

/** Creates a store with its first value. */
export function createStore<State>(first: State) {
  let current = first
  const listeners = new Set<() => void>()
  return {
    state: (): State => current,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set: (next: State): void => {
      current = next
      for (const listener of listeners) listener()
    },
  }
}

/** Creates a task for as long as `needs` stay the same, and draws again with each of its states. */
export function useTask<State, T extends Task<State>>(
  create: () => T & Task<State>,
  needs: readonly unknown[],
): [State, T] {
  const task = useMemo(create, needs)
  useEffect(() => {
    task.start?.()
    return task.close
  }, [task])
  return [useSyncExternalStore(task.subscribe, task.state), task]
}
