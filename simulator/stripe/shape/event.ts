// Draws events: the snapshot with its object, and the thin twin that only names it.

import type { Json, JsonObject } from '../json.ts'
import type { Tables } from '../objects/tables.ts'
import type { Scene } from './scene.ts'

const noRequest = { id: null, idempotency_key: null }

/** A snapshot event with its object. */
export const drawEvent = (event: Tables['event'], object: JsonObject, { store }: Scene): JsonObject => ({
  id: event.id,
  object: 'event',
  api_version: event.api_version,
  created: event.created,
  data: {
    object,
    ...(event.recorded?.previous ? { previous_attributes: event.recorded.previous } : {}),
  },
  livemode: store.livemode,
  pending_webhooks: event.pending ?? 0,
  request: event.recorded?.request ?? noRequest,
  type: event.type,
})

/** A thin event, as returned by `GET /v2/core/events/:id` and sent to thin endpoints. */
export function drawThinEvent(thin: Tables['v2.core.event'], { store }: Scene): JsonObject {
  const snapshot = store.get('event', thin.snapshot_event)
  return {
    id: thin.id,
    object: 'v2.core.event',
    created: new Date(thin.created * 1000).toISOString(),
    data: {},
    livemode: store.livemode,
    reason: reasonOf(snapshot.recorded?.request),
    related_object: relatedObject(snapshot.recorded?.object),
    snapshot_event: thin.snapshot_event,
    type: thin.type,
  }
}

function reasonOf(request: { id: string | null; idempotency_key: string | null } | undefined): Json {
  if (request === undefined || request.id === null) return null
  return { type: 'request', request }
}

// Collections whose URL is not the plural of the object's name. https://docs.stripe.com/api
const addresses: Record<string, string> = {
  balance: '/v1/balance',
  balance_settings: '/v1/balance_settings',
  'tax.settings': '/v1/tax/settings',
  scheduled_query_run: '/v1/sigma/scheduled_query_runs',
}

/** The related object of a thin event; null for an application, which has no URL. */
export function relatedObject(object: JsonObject | undefined): Json {
  const type = object?.['object']
  if (typeof type !== 'string' || type === 'application') return null
  const base = addresses[type] ?? `/v1/${type.replaceAll('.', '/')}s`
  const id = object?.['id']
  if (typeof id !== 'string') return { type, url: base }
  return { id, type, url: `${base}/${encodeURIComponent(id)}` }
}

// URLs and id prefixes of v2 objects; other collections are named like their objects.
const v2Objects: Record<string, { prefix: string; url: (id: string, account: string) => string }> = {
  'v2.core.account': { prefix: 'acct', url: (id) => `/v2/core/accounts/${id}` },
  'v2.core.account_person': {
    prefix: 'person',
    url: (id, account) => `/v2/core/accounts/${account}/persons/${id}`,
  },
  'v2.commerce.product_catalog_import': {
    prefix: 'pcimp',
    url: (id) => `/v2/commerce/product_catalog/imports/${id}`,
  },
  'v2.core.event_destination': { prefix: 'ed', url: (id) => `/v2/core/event_destinations/${id}` },
}

/** The related object of a thin v2 event, generated for it. */
export function relatedV2Object(
  type: string,
  { account, newId }: { account?: string; newId: (prefix: string) => string },
): Json {
  const [, space = '', name = ''] = type.split('.')
  const known = v2Objects[type] ?? { prefix: name, url: (id: string) => `/v2/${space}/${name}s/${id}` }
  const ownId = account ?? newId('acct')
  const id = type === 'v2.core.account' ? ownId : newId(known.prefix)
  return { id, type, url: known.url(id, ownId) }
}
