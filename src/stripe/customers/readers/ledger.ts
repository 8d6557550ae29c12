// Reads what belongs to invoices and payments: balance changes, credit notes, tax IDs, fraud warnings and reviews.

import type { BalanceEntry, CreditNote, FraudWarning, Review, TaxId } from '#contract/billing.ts'
import { defined, httpsOf, idOf, integerOf, type Raw, rawOf, textOf, timeOf } from '../../api/raw.ts'

/** `undefined` for anything without an id, an amount and a currency. */
function readAmount(raw: Raw, field: string) {
  const id = idOf(raw)
  const amountMinor = integerOf(raw[field])
  const currency = textOf(raw['currency'])?.toLowerCase()
  return id && amountMinor !== undefined && currency ? { id, amountMinor, currency } : undefined
}

export function readBalanceEntry(raw: Raw): BalanceEntry | undefined {
  const amount = readAmount(raw, 'amount')
  if (!amount) return undefined
  return defined({
    ...amount,
    type: textOf(raw['type']) ?? 'unknown',
    endingBalanceMinor: integerOf(raw['ending_balance']),
    createdAtMs: timeOf(raw['created']),
    description: textOf(raw['description']),
  })
}

export function readCreditNote(raw: Raw): CreditNote | undefined {
  const amount = readAmount(raw, 'total') ?? readAmount(raw, 'amount')
  if (!amount) return undefined
  return defined({
    ...amount,
    number: textOf(raw['number']),
    status: textOf(raw['status']) ?? 'unknown',
    reason: textOf(raw['reason']),
    createdAtMs: timeOf(raw['created']),
    invoiceId: idOf(raw['invoice']),
    pdfUrl: httpsOf(raw['pdf']),
  })
}

export function readTaxId(raw: Raw): TaxId | undefined {
  const id = idOf(raw)
  const value = textOf(raw['value'])
  if (!id || value === undefined) return undefined
  return defined({
    id,
    type: textOf(raw['type']) ?? 'unknown',
    value,
    verification: textOf(rawOf(raw['verification'])['status']),
  })
}

export function readFraudWarning(raw: Raw): FraudWarning | undefined {
  const id = idOf(raw)
  const paymentId = idOf(raw['charge'])
  if (!id || !paymentId) return undefined
  return defined({
    id,
    paymentId,
    kind: textOf(raw['fraud_type']) ?? 'unknown',
    actionable: raw['actionable'] === true,
    createdAtMs: timeOf(raw['created']),
  })
}

export function readReview(raw: Raw): Review | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  return defined({
    id,
    paymentIds: [idOf(raw['charge']), idOf(raw['payment_intent'])].filter((one) => one !== undefined),
    reason: textOf(raw['opened_reason']) ?? textOf(raw['reason']) ?? 'unknown',
    createdAtMs: timeOf(raw['created']),
  })
}
