// Reads a dispute: status, reason, and the deadline for a response.

import type { Dispute } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
import { defined, idOf, integerOf, listOf, type Raw, rawOf, textOf, timeOf } from '../../api/raw.ts'

/** Fees less refunded fees per settlement currency; a fee is in the currency of its balance transaction. */
function feesOf(value: unknown): Money[] | undefined {
  const entries = listOf(value)
  const fees = new Map<string, number>()
  for (const entry of entries) {
    const currency = textOf(entry['currency'])?.toLowerCase()
    if (currency === undefined) return undefined
    fees.set(currency, (fees.get(currency) ?? 0) + (integerOf(entry['fee']) ?? 0))
  }
  if (entries.length === 0) return undefined
  return [...fees].flatMap(([currency, amountMinor]) => (amountMinor > 0 ? [{ amountMinor, currency }] : []))
}

/** `undefined` for anything that is not a dispute with an id. */
export function readDispute(raw: Raw): Dispute | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  return defined({
    id,
    paymentId: idOf(raw['charge']) ?? idOf(raw['payment_intent']) ?? '',
    status: textOf(raw['status']) ?? 'unknown',
    reason: textOf(raw['reason']) ?? 'general',
    amountMinor: integerOf(raw['amount']) ?? 0,
    currency: (textOf(raw['currency']) ?? '').toLowerCase(),
    createdAtMs: timeOf(raw['created']) ?? 0,
    dueAtMs: timeOf(rawOf(raw['evidence_details'])['due_by']),
    refundable: raw['is_charge_refundable'] === true,
    fees: feesOf(raw['balance_transactions']),
  })
}
