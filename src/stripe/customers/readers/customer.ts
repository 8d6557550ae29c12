// Reads a customer, deleted or not.

import type { Address, Customer } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
import { defined, idOf, integerOf, objectOf, type Raw, rawOf, textOf, timeOf } from '../../api/raw.ts'
import { readDiscounts } from './discount.ts'
import { readDefaultMethod } from './payment-method.ts'

function readCredit(value: unknown): Money[] {
  return Object.entries(rawOf(value)).flatMap(([currency, amount]) => {
    const amountMinor = integerOf(amount)
    return amountMinor ? [{ amountMinor, currency }] : []
  })
}

function readAddress(value: unknown): Address | undefined {
  const raw = objectOf(value)
  if (!raw) return undefined
  const address = defined({
    lines: [textOf(raw['line1']), textOf(raw['line2'])].filter((line) => line !== undefined),
    postalCode: textOf(raw['postal_code']),
    city: textOf(raw['city']),
    state: textOf(raw['state']),
    country: textOf(raw['country']),
  })
  return address.lines.length > 0 || Object.keys(address).length > 1 ? address : undefined
}

function readShipping(value: unknown): Customer['shipping'] {
  const raw = objectOf(value)
  return (
    raw &&
    defined({
      name: textOf(raw['name']),
      phone: textOf(raw['phone']),
      address: readAddress(raw['address']),
    })
  )
}

function readMetadata(value: unknown): Customer['metadata'] {
  const pairs = Object.entries(rawOf(value)).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as const] : [],
  )
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined
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
      readDefaultMethod(rawOf(raw['invoice_settings'])['default_payment_method']) ??
      readDefaultMethod(raw['default_source']),
    discounts: readDiscounts(raw),
    address: readAddress(raw['address']),
    shipping: readShipping(raw['shipping']),
    taxExempt: textOf(raw['tax_exempt']),
    metadata: readMetadata(raw['metadata']),
    testClock: idOf(raw['test_clock']) !== undefined,
  })
}
