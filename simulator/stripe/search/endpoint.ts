// `/v1/<resource>/search`: indexed with a delay, paged by an opaque token, unavailable in some countries.

import { integerOf, show, textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import { lettersOf } from '../ids.ts'
import type { Entity, TableName } from '../objects/tables.ts'
import { readersOf } from '../permissions.ts'
import { newestFirst } from '../shape/sub-list.ts'
import { checkQuery, matches } from './match.ts'
import { parseQuery } from './parse.ts'

type Dated = Entity & { created: number }

const tokenOf = (query: string, offset: number): string =>
  btoa(`${lettersOf(query, 0, 12)}:${offset}`).replaceAll('=', '')

function offsetOf(call: Call, query: string): number {
  const token = textOf(call.params, 'page')
  if (token === undefined) return 0
  let text = ''
  try {
    text = atob(token)
  } catch {
    throw refusals.invalidPage(token)
  }
  const offset = Number(text.split(':')[1])
  if (tokenOf(query, offset) !== token) throw refusals.invalidPage(token)
  return offset
}

function found(call: Call, object: TableName, text: string): Dated[] {
  const query = parseQuery(text)
  checkQuery(query, object)
  const { store } = call.scene
  const lagMs = call.settings.searchLagSeconds * 1000
  const hits = store.all(object).filter((entity) => {
    const known = store.indexed(entity, call.nowMs, lagMs)
    if (known === undefined || ('deleted' in entity && entity.deleted)) return false
    return matches(known, query, object)
  })
  return newestFirst(hits.filter((entity): entity is Dated & typeof entity => 'created' in entity))
}

/** The search endpoint of a resource. */
export function searchEndpoint(object: TableName, path: string): Endpoint {
  return {
    method: 'GET',
    path,
    takes: { query: 'text', limit: 'integer', page: 'text' },
    needs: readersOf[object] ?? [],
    kind: object,
    answer(call) {
      const query = textOf(call.params, 'query')
      if (query === undefined) throw refusals.missingParameter('query')
      const limit = integerOf(call.params, 'limit', { least: 1, most: 100 }) ?? 10
      if (!call.settings.searchAvailable || !call.key.searches) throw refusals.searchUnavailable()
      const offset = offsetOf(call, query)
      const hits = found(call, object, query)
      const more = hits.length > offset + limit
      return {
        object: 'search_result',
        data: hits.slice(offset, offset + limit).map((entity) => show(call, entity)),
        has_more: more,
        next_page: more ? tokenOf(query, offset + limit) : null,
        total_count: hits.length,
        url: call.path,
      }
    },
  }
}
