// What drawing needs besides the data: the viewer's language and time, and handlers for presses.

import type { Action, FormInput } from '../generated/contract.ts'
import type { Clock } from './format-date.ts'

export type Drawing = Clock & {
  /** Runs the action of a press. */
  run: (action: Action) => void
  copy: (text: string) => void
  /** In the list of panels: only the first rows, and no low-priority columns. */
  brief: boolean
  /** Opens the panel in full; absent if it is already open. */
  openWhole?: () => void
  /** Passes settings edited in place to their action. */
  saveForm: (action: Action & { kind: 'run' }, input: FormInput) => void
}
