// What the orders service knows of refunds: the latest refunded amount of each charge.

import type { DatabaseSync } from 'node:sqlite'

export type KnownRefund = { chargeId: string; refundedMinor: number; currency: string; heardBy: string }

/** Raises the refunded amount. Deliveries may overtake each other, so a smaller amount is outdated; false for that. */
export function raiseRefund(db: DatabaseSync, refund: KnownRefund): boolean {
  const { chargeId, refundedMinor, currency, heardBy } = refund
  const { changes } = db
    .prepare(
      `insert into refunds values (?, ?, ?, ?) on conflict (charge_id) do update
       set refunded = excluded.refunded, heard_by = excluded.heard_by where excluded.refunded > refunds.refunded`,
    )
    .run(chargeId, refundedMinor, currency, heardBy)
  return Number(changes) > 0
}

/** All known refunds. */
export const listRefunds = (db: DatabaseSync): KnownRefund[] =>
  db
    .prepare('select * from refunds order by charge_id')
    .all()
    .map((row) => ({
      chargeId: String(row['charge_id']),
      refundedMinor: Number(row['refunded']),
      currency: String(row['currency']),
      heardBy: String(row['heard_by']),
    }))
