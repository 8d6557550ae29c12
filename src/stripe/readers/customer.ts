// A customer, deleted or not.

import type { Customer } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
import { defined, idOf, integerOf, rawOf, textOf, timeOf, type Raw } from '../raw.ts'
import { readDiscounts } from './discount.ts'
import { readPaymentMethod } from './payment-method.ts'

function readCredit(value: unknown): Money[] {
  return Object.entries(rawOf(value)).flatMap(([currency, amount]) => {
    const amountMinor = integerOf(amount)
    return amountMinor ? [{ amountMinor, currency }] : []
  })
}

/** `undefined` for anything that is not a customer with an id. */
export function readCustomer(raw: Raw): Customer | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  return defined({
    id,
    customerAccountId: textOf(raw['customer_account']) ?? (id.startsWith('acct_') ? id : undefined),
    name: textOf(raw['name']) ?? textOf(raw['business_name']) ?? textOf(raw['individual_name']),
    email: textOf(raw['email']),
    phone: textOf(raw['phone']),
    description: textOf(raw['description']),
    createdAtMs: timeOf(raw['created']),
    delinquent: raw['delinquent'] === true,
    deleted: raw['deleted'] === true,
    livemode: raw['livemode'] === true,
    currency: textOf(raw['currency']),
    balanceMinor: integerOf(raw['balance']) ?? integerOf(raw['account_balance']) ?? 0,
    invoiceCredit: readCredit(raw['invoice_credit_balance']),
    // Stripe's own order of precedence.
    paymentMethod:
      readPaymentMethod(rawOf(raw['invoice_settings'])['default_payment_method']) ??
      readPaymentMethod(raw['default_source']),
    discounts: readDiscounts(raw),
  })
}
