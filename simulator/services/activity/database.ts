// Two logs of customers' shop accounts: who signed in (access), and what was changed (changes).

import { DatabaseSync } from 'node:sqlite'
import { days, hours, numberOf, type CustomerFact, type WorldFacts } from '../world.ts'

const schema = `
  create table access (
    id integer primary key, customer_id text not null, at integer not null, kind text not null, person text not null,
    place text not null, device text not null
  );
  create index access_of on access (customer_id, at);
  create table changes (
    id integer primary key, customer_id text not null, at integer not null, what text not null, detail text not null, by text not null
  );
  create index changes_of on changes (customer_id, at);
`

const places = ['Porto', 'Berlin', 'Osaka', 'Gdańsk', 'Leeds']
const devices = ['Firefox on Windows', 'Safari on iPhone', 'Chrome on macOS', 'Edge on Windows']
const changes = [
  { what: 'Delivery address changed', detail: 'Rua das Flores 12 → Cais da Ribeira 4' },
  { what: 'Member added', detail: 'Rui Sá, role Buyer' },
  { what: 'Password reset by email', detail: '' },
  { what: 'Standing order changed', detail: '4 kg → 6 kg a week' },
  { what: 'Invoice address changed', detail: '' },
]

function seedCustomer(db: DatabaseSync, { id, name, createdMs }: CustomerFact, nowMs: number): void {
  const count = 6 + numberOf(id, 30)
  const person = name || 'Owner'
  const addAccess = db.prepare(
    'insert into access (customer_id, at, kind, person, place, device) values (?, ?, ?, ?, ?, ?)',
  )
  const addChange = db.prepare(
    'insert into changes (customer_id, at, what, detail, by) values (?, ?, ?, ?, ?)',
  )
  for (let index = 0; index < count; index += 1) {
    const draw = (of: string, below: number) => numberOf(`${id} ${of} ${index}`, below)
    const at = nowMs - hours(2 + index * 9) - draw('access', 8 * 3_600_000)
    if (at < createdMs) break
    const kind = draw('kind', 9) === 0 ? 'refused' : 'signed_in'
    addAccess.run(
      id,
      at,
      kind,
      person,
      places[draw('place', places.length)] ?? '',
      devices[draw('device', devices.length)] ?? '',
    )
    if (index % 3 !== 0) continue
    const change = changes[draw('change', changes.length)] ?? { what: 'Changed', detail: '' }
    addChange.run(
      id,
      Math.max(createdMs, nowMs - days(index) - draw('at', 20 * 3_600_000)),
      change.what,
      change.detail,
      person,
    )
  }
}

/** Opens a database, in memory unless a file is named, and seeds it if it is new. */
export function openActivity(facts: WorldFacts, file = ':memory:'): DatabaseSync {
  const db = new DatabaseSync(file)
  if (db.prepare("select 1 from sqlite_master where name = 'access'").get()) return db
  db.exec('begin')
  db.exec(schema)
  for (const customer of facts.customers) seedCustomer(db, customer, facts.nowMs)
  db.exec('commit')
  return db
}
