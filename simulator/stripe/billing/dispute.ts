// A disputed payment: a bank takes it back, and decides later.

import { addAndRecord, changeAndRecord, type Stage } from '../happen.ts'
import { dispute } from '../objects/dispute.ts'
import { secondsOf } from './subscriptions.ts'

export type DisputeStep = 'open' | 'won' | 'lost'

/** Opens a dispute about a charge, or closes the one that is open. */
export function moveDispute(stage: Stage, chargeId: string, step: DisputeStep): void {
  const { store } = stage.scene
  const charge = store.find('charge', chargeId)
  if (charge === undefined) throw new Error(`There is no charge ${chargeId}`)
  if (step === 'open') {
    const made = dispute({
      id: stage.ids.next('du'),
      created: secondsOf(stage.nowMs),
      charge,
      status: 'needs_response',
      reason: 'fraudulent',
      dueBy: secondsOf(stage.nowMs) + 7 * 86_400,
      feeMinor: 1500,
    })
    store.change('charge', chargeId, { disputed: true }, stage.nowMs)
    addAndRecord(stage, 'dispute', made, 'charge.dispute.created')
    return
  }
  const [held] = store
    .related('dispute', 'charge', chargeId)
    .filter((each) => each.status === 'needs_response')
  if (held === undefined) throw new Error(`${chargeId} has no open dispute`)
  changeAndRecord(stage, 'dispute', held, { status: step }, 'charge.dispute.closed')
}
