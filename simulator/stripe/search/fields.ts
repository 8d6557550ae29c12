// Searchable fields by resource. Strings match by words in order, tokens as a whole; both ignore case.

import type { Entity } from '../objects/tables.ts'

export type FieldType = 'string' | 'token' | 'number'

const words = (text: string): string[] => text.split(' ').filter(Boolean)
const table = (strings: string, tokens: string, numbers: string): Record<string, FieldType> =>
  Object.fromEntries([
    ...words(strings).map((name) => [name, 'string'] as const),
    ...words(tokens).map((name) => [name, 'token'] as const),
    ...words(numbers).map((name) => [name, 'number'] as const),
  ])

const cardFields = ['card', 'card_present', 'interac_present']
  .flatMap((kind) =>
    ['last4', 'brand', 'fingerprint'].map((name) => `payment_method_details.${kind}.${name}`),
  )
  .join(' ')
const cardNumbers = ['card', 'card_present', 'interac_present']
  .flatMap((kind) => ['exp_month', 'exp_year'].map((name) => `payment_method_details.${kind}.${name}`))
  .join(' ')

const fields: Record<string, Record<string, FieldType>> = {
  customer: table('email name phone', '', 'created'),
  invoice: table('number receipt_number status subscription', 'currency customer', 'created total'),
  charge: table(
    '',
    `billing_details.address.postal_code currency customer disputed refunded status ${cardFields}`,
    `amount created ${cardNumbers}`,
  ),
  payment_intent: table('', 'currency customer status', 'amount created'),
  subscription: table('', 'status', 'created'),
  price: table('', 'active currency lookup_key product type', ''),
  product: table('description name', 'active shippable url', ''),
}

/** How a field is matched; undefined if it cannot be searched. */
export const fieldType = (resource: string, field: string): FieldType | undefined =>
  field === 'metadata' ? 'token' : fields[resource]?.[field]

/** The value of a field as text. */
export function fieldValue(entity: Entity, field: string): string | null {
  if (entity.object === 'charge' && field === 'refunded') {
    return entity.refunded ? 'true' : entity.amount_refunded > 0 ? 'false' : null
  }
  if (entity.object === 'invoice' && field === 'subscription') {
    const subscription = entity.parent?.subscription_details?.subscription
    return typeof subscription === 'string' ? subscription : null
  }
  let value: unknown = entity
  for (const step of field.split('.')) {
    value =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([name]) => name === step)?.[1]
        : null
  }
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isScalar ? String(value) : null
}

/** A metadata value. */
export function metadataValue(entity: Entity, key: string): string | null {
  const metadata = 'metadata' in entity ? entity.metadata : null
  const value = metadata && Object.hasOwn(metadata, key) ? metadata[key] : undefined
  return value ?? null
}
