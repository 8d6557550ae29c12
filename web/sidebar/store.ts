// Holds the state of the sidebar. Every part changes it here, and the page is redrawn after each change.

import type { SidebarPorts } from './ports.ts'
import { firstState, type State } from './state.ts'

export type Store = ReturnType<typeof createStore>

/** Creates the store with the initial state. */
export function createStore({ changed, later }: Pick<SidebarPorts, 'changed' | 'later'>) {
  let cancelNotice: () => void = () => undefined
  const store = {
    state: firstState,
    /** Changes what is shown. */
    show: (change: Partial<State>): void => {
      store.state = { ...store.state, ...change }
      changed()
    },
    /** Shows a short message for a moment. */
    notify: (notice: State['notice']): void => {
      store.show({ notice })
      cancelNotice()
      cancelNotice = later(3_200, () => store.show({ notice: undefined }))
    },
  }
  return store
}
