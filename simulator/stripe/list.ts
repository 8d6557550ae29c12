// Stripe's cursor paging: newest first, `starting_after` and `ending_before`, 1 to 100 per page.

import { integerOf, show, textOf, type Call, type Endpoint, type Kind } from './call.ts'
import { refusals } from '../../dashboard/stripe/errors.ts'
import type { Params } from '../../dashboard/stripe/form.ts'
import type { JsonObject } from './json.ts'
import type { Entity, TableName, Tables } from './objects/tables.ts'
import { readersOf } from './permissions.ts'
import { newestFirst } from './shape/sub-list.ts'

/** Parameters of every list. */
export const pageKinds: Record<string, Kind> = {
  limit: 'integer',
  starting_after: 'text',
  ending_before: 'text',
}

type Dated = Entity & { created: number }

function within(created: number, params: Params): boolean {
  const requested = params['created']
  if (requested === undefined) return true
  if (typeof requested === 'string') return created === Number(requested)
  const bound = (name: string): number | undefined => {
    const value = Array.isArray(requested) ? undefined : requested[name]
    return typeof value === 'string' ? Number(value) : undefined
  }
  return (
    created > (bound('gt') ?? -1) &&
    created >= (bound('gte') ?? 0) &&
    created < (bound('lt') ?? Infinity) &&
    created <= (bound('lte') ?? Infinity)
  )
}

function cursor(
  entities: Entity[],
  params: Params,
  name: string,
  kind: string,
  call: Call,
): number | undefined {
  const id = textOf(params, name)
  if (id === undefined) return undefined
  const index = entities.findIndex((entity) => entity.id === id)
  if (index < 0) throw refusals.missing(kind, id, call.elsewhere(id), name)
  return index
}

/** One page of objects that are already in order. */
export function page(call: Call, entities: Entity[], kind: string): JsonObject {
  const limit = integerOf(call.params, 'limit', { least: 1, most: 100 }) ?? 10
  const after = cursor(entities, call.params, 'starting_after', kind, call)
  const before = cursor(entities, call.params, 'ending_before', kind, call)
  if (after !== undefined && before !== undefined)
    throw refusals.onlyOneOf(['starting_after', 'ending_before'])
  const range = entities.slice(after === undefined ? 0 : after + 1, before)
  const shown = before === undefined ? range.slice(0, limit) : range.slice(-limit)
  return {
    object: 'list',
    data: shown.map((entity) => show(call, entity)),
    has_more: range.length > limit,
    url: call.path,
  }
}

/** One page of objects, newest first, filtered by creation time. */
export const newestPage = (call: Call, entities: Dated[], kind: string): JsonObject =>
  page(call, newestFirst(entities.filter((entity) => within(entity.created, call.params))), kind)

type ListOf<N extends TableName> = {
  object: N
  path: string
  takes?: Record<string, Kind>
  /** Selects the rows for this call. */
  pick?(rows: Tables[N][], call: Call): Tables[N][]
  /** Keeps the order of creation. */
  inOrder?: true
}

const filterOf = (call: Call, takes: Record<string, Kind>, name: string): string | undefined =>
  takes[name] === 'text' ? textOf(call.params, name) : undefined

/** A list endpoint: text parameters that are fields filter by equality, `pick` does the rest. */
export function listEndpoint<N extends TableName>(list: ListOf<N>): Endpoint {
  const takes = { ...list.takes }
  const fields = Object.keys(takes)
  return {
    method: 'GET',
    path: list.path,
    takes: { ...pageKinds, ...(list.inOrder ? {} : { created: 'time' }), ...takes },
    needs: readersOf[list.object] ?? [],
    kind: list.object,
    answer(call) {
      const rows = call.scene.store.all(list.object)
      const filtered = rows.filter((row) =>
        fields.every((field) => {
          const requested = filterOf(call, takes, field)
          if (requested === undefined || !(field in row)) return true
          return String((row as Record<string, unknown>)[field]) === requested
        }),
      )
      const picked: Entity[] = list.pick ? list.pick(filtered, call) : filtered
      if (list.inOrder) return page(call, picked, list.object)
      return newestPage(
        call,
        picked.filter((row): row is Dated => 'created' in row),
        list.object,
      )
    },
  }
}

/** An endpoint that returns one object by id. */
export function retrieveEndpoint(object: TableName, path: string): Endpoint {
  return {
    method: 'GET',
    path,
    takes: {},
    needs: readersOf[object] ?? [],
    kind: object,
    answer: (call) => show(call, existing(call, object, call.id)),
  }
}

/** The object with this id. Throws Stripe's 404, or a 400 if the id came in a parameter. */
export function existing<N extends TableName>(call: Call, object: N, id: string, param?: string): Tables[N] {
  const entity = call.scene.store.find(object, id)
  if (entity === undefined) throw refusals.missing(object, id, call.elsewhere(id), param)
  return entity
}
