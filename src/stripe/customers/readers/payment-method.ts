// Reads a payment method in any of its forms: a PaymentMethod, a card or bank source, or the details on a charge.

import type { DefaultMethod, PaymentMethod } from '#contract/billing.ts'
import { defined, idOf, integerOf, objectOf, type Raw, rawOf, textOf } from '../../api/raw.ts'

function fromDetails(id: string | undefined, type: string, details: Raw): PaymentMethod {
  return defined({
    id,
    type,
    brand: textOf(details['brand'])?.toLowerCase(),
    last4: textOf(details['last4']) ?? textOf(details['dynamic_last4']),
    expMonth: integerOf(details['exp_month']),
    expYear: integerOf(details['exp_year']),
    bankName: textOf(details['bank_name']) ?? textOf(details['bank']),
    email: textOf(details['email']) ?? textOf(details['payer_email']),
    wallet: textOf(rawOf(details['wallet'])['type']),
  })
}

/** Reads a PaymentMethod, a source or a charge's details; `undefined` when it is absent or only an id. */
export function readPaymentMethod(value: unknown): PaymentMethod | undefined {
  const raw = objectOf(value)
  if (!raw) return undefined
  // Old cards and bank accounts have their fields at the top and their kind in `object`.
  const kind = textOf(raw['type']) ?? textOf(raw['object'])
  if (!kind) return undefined
  return fromDetails(idOf(raw), kind, objectOf(raw[kind]) ?? raw)
}

/** Reads a field that names a default: `unread` when it holds an id that was not expanded, or an unknown shape. */
export function readDefaultMethod(value: unknown): DefaultMethod | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return readPaymentMethod(value) ?? 'unread'
}
