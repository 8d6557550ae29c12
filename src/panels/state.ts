// How a subscription, invoice, payment, refund or dispute stands: severity, words, time. The same shape for all of them.

import type { Icon, Status } from '#contract/panel.ts'
import { foreignValue } from './foreign.ts'
import type { Line } from './line.ts'

export type State = {
  status: Status
  icon?: Icon
  /** Status word and reason. */
  meta: Line
  when?: Line
  /** The amount is struck through: nothing of it is owed or kept. */
  struck?: boolean
}

/** A value that Stripe introduced after this was written: shown as it is, never as something known. */
export function unknownState(value: string): State {
  return { status: 'info', meta: [foreignValue(value)] }
}
