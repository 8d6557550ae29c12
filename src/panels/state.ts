// The state of a subscription, invoice, payment, refund or dispute: severity, words and time.

import type { Icon, Status } from '#contract/panel.ts'
import type { Line } from '#words/line.ts'
import { foreignValue } from './foreign.ts'

export type State = {
  status: Status
  icon?: Icon
  /** Status word and reason. */
  meta: Line
  when?: Line
  /** The amount is struck through: nothing of it is owed or kept. */
  struck?: boolean
}

/** The state for a value that Stripe introduced later: shown as it is, never as something known. */
export function unknownState(value: string): State {
  return { status: 'info', meta: [foreignValue(value)] }
}
