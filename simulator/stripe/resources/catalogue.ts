// Products, prices, coupons; the account.

import { textsOf } from '../../../dashboard/stripe/form.ts'
import { show, textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { JsonObject } from '../json.ts'
import { changeAndRecord } from '../happen.ts'
import { existing, listEndpoint, retrieveEndpoint } from '../list.ts'
import type { Tables } from '../objects/tables.ts'
import { readersOf } from '../permissions.ts'
import { searchEndpoint } from '../search/endpoint.ts'
import { mergedMetadata } from './customers.ts'

function byIds(rows: Tables['product'][], call: Call): Tables['product'][] {
  const requested = call.params['ids']
  if (requested === undefined) return rows
  if (call.params['starting_after'] !== undefined || call.params['ending_before'] !== undefined) {
    throw refusals.invalid(
      'You cannot use `ids` together with `starting_after` or `ending_before`.',
      undefined,
      'ids',
    )
  }
  const ids = new Set(textsOf(requested))
  return rows.filter((row) => ids.has(row.id))
}

function updateProduct(call: Call): JsonObject {
  const held = existing(call, 'product', call.id)
  const name = textOf(call.params, 'name')
  const description = textOf(call.params, 'description')
  const active = textOf(call.params, 'active')
  const features = call.params['marketing_features']
  const changes: Partial<Tables['product']> = {
    metadata: mergedMetadata(held.metadata, call.params['metadata']),
    updated: Math.floor(call.nowMs / 1000),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
    ...(active === undefined ? {} : { active: active === 'true' }),
    ...(Array.isArray(features) ? { marketing_features: features.flatMap(featureOf) } : {}),
  }
  return show(call, changeAndRecord(call, 'product', held, changes, 'product.updated'))
}

const featureOf = (feature: unknown): { name: string }[] =>
  typeof feature === 'object' && feature !== null && 'name' in feature ? [{ name: String(feature.name) }] : []

const account: Endpoint = {
  method: 'GET',
  path: '/v1/account',
  takes: {},
  needs: readersOf['account'] ?? [],
  kind: 'account',
  answer: (call) => show(call, existing(call, 'account', call.scene.store.accountId)),
}

/** All endpoints of the catalogue and of the account. */
export const catalogueEndpoints: Endpoint[] = [
  listEndpoint({
    object: 'product',
    path: '/v1/products',
    takes: { ids: 'list', active: 'flag', shippable: 'flag', url: 'text', type: 'text' },
    pick: (rows, call) =>
      byIds(rows, call).filter(
        (row) => String(row.active) === (textOf(call.params, 'active') ?? String(row.active)),
      ),
  }),
  searchEndpoint('product', '/v1/products/search'),
  retrieveEndpoint('product', '/v1/products/:id'),
  {
    method: 'POST',
    path: '/v1/products/:id',
    takes: { name: 'text', description: 'text', active: 'flag', metadata: 'map', marketing_features: 'list' },
    needs: ['rak_product_write'],
    kind: 'product',
    answer: updateProduct,
  },
  listEndpoint({
    object: 'price',
    path: '/v1/prices',
    takes: {
      product: 'text',
      currency: 'text',
      type: 'text',
      active: 'flag',
      lookup_keys: 'list',
      recurring: 'map',
    },
  }),
  searchEndpoint('price', '/v1/prices/search'),
  retrieveEndpoint('price', '/v1/prices/:id'),
  listEndpoint({ object: 'coupon', path: '/v1/coupons' }),
  retrieveEndpoint('coupon', '/v1/coupons/:id'),
  account,
  { ...account, path: '/v1/accounts/:id' },
]
