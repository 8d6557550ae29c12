// Stores the objects of all accounts by mode, and when they were added or changed, for the delay of Search.

import { toJson } from './json.ts'
import type { Entity, TableName, Tables } from './objects/tables.ts'

type Rows = { [N in TableName]: Map<string, Tables[N]> }
type Trace = { sinceMs: number; before?: object }

const tableNames: TableName[] = [
  'account',
  'balance_transaction',
  'billing_portal.configuration',
  'billing_portal.session',
  'card',
  'charge',
  'checkout.session',
  'coupon',
  'credit_note',
  'customer',
  'customer_balance_transaction',
  'discount',
  'dispute',
  'event',
  'invoice',
  'invoiceitem',
  'invoice_payment',
  'line_item',
  'payment_intent',
  'payment_method',
  'price',
  'product',
  'radar.early_fraud_warning',
  'refund',
  'review',
  'subscription',
  'subscription_item',
  'subscription_schedule',
  'tax_id',
  'test_helpers.test_clock',
  'v2.core.event',
]

/** Whether objects of this kind are stored. */
export const isTableName = (text: string): text is TableName => tableNames.some((name) => name === text)

/** The objects of one account in one mode. */
export class Compartment {
  readonly accountId: string
  readonly livemode: boolean
  readonly #rows: Rows
  readonly #index = new Map<string, Entity>()
  readonly #traces = new Map<string, Trace>()
  /** Rows by what they refer to, built on first use. */
  readonly #relations = new Map<string, Map<unknown, Entity[]>>()

  constructor(accountId: string, livemode: boolean) {
    this.accountId = accountId
    this.livemode = livemode
    this.#rows = Object.fromEntries(tableNames.map((name) => [name, new Map()])) as unknown as Rows
  }

  /** Every object of a kind, in order of creation. */
  all<N extends TableName>(name: N): Tables[N][] {
    return [...this.#rows[name].values()]
  }

  /** The rows of a kind whose field refers to an id, in order of creation. */
  related<N extends TableName>(name: N, field: keyof Tables[N] & string, id: string): Tables[N][] {
    const relation = `${name}.${field}`
    let groups = this.#relations.get(relation)
    if (groups === undefined) {
      groups = Map.groupBy(this.#rows[name].values() as Iterable<Tables[N]>, (row) => row[field])
      this.#relations.set(relation, groups)
    }
    return (groups.get(id) ?? []) as Tables[N][]
  }

  find<N extends TableName>(name: N, id: string): Tables[N] | undefined {
    return this.#rows[name].get(id)
  }

  get<N extends TableName>(name: N, id: string): Tables[N] {
    const entity = this.find(name, id)
    if (entity === undefined) throw new Error(`The simulated world has no ${name} ${id}`)
    return entity
  }

  /** The object of any kind with this id. */
  findById(id: string): Entity | undefined {
    return this.#index.get(id)
  }

  /** Adds an object; with a time if it was created at run time, so that Search finds it with a delay. */
  add<N extends TableName>(name: N, entity: Tables[N], atMs?: number): Tables[N] {
    this.#rows[name].set(entity.id, entity)
    this.#index.set(entity.id, entity)
    for (const relation of this.#relations.keys()) {
      if (relation.startsWith(`${name}.`)) this.#relations.delete(relation)
    }
    if (atMs !== undefined) this.#traces.set(entity.id, { sinceMs: atMs })
    return entity
  }

  /** Changes an object in place; Search sees the old state for a while. */
  change<N extends TableName>(name: N, id: string, changes: Partial<Tables[N]>, atMs?: number): Tables[N] {
    const entity = this.get(name, id)
    if (atMs !== undefined) this.#traces.set(id, { sinceMs: atMs, before: toJson(entity) })
    return Object.assign(entity, changes)
  }

  /** The object as Search sees it at this time: its current state, its old state, or undefined. */
  indexed<N extends TableName>(entity: Tables[N], nowMs: number, lagMs: number): Tables[N] | undefined {
    const trace = this.#traces.get(entity.id)
    if (trace === undefined || nowMs - trace.sinceMs >= lagMs) return entity
    return trace.before as Tables[N] | undefined
  }
}

/** All accounts in both modes. */
export class World {
  readonly #compartments = new Map<string, Compartment>()

  compartment(accountId: string, livemode: boolean): Compartment {
    const name = `${accountId} ${livemode ? 'live' : 'test'}`
    const known = this.#compartments.get(name)
    if (known !== undefined) return known
    const made = new Compartment(accountId, livemode)
    this.#compartments.set(name, made)
    return made
  }

  compartments(): Compartment[] {
    return [...this.#compartments.values()]
  }
}
