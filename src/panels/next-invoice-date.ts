// Says when a previewed invoice is charged or sent.

import type { NextInvoice } from '#contract/billing.ts'
import type { Line } from '#words/line.ts'
import type { Drawing } from './drawing.ts'
import { dateOf } from './moment.ts'

/** When it is charged or sent. */
export function nextInvoiceDate(next: NextInvoice, { words }: Drawing): Line {
  const { onDemand } = words
  const date = dateOf(next.atMs)
  if (!date) return [onDemand.noDate]
  if (next.amountDueMinor === 0) return onDemand.nothingToPay(date)
  return next.sent ? onDemand.sent(date) : onDemand.charge(date)
}
