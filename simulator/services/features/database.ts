// The tables of the features service: what each plan includes, and since when.

import { DatabaseSync } from 'node:sqlite'
import { numberOf, type WorldFacts } from '../world.ts'

const schema = `
  create table plans (product_id text primary key, name text not null, customers integer not null, version integer not null);
  create table features (
    product_id text not null, name text not null, position integer not null, label text not null, kind text not null,
    value text not null, max integer, needs text, primary key (product_id, name)
  );
  create table changes (
    id integer primary key, product_id text not null, name text not null, was text not null, became text not null,
    by text not null, at integer not null
  );
  create table answers (idempotency_key text primary key, body text not null);
`

const features = [
  { name: 'wholesalePrices', label: 'Wholesale prices', kind: 'switch', value: 'true' },
  { name: 'standingOrders', label: 'Standing orders', kind: 'switch', value: 'true' },
  { name: 'apiAccess', label: 'API access', kind: 'switch', value: 'false' },
  {
    name: 'ownRoastProfile',
    label: 'Own roast profile',
    kind: 'switch',
    value: 'false',
    needs: 'only with the Roastery plan',
  },
  { name: 'members', label: 'Members', kind: 'number', value: '10', max: 500 },
  { name: 'deliveriesPerMonth', label: 'Deliveries per month', kind: 'number', value: '40', max: 400 },
]

/** Opens a database, in memory unless a file is named, and seeds it if it is new. */
export function openFeatures(facts: WorldFacts, file = ':memory:'): DatabaseSync {
  const db = new DatabaseSync(file)
  if (db.prepare("select 1 from sqlite_master where name = 'plans'").get()) return db
  db.exec(schema)
  for (const { id, name, isPlan, customers } of facts.products) {
    if (!isPlan) continue
    db.prepare('insert into plans values (?, ?, ?, 1)').run(id, name, customers)
    for (const [position, { kind, value, max = null, needs = null, ...feature }] of features.entries()) {
      const first = kind === 'number' ? String(Number(value) + 5 * numberOf(id, 3)) : value
      db.prepare('insert into features values (?, ?, ?, ?, ?, ?, ?, ?)').run(
        id,
        feature.name,
        position,
        feature.label,
        kind,
        first,
        max,
        needs,
      )
    }
  }
  return db
}
