// Rows of the orders database as the service's JSON.

import type { DatabaseSync } from 'node:sqlite'

type Row = Record<string, unknown>
const iso = (ms: unknown): string => new Date(Number(ms)).toISOString()
const text = (value: unknown): string => String(value)

function readReturn(row: Row) {
  return {
    id: text(row['id']),
    state: text(row['state']),
    requestedAt: iso(row['requested_at']),
    closesAt: iso(row['closes_at']),
    words: text(row['words']),
    lines: JSON.parse(text(row['lines'])) as number[],
    refund: row['refund_id'] ? { id: text(row['refund_id']), amountMinor: Number(row['refunded']) } : null,
    restock: row['restock'] ? text(row['restock']) : null,
    approvedBy: row['approved_by'] ? text(row['approved_by']) : null,
    approvedAt: row['approved_at'] ? iso(row['approved_at']) : null,
  }
}

/** One order with its items, its parcel's movements (newest first) and its returns. */
export function readOrder(db: DatabaseSync, row: Row) {
  const id = text(row['id'])
  const all = (sql: string) => db.prepare(sql).all(id)
  return {
    id,
    invoiceId: row['invoice_id'] ? text(row['invoice_id']) : null,
    customerId: text(row['customer_id']),
    currency: text(row['currency']),
    orderedAt: iso(row['ordered_at']),
    carrier: text(row['carrier']),
    parcel: text(row['parcel']),
    trackingUrl: `https://track.example/dhl/${text(row['parcel']).replaceAll(' ', '')}`,
    items: all('select * from items where order_id = ? order by line').map((item) => ({
      line: Number(item['line']),
      name: text(item['name']),
      quantity: Number(item['quantity']),
      amountMinor: Number(item['amount']),
      returnable: item['returnable'] === 1,
      reason: item['reason'] ? text(item['reason']) : null,
    })),
    movements: all('select * from movements where order_id = ? order by at desc').map((movement) => ({
      at: iso(movement['at']),
      state: text(movement['state']),
      place: text(movement['place']),
    })),
    returns: all('select * from returns where order_id = ? order by requested_at desc').map(readReturn),
  }
}

export const findReturn = (db: DatabaseSync, id: string) => {
  const row = db.prepare('select * from returns where id = ?').get(id)
  return row ? { orderId: text(row['order_id']), ...readReturn(row) } : undefined
}
