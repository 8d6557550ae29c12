// Reads the preview of the next invoice: its lines, what is added or taken off, and when it is charged.

import type { NextInvoice, NextInvoiceLine, PendingItem } from '#contract/billing.ts'
import {
  defined,
  hasMoreOf,
  idOf,
  integerOf,
  listOf,
  objectOf,
  type Raw,
  rawOf,
  textOf,
  timeOf,
} from '../../api/raw.ts'

const sumOf = (amounts: (number | undefined)[]) =>
  amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0)

function readLine(raw: Raw): NextInvoiceLine {
  const parent = rawOf(raw['parent'])
  const item = objectOf(parent['invoice_item_details'])
  const period = objectOf(parent['subscription_item_details'])
  return defined({
    description: textOf(raw['description']),
    amountMinor: integerOf(raw['amount']) ?? 0,
    proration: [raw, item, period].some((one) => one?.['proration'] === true),
    pending: item !== undefined || raw['type'] === 'invoiceitem',
  })
}

/** `total_taxes` since 2025-03-31, `total_tax_amounts` before. */
function readTaxes(raw: Raw, included: boolean): number {
  const taxes = [...listOf(raw['total_taxes']), ...listOf(raw['total_tax_amounts'])]
  return sumOf(
    taxes
      .filter((tax) => (tax['tax_behavior'] === 'inclusive' || tax['inclusive'] === true) === included)
      .map(({ amount }) => integerOf(amount)),
  )
}

/** `undefined` for a response without an amount or a currency. */
export function readNextInvoice(raw: Raw, subscriptionId: string): NextInvoice | undefined {
  const amountDueMinor = integerOf(raw['amount_due'])
  const currency = textOf(raw['currency'])?.toLowerCase()
  if (amountDueMinor === undefined || currency === undefined) return undefined
  const sent = raw['collection_method'] === 'send_invoice'
  return defined({
    subscriptionId,
    currency,
    atMs: (sent ? undefined : timeOf(raw['next_payment_attempt'])) ?? timeOf(raw['period_end']),
    sent,
    lines: listOf(raw['lines']).map(readLine),
    linesHasMore: hasMoreOf(raw['lines']),
    discountMinor: sumOf(listOf(raw['total_discount_amounts']).map(({ amount }) => integerOf(amount))),
    taxMinor: readTaxes(raw, false),
    taxIncludedMinor: readTaxes(raw, true),
    totalMinor: integerOf(raw['total']) ?? amountDueMinor,
    amountDueMinor,
  })
}

/** Reads an invoice item that is not on an invoice yet. */
export function readPendingItem(raw: Raw): PendingItem | undefined {
  const id = idOf(raw)
  const amountMinor = integerOf(raw['amount'])
  const currency = textOf(raw['currency'])?.toLowerCase()
  if (!id || amountMinor === undefined || currency === undefined) return undefined
  return defined({
    id,
    description: textOf(raw['description']),
    amountMinor,
    currency,
    proration: raw['proration'] === true,
    atMs: timeOf(raw['date']),
  })
}
