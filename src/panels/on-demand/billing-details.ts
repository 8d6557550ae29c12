// Draws the billing details: address, shipping, tax IDs, and the metadata chosen in the settings.

import type { Address, Customer, OnDemand, TaxId } from '#contract/billing.ts'
import type { Block, Field, Inline } from '#contract/panel.ts'
import { line, type Line } from '#words/line.ts'
import { type Drawing, wordFor } from '../drawing.ts'
import { cleanText, foreign, foreignValue } from '../foreign.ts'
import { drawPage, partOf, type Part } from './parts.ts'

/** One line each, as on a letter. */
function addressLines({ lines, postalCode, city, state, country }: Address): Line[] {
  const place = [postalCode, city].filter((part) => part !== undefined).join(' ')
  return [...lines, place, state, country].flatMap((text) => {
    const value = foreign(text, 300)
    return value ? [[value]] : []
  })
}

function field(label: string, lines: Inline[]): Field[] {
  return lines.length > 0 ? [{ label, value: { lines } }] : []
}

function addressBlocks({ name, address, shipping, taxExempt }: Customer, { words }: Drawing): Block[] {
  const { fields, nothing, taxStatus } = words.onDemand
  const holder = foreign(name, 300)
  const shipTo = [shipping?.name, shipping?.phone].flatMap((text) => {
    const value = foreign(text, 300)
    return value ? [[value]] : []
  })
  const status = wordFor(taxStatus, taxExempt)
  const own = [
    ...(address && holder ? field(fields.name, [[holder]]) : []),
    ...field(fields.address, address ? addressLines(address) : []),
    ...field(fields.shipTo, [...shipTo, ...(shipping?.address ? addressLines(shipping.address) : [])]),
    ...(status === undefined ? [] : [{ label: fields.taxStatus, value: status }]),
  ]
  return [
    ...(address || shipping?.address ? [] : [{ type: 'text' as const, text: nothing.address }]),
    ...(own.length > 0 ? [{ type: 'fields' as const, fields: own }] : []),
  ]
}

function taxItem({ id, type, value, verification }: TaxId, { words }: Drawing) {
  const state =
    verification === undefined
      ? undefined
      : (wordFor(words.onDemand.verification, verification) ?? foreignValue(verification))
  const kind = foreignValue(type)
  return {
    id: id.slice(0, 255),
    status: verification === 'unverified' ? ('warn' as const) : ('quiet' as const),
    title: [foreign(value, 120) ?? words.unknown],
    meta: state === undefined ? [kind] : line`${kind}, ${state}`,
  }
}

function metadataPart({ metadata = {} }: Customer, keys: readonly string[]): Part[] {
  const fields = keys.flatMap((key): Field[] => {
    const value = Object.hasOwn(metadata, key) ? foreign(metadata[key], 500) : undefined
    return value ? [{ label: cleanText(key, 60), value: [value] }] : []
  })
  return fields.length > 0
    ? [{ name: 'metadata', blocks: [{ type: 'fields', fields: fields.slice(0, 60) }] }]
    : []
}

export function drawBillingDetails(
  { taxIds }: OnDemand & { section: 'billing-details' },
  customer: Customer,
  metadataKeys: readonly string[],
  drawing: Drawing,
): Part[] {
  return [
    { name: 'address', blocks: addressBlocks(customer, drawing) },
    partOf(
      'taxIds',
      taxIds,
      (page) =>
        drawPage(
          page,
          {
            none: drawing.words.onDemand.nothing.taxIds,
            customerId: customer.id,
            draw: (item) => taxItem(item, drawing),
          },
          drawing,
        ),
      drawing,
    ),
    ...metadataPart(customer, metadataKeys),
  ]
}
