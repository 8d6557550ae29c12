// Says what an unfinished payment waits for: a bank, which takes days, or the customer.

import type { Payment } from '#contract/billing.ts'
import type { Words } from '#words/en/panels.ts'

/** Types of payment methods that take money from a bank account. They succeed or fail days later. */
const bankDebits = new Set([
  'acss_debit',
  'ach_debit',
  'au_becs_debit',
  'bacs_debit',
  'bank_account',
  'nz_bank_account',
  'sepa_debit',
  'us_bank_account',
])

/** The kind of a bank payment in progress, which takes days. */
export function underWayKind({ method }: Payment, { methods }: Words): string | undefined {
  if (method === undefined) return undefined
  if (bankDebits.has(method.type)) return methods.bankDebit
  return method.type === 'customer_balance' ? methods.bankTransfer : undefined
}

/** What the customer has to do. Everything except a few named steps is a confirmation with the bank. */
function stepOf({ nextAction = '' }: Payment): keyof Words['alerts']['confirmTexts'] {
  if (nextAction === 'verify_with_microdeposits') return 'microdeposits'
  if (nextAction === 'display_bank_transfer_instructions') return 'transfer'
  return /display|voucher/.test(nextAction) ? 'voucher' : 'confirm'
}

/** Short, for a row. */
export function waitText(payment: Payment, { states }: Words): string {
  return states.payment.waits[stepOf(payment)]
}

/** In a sentence. */
export function waitSentence(payment: Payment, { alerts }: Words): string {
  return alerts.confirmTexts[stepOf(payment)]
}
