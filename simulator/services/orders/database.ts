// The tables of the orders service and their initial data: orders, parcels in transit, returns.

import { DatabaseSync } from 'node:sqlite'
import { days, hours, numberOf, type InvoiceFact, type WorldFacts } from '../world.ts'

const schema = `
  create table orders (
    id text primary key, invoice_id text unique, customer_id text not null, currency text not null, ordered_at integer not null,
    carrier text not null, parcel text not null
  );
  create index orders_of_customer on orders (customer_id, ordered_at);
  create table items (
    order_id text not null, line integer not null, name text not null, quantity integer not null, amount integer not null,
    returnable integer not null, reason text, primary key (order_id, line)
  );
  create table movements (order_id text not null, at integer not null, state text not null, place text not null);
  create table returns (
    id text primary key, order_id text not null, requested_at integer not null, state text not null, words text not null,
    lines text not null, closes_at integer not null, refund_id text, refunded integer, restock text, approved_by text, approved_at integer
  );
  create table refunds (charge_id text primary key, refunded integer not null, currency text not null, heard_by text not null);
  create table heard (webhook_id text primary key);
  create table answers (idempotency_key text primary key, body text not null, input text not null);
`

type Journey = { afterHours: number; state: string; place: string }
const journey: Journey[] = [
  { afterHours: 0, state: 'paid', place: 'Kelpie Coffee' },
  { afterHours: 20, state: 'packed', place: 'Roastery' },
  { afterHours: 26, state: 'handed_over', place: 'Depot Porto' },
  { afterHours: 64, state: 'out_for_delivery', place: 'Local depot' },
  { afterHours: 68, state: 'delivered', place: 'Front door' },
]

const isFood = (name: string): boolean => /blend|roast|coffee|filter club/i.test(name)

const orderIdOf = ({ order, id }: InvoiceFact): string => order ?? `KC-${20_000 + numberOf(id, 9999)}`

function seedOrder(db: DatabaseSync, invoice: InvoiceFact, nowMs: number): void {
  const id = orderIdOf(invoice)
  const digits = String(numberOf(`parcel ${invoice.id}`, 9_999_999)).padStart(8, '0')
  const parcel = `0034 0434 ${digits.slice(0, 4)} ${digits.slice(4)}`
  db.prepare('insert or ignore into orders values (?, ?, ?, ?, ?, ?, ?)').run(
    id,
    invoice.id,
    invoice.customerId,
    invoice.currency,
    invoice.createdMs,
    'DHL',
    parcel,
  )
  for (const [line, { description, quantity, amount }] of invoice.lines.entries()) {
    // Parcels that go abroad are sealed, so their contents can be returned even if they are food.
    const food = isFood(description) && invoice.currency === 'eur'
    db.prepare('insert or ignore into items values (?, ?, ?, ?, ?, ?, ?)').run(
      id,
      line + 1,
      description,
      quantity,
      amount,
      food ? 0 : 1,
      food ? 'opened food cannot come back' : null,
    )
  }
  for (const { afterHours, state, place } of journey) {
    const at = invoice.createdMs + hours(afterHours)
    if (at <= nowMs) db.prepare('insert into movements values (?, ?, ?, ?)').run(id, at, state, place)
  }
}

/** Reasons for returns, assigned to orders in turn. */
const reasons = ['burr is chipped', 'arrived too late', 'ordered twice by mistake']

function seedReturn(db: DatabaseSync, orderId: string, words: string, nowMs: number): void {
  const returnable = db
    .prepare('select line from items where order_id = ? and returnable = 1 order by line')
    .all(orderId)
  const lines = returnable.map((row) => Number(row['line']))
  if (lines.length === 0) return
  db.prepare(
    'insert into returns (id, order_id, requested_at, state, words, lines, closes_at) values (?, ?, ?, ?, ?, ?, ?)',
  ).run(
    `ret_${orderId.replace('-', '')}`,
    orderId,
    nowMs - hours(5),
    'requested',
    words,
    JSON.stringify(lines),
    nowMs + days(5),
  )
}

/** Opens a database, in memory unless a file is named, and seeds it if it is new. */
export function openOrders(facts: WorldFacts, file = ':memory:'): DatabaseSync {
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = wal')
  if (db.prepare("select 1 from sqlite_master where name = 'orders'").get()) return db
  db.exec('begin')
  db.exec(schema)
  const shipped = facts.invoices.filter(
    ({ createdMs, order }) => order !== undefined || createdMs > facts.nowMs - days(120),
  )
  const abroad = ['jpy', 'kwd'].flatMap(
    (currency) => shipped.findLast((invoice) => invoice.currency === currency) ?? [],
  )
  for (const invoice of shipped) seedOrder(db, invoice, facts.nowMs)
  const returned = new Set([...shipped.filter(({ order }) => order !== undefined), ...abroad])
  for (const [index, invoice] of [...returned].entries()) {
    seedReturn(db, orderIdOf(invoice), reasons[index % reasons.length] ?? '', facts.nowMs)
  }
  db.exec('commit')
  return db
}
