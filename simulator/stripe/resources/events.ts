// Events of the last 30 days, and their thin twins.
// https://docs.stripe.com/api/events/list, https://docs.stripe.com/api/v2/core/events

import { textsOf } from '../../../dashboard/stripe/form.ts'
import { show, textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import { existing, listEndpoint } from '../list.ts'
import type { Tables } from '../objects/tables.ts'
import { readersOf } from '../permissions.ts'

const keptSeconds = 30 * 24 * 60 * 60
const typesMax = 20

const isKept = ({ created }: { created: number }, call: Call): boolean =>
  created > Math.floor(call.nowMs / 1000) - keptSeconds

function isOfType(params: Call['params']): (row: Tables['event']) => boolean {
  const types = textsOf(params['types'])
  const type = textOf(params, 'type')
  if (types.length > 0 && type !== undefined) throw refusals.onlyOneOf(['type', 'types'])
  if (types.length > typesMax) {
    throw refusals.invalid(`You may only specify up to ${typesMax} types.`, undefined, 'types')
  }
  if (types.length > 0) return (row) => types.includes(row.type)
  if (type === undefined) return () => true
  return type.endsWith('*') ? (row) => row.type.startsWith(type.slice(0, -1)) : (row) => row.type === type
}

function filterEvents(rows: Tables['event'][], call: Call): Tables['event'][] {
  const ofType = isOfType(call.params)
  const success = textOf(call.params, 'delivery_success')
  return rows.filter(
    (row) =>
      isKept(row, call) &&
      ofType(row) &&
      (success === undefined || String((row.pending ?? 0) === 0) === success),
  )
}

const retrieveKept = (object: 'event' | 'v2.core.event', path: string): Endpoint => ({
  method: 'GET',
  path,
  takes: {},
  needs: readersOf[object] ?? [],
  kind: object,
  answer(call) {
    const found = existing(call, object, call.id)
    if (!isKept(found, call)) throw refusals.missing(object, call.id)
    return show(call, found)
  },
})

/** All endpoints of events. */
export const eventEndpoints: Endpoint[] = [
  listEndpoint({
    object: 'event',
    path: '/v1/events',
    takes: { types: 'list', type: 'word', delivery_success: 'flag' },
    pick: filterEvents,
  }),
  retrieveKept('event', '/v1/events/:id'),
  retrieveKept('v2.core.event', '/v2/core/events/:id'),
]
