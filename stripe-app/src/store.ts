// The one way in which this app keeps state that outlives a render: a value in a store, replaced as a whole, and a task that
// changes it. A task is plain code that tests run without React; components follow its state. State of a single control, such
// as how many rows it shows, stays in its component.

import { useEffect, useMemo, useSyncExternalStore } from 'react'

/** Something that runs while a view is shown: its state, and how it starts and ends. */
export type Task<State> = {
  state: () => State
  /** Calls the listener after each change; returns a function that stops that. */
  subscribe: (listener: () => void) => () => void
  /** Called when the view appears. */
  start?: () => void
  /** Called when the view disappears: anything that still arrives is dropped. */
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

/** Creates a task, keeps it while `needs` stay the same, and renders again after each change of its state. */
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
