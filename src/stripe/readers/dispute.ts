// A dispute: status, what it is about and until when an answer counts.

import type { Dispute } from '#contract/billing.ts'
import { defined, idOf, integerOf, listOf, rawOf, textOf, timeOf, type Raw } from '../raw.ts'

function feeOf(value: unknown): number | undefined {
  const fees = listOf(value).map(({ fee }) => integerOf(fee) ?? 0)
  return fees.length === 0 ? undefined : fees.reduce((total, fee) => total + fee, 0)
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
    feeMinor: feeOf(raw['balance_transactions']),
  })
}
