// What drawing needs to know besides the data: the viewer's language and time, and where presses go.

import type { Action, FormInput } from '../generated/contract.ts'
import type { Clock } from './format-date.ts'

export type Drawing = Clock & {
  /** Runs what a press asks for. */
  run: (action: Action) => void
  copy: (text: string) => void
  /** In the list of panels: the first rows only, and no columns of low worth. */
  brief: boolean
  /** Opens the panel that is being drawn, whole; absent where it is open already. */
  openWhole?: () => void
  /** Settings changed in place go to their action. */
  saveForm: (action: Action & { kind: 'run' }, input: FormInput) => void
}
