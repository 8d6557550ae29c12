// Says why a payment failed: the reason for the team, and for the customer no more than the bank allows.
// https://docs.stripe.com/declines/codes

import type { Payment } from '#contract/billing.ts'
import { line, type Line } from '#words/line.ts'
import type { Words } from '#words/en/panels.ts'
import { foreign, foreignValue } from './foreign.ts'

type Reason = keyof Words['declines']['reasons']
type Helps = keyof Words['declines']['helps']
type ToCustomer = keyof Words['declines']['toCustomer']
type Kind = { codes: string; helps: Helps; toCustomer?: ToCustomer; sensitive?: true }

/** Codes by kind of reason. `sensitive`: Stripe asks us to present these to the customer as a generic decline. */
const kinds: Record<Exclude<Reason, 'ourRules'>, Kind> = {
  insufficientFunds: {
    codes: 'insufficient_funds',
    helps: 'insufficientFunds',
    toCustomer: 'insufficientFunds',
  },
  expiredCard: { codes: 'expired_card', helps: 'expiredCard', toCustomer: 'expiredCard' },
  authentication: {
    codes: 'authentication_required payment_intent_authentication_failure',
    helps: 'authentication',
    toCustomer: 'authentication',
  },
  generic: {
    codes:
      'card_declined generic_decline do_not_honor call_issuer no_action_taken not_permitted transaction_not_allowed service_not_allowed try_again_later',
    helps: 'generic',
  },
  wrongCvc: { codes: 'incorrect_cvc invalid_cvc', helps: 'details', toCustomer: 'details' },
  wrongNumber: { codes: 'incorrect_number invalid_number', helps: 'details', toCustomer: 'details' },
  wrongExpiry: { codes: 'invalid_expiry_month invalid_expiry_year', helps: 'details', toCustomer: 'details' },
  wrongAddress: { codes: 'incorrect_zip incorrect_address', helps: 'details', toCustomer: 'details' },
  limit: { codes: 'card_velocity_exceeded withdrawal_count_limit_exceeded', helps: 'anotherCard' },
  kind: { codes: 'card_not_supported', helps: 'anotherCard' },
  currency: { codes: 'currency_not_supported', helps: 'anotherCard' },
  amount: { codes: 'invalid_amount', helps: 'anotherCard' },
  fault: { codes: 'processing_error issuer_not_available reenter_transaction', helps: 'retry' },
  duplicate: { codes: 'duplicate_transaction', helps: 'doublePayment' },
  stopped: {
    codes: 'stop_payment_order revocation_of_authorization revocation_of_all_authorizations',
    helps: 'newMandate',
  },
  blockedCard: {
    codes: 'pickup_card restricted_card security_violation invalid_account new_account_information_available',
    helps: 'anotherCard',
  },
  fraud: { codes: 'fraudulent merchant_blacklist', helps: 'anotherCard', sensitive: true },
  lostOrStolen: { codes: 'lost_card stolen_card lost_or_stolen_card', helps: 'anotherCard', sensitive: true },
  debitNotAuthorized: { codes: 'debit_not_authorized', helps: 'otherMethod' },
  accountClosed: { codes: 'account_closed', helps: 'otherMethod' },
  noAccount: { codes: 'no_account', helps: 'otherMethod' },
  debit: { codes: 'bank_account_unusable refer_to_customer bank_account_restricted', helps: 'otherMethod' },
  brokenOff: {
    codes:
      'payment_method_customer_decline payment_intent_payment_attempt_expired payment_method_provider_decline payment_method_provider_timeout',
    helps: 'tryAgain',
  },
}

type Known = { reason: Exclude<Reason, 'ourRules'>; kind: Kind }
const byCode: ReadonlyMap<string, Known> = new Map(
  (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((reason) =>
    kinds[reason].codes.split(' ').map((code) => [code, { reason, kind: kinds[reason] }] as const),
  ),
)

export type Decline = {
  /** For the team. */
  reason: Line
  /** What helps, when we know. */
  helps?: string
  /** A sentence that may stand in a reply. */
  toCustomer: string
  /** The team must not tell the customer why. */
  sensitive: boolean
}

/** Explains the most specific of a payment's codes; `undefined` when Stripe gave no reason. */
export function declineOf(payment: Payment, { declines }: Words): Decline | undefined {
  const { declineCode, failureCode, failureMessage, outcomeType } = payment
  const { neutral } = declines.toCustomer
  if (outcomeType === 'blocked') {
    return {
      reason: [declines.reasons.ourRules],
      helps: declines.helps.review,
      toCustomer: declines.toCustomer.blocked,
      sensitive: true,
    }
  }
  const codes = [declineCode, failureCode].filter((code) => code !== undefined)
  const found = codes.map((code) => byCode.get(code))
  // A sensitive code always wins; otherwise the first code, even one we do not know yet.
  const known = found.find((one) => one?.kind.sensitive) ?? found[0]
  if (known) {
    const { helps, toCustomer = 'neutral', sensitive = false } = known.kind
    const reason = [declines.reasons[known.reason]]
    return { reason, helps: declines.helps[helps], toCustomer: declines.toCustomer[toCustomer], sensitive }
  }
  const [code] = codes
  const text = code === undefined ? foreign(failureMessage, 300) : foreignValue(code)
  return text && { reason: line`${text}`, toCustomer: neutral, sensitive: false }
}
